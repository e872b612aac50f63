using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>
/// Copies rows of a checked array, with all that they refer to and nothing else. Dictionaries are copied whole.
/// </summary>
internal static unsafe partial class CompactCopy
{
    /// <param name="first">The first row, counted from the start of the buffers.</param>
    public static CArrowArray* Rows(ref CastMemory memory, Field* field, CArrowArray* source, long first, long count)
    {
        RowRange range = new(null, field, source, first, count);
        if (Layouts.Of(field->type).IsVariadic)
        {
            return CopyViews(ref memory, &range);
        }
        CArrowArray* result = memory.NewArray(field, count);
        CopyValidity(ref memory, &range, result);
        CopyBuffers(ref memory, &range, result);
        if (field->dictionary != null)
        {
            CArrowArray* values = source->dictionary;
            result->dictionary = Rows(ref memory, field->dictionary, values, values->offset, values->length);
        }
        return result;
    }

    public static void CopyValidity(ref CastMemory memory, RowRange* range, CArrowArray* result)
    {
        byte* validity = range->Validity;
        if (validity == null)
        {
            return;
        }
        result->null_count = range->count - Bits.Count(validity, range->first, range->count);
        result->buffers[0] = result->null_count == 0 ? null : memory.CopyValidity(range);
    }

    private static void CopyBuffers(ref CastMemory memory, RowRange* range, CArrowArray* result)
    {
        ref readonly Layout layout = ref Layouts.Of(range->field->type);
        switch (layout.B1)
        {
            case BufferKind.Values:
                CopyValues(ref memory, range, result);
                return;
            case BufferKind.Offsets32 or BufferKind.Offsets64:
                CopyItems(ref memory, range, layout.B1 == BufferKind.Offsets64, result);
                return;
            default:
                break;
        }
        switch (range->field->type)
        {
            case TypeId.ListView or TypeId.LargeListView:
                CopyListViews(ref memory, range, result);
                break;
            case TypeId.FixedSizeList:
                long size = range->field->fixed_size;
                result->children[0] =
                    Child(ref memory, range, 0, Size.Multiply(range->first, size), Size.Multiply(range->count, size));
                break;
            case TypeId.DenseUnion:
                CopyDenseUnion(ref memory, range, result);
                break;
            case TypeId.RunEndEncoded:
                CopyRuns(ref memory, range, result);
                break;
            default:
                CopyChildren(ref memory, range, result);
                break;
        }
    }

    /// <param name="start">The first row of the child, counted from the child's offset.</param>
    private static CArrowArray* Child(ref CastMemory memory, RowRange* range, int index, long start, long count)
    {
        CArrowArray* child = range->array->children[index];
        return Rows(ref memory, range->field->children + index, child, Size.Add(child->offset, start), count);
    }

    /// <summary>Structs and sparse unions, and types without values.</summary>
    private static void CopyChildren(ref CastMemory memory, RowRange* range, CArrowArray* result)
    {
        if (range->field->type == TypeId.SparseUnion)
        {
            result->buffers[0] = CopyOf(ref memory, range, 0, sizeof(byte));
        }
        for (int i = 0; i < range->field->n_children; i++)
        {
            result->children[i] = Child(ref memory, range, i, range->first, range->count);
        }
    }

    /// <summary>A copy of the range in a buffer with values of one width.</summary>
    private static byte* CopyOf(ref CastMemory memory, RowRange* range, int buffer, long width)
    {
        byte* copy = memory.Buffer(range->count, width);
        Allocator.Copy((byte*)range->array->buffers[buffer] + (range->first * width), copy, range->count * width);
        return copy;
    }

    private static void CopyValues(ref CastMemory memory, RowRange* range, CArrowArray* result)
    {
        if (range->field->bit_width != 1)
        {
            result->buffers[1] = CopyOf(ref memory, range, 1, range->field->bit_width / 8);
            return;
        }
        byte* bits = memory.Buffer(Size.Bits(range->count));
        Bits.Copy((byte*)range->array->buffers[1], range->first, range->count, bits);
        result->buffers[1] = bits;
    }

