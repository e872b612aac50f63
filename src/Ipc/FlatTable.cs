using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Errors;

namespace ArrowBridge.Ipc;

/// <summary>
/// A table of a flatbuffer, the encoding of IPC metadata. Every offset, vtable, vector and string is checked to lie in
/// the buffer before it is followed (SEC-5). Fields are numbered in the order of the .fbs files. The size of a table in
/// its vtable means nothing: writers let tables of different sizes share a vtable.
/// </summary>
internal readonly unsafe struct FlatTable
{
    private readonly byte* _start;
    private readonly int _size;
    private readonly int _table;
    private readonly int _vtable;
    private readonly int _vtableSize;

    /// <summary>The root table of a buffer.</summary>
    public FlatTable(byte* start, int size)
        : this(start, size, Follow(start, size, 0))
    {
    }

    private FlatTable(byte* start, int size, int table)
    {
        _start = start;
        _size = size;
        _table = table;
        long vtable = table > size - sizeof(int) ? -1 : (long)table - Unsafe.ReadUnaligned<int>(start + table);
        if (vtable < 0 || vtable > size - (2 * sizeof(ushort)))
        {
            Broken("the vtable of a table lies outside the flatbuffer");
        }
        _vtable = (int)vtable;
        _vtableSize = Unsafe.ReadUnaligned<ushort>(start + vtable);
        if (_vtableSize < 2 * sizeof(ushort) || _vtableSize > size - _vtable)
        {
            Broken("the vtable of a table extends past the end");
        }
    }

    /// <summary>Size of the whole flatbuffer, in bytes.</summary>
    public int BufferSize => _size;

    public bool Has(int field) => Offset(field, 1) != 0;

    public byte Byte(int field, byte absent = 0) =>
        Offset(field, sizeof(byte)) is var at and not 0 ? _start[at] : absent;

    public short Short(int field, short absent = 0) =>
        Offset(field, sizeof(short)) is var at and not 0 ? Unsafe.ReadUnaligned<short>(_start + at) : absent;

    public int Int(int field, int absent = 0) =>
        Offset(field, sizeof(int)) is var at and not 0 ? Unsafe.ReadUnaligned<int>(_start + at) : absent;

    public long Long(int field, long absent = 0) =>
        Offset(field, sizeof(long)) is var at and not 0 ? Unsafe.ReadUnaligned<long>(_start + at) : absent;

    public bool TryTable(int field, out FlatTable table)
    {
        int at = Offset(field, sizeof(int));
        table = at == 0 ? default : new FlatTable(_start, _size, Follow(_start, _size, at));
        return at != 0;
    }

    /// <summary>A vector of numbers or structs; an absent vector is empty.</summary>
    public byte* Vector(int field, int elementSize, out int count)
    {
        int at = Offset(field, sizeof(int));
        if (at == 0)
        {
            count = 0;
            return null;
        }
        return VectorAt(Follow(_start, _size, at), elementSize, out count);
    }

    /// <summary>The bytes of a string; empty if it is absent.</summary>
    public ReadOnlySpan<byte> Text(int field)
    {
        byte* bytes = Vector(field, 1, out int count);
        return new ReadOnlySpan<byte>(bytes, count);
    }

    /// <summary>Whether a NUL follows the bytes of a string, as writers should put there.</summary>
    public bool IsTerminated(ReadOnlySpan<byte> text)
    {
        byte* end = Address(text) + text.Length;
        return !text.IsEmpty && end < _start + _size && *end == 0;
    }

    /// <summary>Where a string of this flatbuffer begins.</summary>
    public static byte* Address(ReadOnlySpan<byte> text) =>
        (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(text));

    /// <summary>
    /// An element of a vector of tables, which <see cref="Vector"/> returned for an element size of 4.
    /// </summary>
    public FlatTable Element(byte* vector, int index) =>
        new(_start, _size, Follow(_start, _size, (int)(vector - _start) + (index * sizeof(int))));

    private byte* VectorAt(int at, int elementSize, out int count)
    {
        long bytes = (long)_size - at - sizeof(int);
        uint elements = bytes < 0 ? uint.MaxValue : Unsafe.ReadUnaligned<uint>(_start + at);
        if (bytes < 0 || elements > bytes / elementSize)
        {
            Broken("a vector extends past the end");
        }
        count = (int)elements;
        return _start + at + sizeof(int);
    }

    /// <summary>Position of the value of a field; 0 if the field is absent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Offset(int field, int width)
    {
        int entry = (2 + field) * sizeof(ushort);
        if (entry + sizeof(ushort) > _vtableSize)
        {
            return 0;
        }
        int offset = Unsafe.ReadUnaligned<ushort>(_start + _vtable + entry);
        if (offset == 0)
        {
            return 0;
        }
        if (offset > _size - _table - width)
        {
            Broken("a field lies outside the flatbuffer");
        }
        return _table + offset;
    }

    /// <summary>
    /// The position that the offset at <paramref name="at"/> points to: after it and inside the flatbuffer.
    /// </summary>
    private static int Follow(byte* start, int size, int at)
    {
        long target = at > size - sizeof(int) ? long.MaxValue : at + (long)Unsafe.ReadUnaligned<uint>(start + at);
        if (target >= size)
        {
            Broken("an offset points past the end");
        }
        return (int)target;
    }

    private static void Broken(string what) =>
        Throw.Rule("SEC-5", null, $"the metadata is not a valid flatbuffer: {what}");
}
