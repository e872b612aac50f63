using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts.Devices;

/// <summary>
/// Copies rows of an array on a device to main memory, with all that they refer to. Sizes that follow from contents are
/// checked in main memory before they are used.
/// </summary>
internal readonly unsafe partial struct CopyFromDevice(DeviceMemory device) : IArrayCopy
{
    /// <summary>Copies an array whose event was waited for.</summary>
    public static void Copy(DeviceMemory device, Field* root, CArrowArray* source, CArrowArray* output)
    {
        StructureCheck check = new(acceptsOlder: false, copiesMisaligned: true) { IsOnDevice = true };
        Structure.Check(root, source, ref check);
        ColumnCopies.Copy(new CopyFromDevice(device), root, source, output);
    }

    public CArrowArray* Whole(ref CastMemory memory, Field* field, CArrowArray* source) =>
        Rows(ref memory, field, source, source->offset, source->length);

    public CArrowArray* Struct(ref CastMemory memory, Field* field, CArrowArray* source)
    {
        CArrowArray* result = memory.NewArray(field, source->length);
        CopyValidity(ref memory, field, source, source->offset, result);
        return result;
    }

    public CArrowArray* Column(ref CastMemory memory, Field* field, CArrowArray* source, int index) =>
        Child(ref memory, field, source, index, source->offset, source->length);

    /// <param name="first">The first row, counted from the start of the buffers.</param>
    private CArrowArray* Rows(ref CastMemory memory, Field* field, CArrowArray* source, long first, long count)
    {
        bool hasVariadic = Layouts.Of(field->type).IsVariadic && count > 0;
        CArrowArray* result = memory.NewArray(field, count, hasVariadic ? source->n_buffers - 3 : 0);
        CopyValidity(ref memory, field, source, first, result);
        CopyBuffers(ref memory, field, source, first, result);
        if (field->dictionary != null)
        {
            result->dictionary = Whole(ref memory, field->dictionary, source->dictionary);
        }
        return result;
    }

    /// <param name="start">The first row of the child, counted from the child's offset.</param>
    private CArrowArray* Child(
        ref CastMemory memory, Field* field, CArrowArray* source, int index, long start, long count)
    {
        CArrowArray* child = source->children[index];
        return Rows(ref memory, field->children + index, child, Size.Add(child->offset, start), count);
    }

    private void CopyValidity(
        ref CastMemory memory, Field* field, CArrowArray* source, long first, CArrowArray* result)
    {
        long count = result->length;
        if (!Layouts.Of(field->type).HasValidity || source->null_count == 0 || count == 0 ||
            source->buffers[0] == null)
        {
            return;
        }
        byte* bits = ReadBits(ref memory, source->buffers[0], first, count);
        result->null_count = count - Bits.Count(bits, first & 7, count);
        result->buffers[0] = result->null_count == 0 ? null : Shifted(ref memory, bits, first & 7, count);
    }

    /// <summary>Bytes with the bits of a range, the first of which is bit <c>first &amp; 7</c>.</summary>
    private byte* ReadBits(ref CastMemory memory, void* buffer, long first, long count)
    {
        long size = Size.Bits((first & 7) + count);
        byte* bits = (byte*)memory.Scratch((size >> 3) + 1);
        device.Read(buffer, first >> 3, size, bits);
        return bits;
    }

    private static byte* Shifted(ref CastMemory memory, byte* bits, long offset, long count)
    {
        byte* shifted = memory.Buffer(Size.Bits(count));
        Bits.Copy(bits, offset, count, shifted);
        return shifted;
    }

    private void CopyBuffers(
        ref CastMemory memory, Field* field, CArrowArray* source, long first, CArrowArray* result)
    {
        ref readonly Layout layout = ref Layouts.Of(field->type);
        switch (layout.B1)
        {
            case BufferKind.Values when field->bit_width == 1:
                byte* bits = ReadBits(ref memory, source->buffers[1], first, result->length);
                result->buffers[1] = Shifted(ref memory, bits, first & 7, result->length);
                return;
            case BufferKind.Values:
                CopyNumbers(ref memory, source, 1, field->bit_width / 8, first, result);
                return;
            case BufferKind.Views:
                CopyViews(ref memory, source, first, result);
                return;
            case BufferKind.Offsets32 or BufferKind.Offsets64:
                CopyItems(ref memory, field, source, first, result);
                return;
            default:
                CopyNested(ref memory, field, source, first, result);
                return;
        }
    }

    /// <summary>Copies a buffer with values of one width.</summary>
    private byte* CopyNumbers(
        ref CastMemory memory, CArrowArray* source, int buffer, long width, long first, CArrowArray* result)
    {
        byte* copy = memory.Buffer(result->length, width);
        device.Read(source->buffers[buffer], first * width, result->length * width, copy);
        result->buffers[buffer] = copy;
        return copy;
    }

    /// <summary>Variadic buffers are copied whole. Their lengths are in main memory (DEV-3).</summary>
    private void CopyViews(ref CastMemory memory, CArrowArray* source, long first, CArrowArray* result)
    {
        CopyNumbers(ref memory, source, 1, sizeof(View), first, result);
        long last = result->n_buffers - 1;
        if (last == 2)
        {
            return;
        }
        long* lengths = (long*)memory.Buffer(last - 2, sizeof(long));
        Allocator.Copy(source->buffers[last], lengths, (last - 2) * sizeof(long));
        result->buffers[last] = lengths;
        for (long i = 2; i < last; i++)
        {
            result->buffers[i] = memory.Buffer(lengths[i - 2]);
            device.Read(source->buffers[i], 0, lengths[i - 2], result->buffers[i]);
        }
    }
}