    /// <summary>Bytes or items from the first offset to the last.</summary>
    private static void CopyItems(ref CastMemory memory, RowRange* range, bool large, CArrowArray* result)
    {
        byte* copy = memory.Buffer(Size.Add(range->count, 1), large ? sizeof(long) : sizeof(int));
        long start = 0;
        long end = 0;
        if (range->count == 0)
        {
            new Numbers32Or64(copy, large)[0] = 0;
        }
        else
        {
            Numbers32Or64 offsets = new((byte*)range->array->buffers[1], large);
            start = offsets[range->first];
            end = offsets[range->first + range->count];
            CopyShifted((byte*)range->array->buffers[1], large, range->first, range->count + 1, start, copy);
        }
        result->buffers[1] = copy;
        if (range->field->n_children > 0)
        {
            result->children[0] = Child(ref memory, range, 0, start, end - start);
            return;
        }
        byte* bytes = memory.Buffer(end - start);
        Allocator.Copy((byte*)range->array->buffers[2] + start, bytes, end - start);
        result->buffers[2] = bytes;
    }

    /// <summary>Copies numbers, minus a shift. The target may be the source.</summary>
    public static void CopyShifted(byte* numbers, bool large, long first, long count, long shift, byte* target)
    {
        if (large)
        {
            for (long i = 0; i < count; i++)
            {
                ((long*)target)[i] = ((long*)numbers)[first + i] - shift;
            }
            return;
        }
        for (long i = 0; i < count; i++)
        {
            ((int*)target)[i] = ((int*)numbers)[first + i] - (int)shift;
        }
    }

    private static void CopyRuns(ref CastMemory memory, RowRange* range, CArrowArray* result)
    {
        RunRows rows = new(range->array, range->field);
        (long first, long count) = CastRuns.Touched(range, rows);
        result->children[0] = CastRuns.ShiftedEnds(ref memory, range, range->field, rows, first, count);
        result->children[1] = Child(ref memory, range, 1, first, count);
    }

    /// <summary>
    /// The bytes of long values one after the other in one buffer. All buffers are kept if the values share bytes, so
    /// that the copy is not larger than the source, and if one buffer could not hold them.
    /// </summary>
    private static CArrowArray* CopyViews(ref CastMemory memory, RowRange* range)
    {
        CArrowArray* source = range->array;
        Int128 used = range->count == 0 ? 0 : Compactness.UsedBytes(source, range->first, range->count);
        bool isTaken = range->count == 0 || (used < Compactness.VariadicBytes(source) && used <= int.MaxValue);
        long variadic = isTaken ? used > 0 ? 1 : 0 : source->n_buffers - 3;
        CArrowArray* result = memory.NewArray(range->field, range->count, variadic);
        CopyValidity(ref memory, range, result);
        View* views = (View*)CopyOf(ref memory, range, 1, sizeof(View));
        result->buffers[1] = views;
        if (variadic > 0)
        {
            long* lengths = (long*)memory.Buffer(variadic, sizeof(long));
            result->buffers[result->n_buffers - 1] = lengths;
            for (long i = 0; i < variadic; i++)
            {
                lengths[i] = isTaken ? (long)used : ((long*)source->buffers[source->n_buffers - 1])[i];
                result->buffers[2 + i] = memory.Buffer(lengths[i]);
                Allocator.Copy(source->buffers[2 + i], result->buffers[2 + i], isTaken ? 0 : lengths[i]);
            }
        }
        CompleteViews(range, isTaken, result);
        return result;
    }

    /// <summary>Empties the views of nulls. Copies the bytes of long values if they are taken.</summary>
    private static void CompleteViews(RowRange* range, bool isTaken, CArrowArray* result)
    {
        View* views = (View*)result->buffers[1];
        int end = 0;
        for (long i = 0; i < range->count; i++)
        {
            if (!range->IsValid(i))
            {
                views[i] = default;
            }
            else if (isTaken && views[i].length > View.MostInline)
            {
                Allocator.Copy(
                    View.Bytes(views + i, range->array), (byte*)result->buffers[2] + end, views[i].length);
                views[i].index = 0;
                views[i].offset = end;
                end += views[i].length;
            }
        }
    }
}
