using System.Runtime.CompilerServices;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>
/// Collects the nodes and buffers of a message in one pass over an array, in the order of the message (IPC-9). Only the
/// requested rows are written (IPC-15). Buffers are written from where they are if possible, otherwise from copies in
/// scratch memory.
/// </summary>
internal unsafe partial struct BatchEncoder
{
    private GrowableBuffer _nodes;
    private GrowableBuffer _parts;
    private GrowableBuffer _variadic;
    private Scratch _scratch;

    public BatchEncoder(OwnedBlocks* owned, int nodesSlot, int partsSlot, int variadicSlot, int scratchSlot)
    {
        _nodes = new GrowableBuffer(owned, nodesSlot);
        _parts = new GrowableBuffer(owned, partsSlot);
        _variadic = new GrowableBuffer(owned, variadicSlot);
        _scratch = new Scratch(owned, scratchSlot);
    }

    public long NodeCount { get; private set; }

    public long PartCount { get; private set; }

    public long VariadicCount { get; private set; }

    /// <summary>The sizes of all buffers, combined with OR: less than a power of two if all sizes are.</summary>
    public long SizesOred { get; private set; }

    public readonly FieldNode* Nodes => (FieldNode*)_nodes.Data;

    public readonly BodyPart* Parts => (BodyPart*)_parts.Data;

    /// <summary>Number of variadic buffers of each array of views.</summary>
    public readonly long* Variadic => (long*)_variadic.Data;

    /// <summary>Starts a new message.</summary>
    public void Start()
    {
        NodeCount = 0;
        PartCount = 0;
        SizesOred = 0;
        VariadicCount = 0;
        _scratch.Reset();
    }

