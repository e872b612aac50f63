using System.Runtime.CompilerServices;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>
/// Writes flatbuffers, from the front: a table first, then what it points to. Places are counted from the start of the memory, which has
/// room for the prefix of a message in front of the flatbuffer. Fields are numbered in the order of the .fbs files.
/// </summary>
internal unsafe struct FlatWriter(OwnedBlocks* owned, int slot)
{
    /// <summary>Bytes in front of the flatbuffer; a multiple of 8, so that what is aligned here is aligned there.</summary>
    public const int Prefix = 8;

    private const int Offset = sizeof(int);

    private GrowableBuffer _buffer = new(owned, slot);
    private long _size;

    public readonly byte* Data => _buffer.Data;

    /// <summary>Bytes written, the prefix included.</summary>
    public readonly long Size => _size;

    /// <summary>Begins anew, with the root's place in front.</summary>
    public void Start()
    {
        _size = 0;
        Take(Prefix + Offset, 1);
    }

    /// <summary>The root table.</summary>
    public long Root(ReadOnlySpan<byte> widths)
    {
        long table = Table(widths);
        Link(Prefix, table);
        return table;
    }

    /// <summary>A table in which nothing is set yet.</summary>
    /// <param name="widths">Bytes of each field: 0 where it is absent, 4 for an offset.</param>
    public long Table(ReadOnlySpan<byte> widths)
    {
        int header = (2 + widths.Length) * sizeof(ushort);
        long vtable = Take(0, sizeof(ushort));
        // Behind the table's own first 4 bytes its widest fields begin, at a multiple of 8.
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

    /// <summary>Where the value of a field stands.</summary>
    public readonly long Slot(long table, int field)
    {
        long vtable = table - *(int*)(Data + table);
        return table + ((ushort*)(Data + vtable))[2 + field];
    }

    public readonly void Set<T>(long table, int field, T value)
        where T : unmanaged => Unsafe.WriteUnaligned(Data + Slot(table, field), value);

    /// <summary>Lets an offset point to what stands further behind.</summary>
    public readonly void Link(long slot, long target) => *(uint*)(Data + slot) = (uint)(target - slot);

    public readonly void Link(long table, int field, long target) => Link(Slot(table, field), target);

    /// <summary>A vector of zeros: numbers, structs, or offsets that are to be linked. Its elements begin at <see cref="Elements"/>.</summary>
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

    /// <summary>A vector with the bytes of numbers or structs.</summary>
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

    /// <summary>Pairs of keys and values, from the encoding of the C data interface.</summary>
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

    /// <summary>Zeroed bytes at the next multiple of <paramref name="alignment"/>, and where they begin.</summary>
    private long Take(long size, int alignment)
    {
        long start = (_size + alignment - 1) & ~(long)(alignment - 1);
        long end = Memory.Size.Add(start, size);
        if (end > int.MaxValue)
        {
            Throw.NotSupported("IPC-1", null, "the metadata of one message would have more than 2147483647 bytes");
        }
        _buffer.Need(end, _size);
        Allocator.Zero(Data + _size, end - _size);
        _size = end;
        return start;
    }
}
