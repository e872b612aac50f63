using System.Runtime.CompilerServices;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>
/// Writes flatbuffers from front to back: a table first, then what it points to. Positions count from the start of the
/// memory, which begins with space for the prefix of a message. Fields are numbered in the order of the .fbs files.
/// </summary>
internal unsafe struct FlatWriter(OwnedBlocks* owned, int slot)
{
    /// <summary>
    /// Number of bytes in front of the flatbuffer: a multiple of 8, so that alignment in the memory is alignment in the
    /// flatbuffer.
    /// </summary>
    public const int Prefix = 8;

    private const int Offset = sizeof(int);

    private GrowableBuffer _buffer = new(owned, slot);
    private long _size;

    public readonly byte* Data => _buffer.Data;

    /// <summary>Number of bytes written, including the prefix.</summary>
    public readonly long Size => _size;

    /// <summary>Starts a new flatbuffer, with space for the offset of its root table.</summary>
    public void Start()
    {
        _size = 0;
        Take(Prefix + Offset, 1);
    }

    /// <summary>Removes what was added after it had this size.</summary>
    public void ReturnTo(long size) => _size = size;

    /// <summary>Adds the root table.</summary>
    public long Root(ReadOnlySpan<byte> widths)
    {
        long table = Table(widths);
        Link(Prefix, table);
        return table;
    }

    /// <summary>Adds a table whose fields are all zero.</summary>
    /// <param name="widths">Number of bytes of each field: 0 if it is absent, 4 for an offset.</param>
    public long Table(ReadOnlySpan<byte> widths)
    {
        int header = (2 + widths.Length) * sizeof(ushort);
        long vtable = Take(0, sizeof(ushort));
        // The widest fields come first. They begin after the table's own first 4 bytes, at a multiple of 8.
        long table = (((vtable + header + Offset) + 7) & ~7L) - Offset;
        Take(table - vtable, 1);
        ushort* entries = (ushort*)(Data + vtable);
        int next = Offset;
        for (int width = sizeof(long); width > 0; width >>= 1)
        {
            for (int i = 0; i < widths.Length; i++)
            {
                if (widths[i] == width)
                {
                    entries[2 + i] = (ushort)next;
                    next += width;
                }
            }
        }
        entries[0] = (ushort)header;
        entries[1] = (ushort)next;
        Take(next, 1);
        *(int*)(Data + table) = (int)(table - vtable);
        return table;
    }

    /// <summary>Position of the value of a field.</summary>
    public readonly long Slot(long table, int field)
    {
        long vtable = table - *(int*)(Data + table);
        return table + ((ushort*)(Data + vtable))[2 + field];
    }

    public readonly void Set<T>(long table, int field, T value)
        where T : unmanaged => Unsafe.WriteUnaligned(Data + Slot(table, field), value);

    /// <summary>Sets an offset, which points to a later position.</summary>
    public readonly void Link(long slot, long target) => *(uint*)(Data + slot) = (uint)(target - slot);

    public readonly void Link(long table, int field, long target) => Link(Slot(table, field), target);

    /// <summary>
    /// Adds a vector of numbers, structs or offsets that are set later; all are zero. Its elements begin at
    /// <see cref="Elements"/>.
    /// </summary>
    public long Vector(int field, long table, long count, int elementSize)
    {
        int alignment = Math.Max(Math.Min(elementSize, sizeof(long)), Offset);
        Take(0, Offset);
        if (((_size + Offset) & (alignment - 1)) != 0)
        {
            Take(Offset, 1);
        }
        long vector = Take(Offset, 1);
        *(uint*)(Data + vector) = (uint)count;
        Take(Memory.Size.Multiply(count, elementSize), 1);
        Link(table, field, vector);
        return vector;
    }

    public static long Elements(long vector) => vector + Offset;

    /// <summary>Adds a vector of numbers or structs with the given bytes.</summary>
    public void Vector(int field, long table, void* elements, long count, int elementSize)
    {
        long vector = Vector(field, table, count, elementSize);
        Allocator.Copy(elements, Data + Elements(vector), count * elementSize);
    }

    public void Text(int field, long table, ReadOnlySpan<byte> text)
    {
        long start = Take((long)Offset + text.Length + 1, Offset);
        *(int*)(Data + start) = text.Length;
        text.CopyTo(new Span<byte>(Data + start + Offset, text.Length));
        Link(table, field, start);
    }

    /// <summary>Adds key-value metadata, given in the encoding of the C data interface.</summary>
    public void Metadata(int field, long table, byte* metadata)
    {
        Schemas.Metadata.Pairs pairs = new(metadata);
        long vector = Vector(field, table, Unsafe.ReadUnaligned<int>(metadata), Offset);
        for (long slot = Elements(vector); pairs.Next(); slot += Offset)
        {
            long pair = Table([Offset, Offset]);
            Link(slot, pair);
            Text(0, pair, pairs.Key);
            Text(1, pair, pairs.Value);
        }
    }

    /// <summary>Adds zeros up to a size.</summary>
    public void PadTo(long size) => Take(size - _size, 1);

    /// <summary>
    /// Adds zeroed bytes at the next multiple of <paramref name="alignment"/> and returns their position.
    /// </summary>
    private long Take(long size, int alignment)
    {
        long start = (_size + alignment - 1) & ~(long)(alignment - 1);
        long end = Memory.Size.Add(start, size);
        if (end > int.MaxValue)
        {
            Throw.NotSupported("IPC-1", null, "the metadata of a message would exceed 2147483647 bytes");
        }
        _buffer.Need(end, _size);
        Allocator.Zero(Data + _size, end - _size);
        _size = end;
        return start;
    }
}