    /// <summary>Adds rows of an array and of its descendants.</summary>
    /// <param name="at">The first row, counted from the start of the buffers.</param>
    public void Add(Field* field, CArrowArray* array, long at, long length)
    {
        ref readonly Layout layout = ref Layouts.Of(field->type);
        long nulls = layout.HasValidity
            ? AddValidity(array, at, length)
            : field->type == TypeId.Null ? length : 0;
        AddNode(length, nulls);
        switch (layout.B1)
        {
            case BufferKind.Values:
                AddValues(field, array, at, length);
                return;
            case BufferKind.Offsets32 when layout.B2 == BufferKind.Bytes:
                AddBytes<int>(field, array, at, length);
                return;
            case BufferKind.Offsets64 when layout.B2 == BufferKind.Bytes:
                AddBytes<long>(field, array, at, length);
                return;
            case BufferKind.Views:
                AddViews(field, array, at, length);
                return;
            case BufferKind.Offsets32:
                AddLists<int>(field, array, at, length);
                return;
            case BufferKind.Offsets64:
                AddLists<long>(field, array, at, length);
                return;
            default:
                AddNested(field, array, at, length);
                return;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddNode(long length, long nulls)
    {
        long used = NodeCount * sizeof(FieldNode);
        _nodes.Need(used + sizeof(FieldNode), used);
        FieldNode* node = Nodes + NodeCount++;
        node->length = length;
        node->null_count = nulls;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddPart(void* data, long size) => SizesOred |= SetPart(NewPart(), data, size);

    /// <summary>A new part, to be set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private BodyPart* NewPart()
    {
        long used = PartCount * sizeof(BodyPart);
        _parts.Need(used + sizeof(BodyPart), used);
        return Parts + PartCount++;
    }

    /// <summary>Sets a part to bytes that are written as they are, and returns its size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long SetPart(BodyPart* part, void* data, long size)
    {
        part->data = (byte*)data;
        part->size = size;
        part->is_stored = 0;
        part->unused_bits = 0;
        return size;
    }

    /// <summary>Adds the validity bitmap, empty if there are no nulls, and returns the exact number of nulls.</summary>
    private long AddValidity(CArrowArray* array, long at, long length)
    {
        long nulls = length > 0 ? CountNulls(array, at, length) : 0;
        if (nulls == 0)
        {
            AddPart(null, 0);
        }
        else
        {
            AddBits((byte*)array->buffers[0], at, length);
        }
        return nulls;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long CountNulls(CArrowArray* array, long at, long length)
    {
        byte* bitmap = (byte*)array->buffers[0];
        if (bitmap == null || array->null_count == 0)
        {
            return 0;
        }
        bool isWhole = at == array->offset && length == array->length && array->null_count > 0;
        return isWhole ? array->null_count : length - Bits.Count(bitmap, at, length);
    }

    /// <summary>Adds bits; the bits past the last one are written as zero.</summary>
    private void AddBits(byte* bits, long at, long length) => SizesOred |= SetBits(NewPart(), bits, at, length);

    /// <summary>Sets a part to at least one bit, and returns its size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long SetBits(BodyPart* part, byte* bits, long at, long length)
    {
        bool isAligned = (at & 7) == 0;
        long size = Size.Bits(length);
        SetPart(part, isAligned ? bits + (at >> 3) : CopyBits(bits, at, length), size);
        part->unused_bits = (short)(isAligned ? -length & 7 : 0);
        return size;
    }

    /// <summary>A copy that begins in the first bit of a byte; the bits past the last one are zero.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte* CopyBits(byte* bits, long at, long length)
    {
        byte* copy = _scratch.Take(Size.Bits(length));
        Bits.Copy(bits, at, length, copy);
        return copy;
    }

    /// <summary>
    /// Replaces bitmaps whose unused bits are not zero by copies. <see cref="BodyNative.ab_copy_body"/> clears the bits
    /// itself.
    /// </summary>
    public void ClearUnusedBits()
    {
        BodyPart* parts = Parts;
        for (long i = 0; i < PartCount; i++)
        {
            int unused = parts[i].unused_bits;
            parts[i].unused_bits = 0;
            if (unused != 0 && parts[i].data[parts[i].size - 1] >> (8 - unused) != 0)
            {
                parts[i].data = CopyBits(parts[i].data, 0, (parts[i].size * 8) - unused);
            }
        }
    }

    private void AddValues(Field* field, CArrowArray* array, long at, long length)
    {
        byte* values = (byte*)array->buffers[1];
        long width = field->bit_width >> 3;
        if (length == 0 || field->bit_width == 0)
        {
            AddPart(null, 0);
        }
        else if (width == 0)
        {
            AddBits(values, at, length);
        }
        else
        {
            AddPart(values + (at * width), length * width);
        }
    }

    /// <summary>Adds offsets that begin at 0, and returns the range that the original offsets refer to.</summary>
    /// <param name="total">Maximum offset; -1: the last offset of the array.</param>
    private (long Start, long End) AddOffsets<T>(Field* field, CArrowArray* array, long at, long length, long total)
        where T : unmanaged
    {
        if (length == 0)
        {
            T* zero = (T*)_scratch.Take(sizeof(T));
            *zero = default;
            AddPart(zero, sizeof(T));
            return (0, 0);
        }
        T* offsets = (T*)array->buffers[1] + at;
        (long start, long end) = RangeOf<T>(field, array, at, length, total);
        AddPart(start == 0 ? offsets : Shifted(offsets, length + 1, start), (length + 1) * sizeof(T));
        return (start, end);
    }

    /// <summary>The first and the last offset of at least one row, checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (long Start, long End) RangeOf<T>(
        Field* field, CArrowArray* array, long at, long length, long total)
        where T : unmanaged
    {
        T* offsets = (T*)array->buffers[1];
        long start = Read(offsets, at);
        long end = Read(offsets, at + length);
        long most = total >= 0 ? total : Read(offsets, array->offset + array->length);
        if (start < 0 || end < start || end > most)
        {
            ThrowRange(field, start, end, most);
        }
        return (start, end);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowRange(Field* field, long start, long end, long most) =>
        Throw.Rule("COL-5", Field.Path(field), $"offsets from {start} to {end} are not in the range from 0 to {most}");

    /// <summary>A copy with <paramref name="by"/> subtracted from each value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private T* Shifted<T>(T* values, long count, long by)
        where T : unmanaged
    {
        T* copy = (T*)_scratch.Take(count * sizeof(T));
        if (sizeof(T) == sizeof(int))
        {
            for (long i = 0; i < count; i++)
            {
                ((int*)copy)[i] = ((int*)values)[i] - (int)by;
            }
        }
        else
        {
            for (long i = 0; i < count; i++)
            {
                ((long*)copy)[i] = ((long*)values)[i] - by;
            }
        }
        return copy;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Read<T>(T* values, long index)
        where T : unmanaged => sizeof(T) == sizeof(int) ? ((int*)values)[index] : ((long*)values)[index];

    private void AddBytes<T>(Field* field, CArrowArray* array, long at, long length)
        where T : unmanaged
    {
        (long start, long end) = AddOffsets<T>(field, array, at, length, -1);
        AddPart((byte*)array->buffers[2] + start, end - start);
    }

    private void AddLists<T>(Field* field, CArrowArray* array, long at, long length)
        where T : unmanaged
    {
        CArrowArray* child = array->children[0];
        (long start, long end) = AddOffsets<T>(field, array, at, length, child->length);
        Add(field->children, child, child->offset + start, end - start);
    }
}
