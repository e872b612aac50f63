using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>
/// Casts between offsets of 32 and 64 bits where all other buffers stay. The offsets are checked and converted in one
/// pass, since reading them twice takes longer than the conversion.
/// </summary>
internal static unsafe class CastOffsets
{
    /// <summary>Casts a range whose contents are not checked yet. Throws for contents that are not valid.</summary>
    /// <returns>NULL if the range must be checked first: if other buffers change too, if the offsets do not fit, or if
    /// any offset is wrong.</returns>
    public static CArrowArray* TryCast(ref CastMemory memory, CastStep step, RowRange* range, Field* to)
    {
        bool isList = step == CastStep.Lists;
        if (range->count == 0 || !ChangeOffsetsOnly(step, range, to))
        {
            return null;
        }
        Structure.Check(range->field, range->array);
        byte* offsets = Convert(ref memory, range, out long start, out long end);
        if (offsets == null)
        {
            return null;
        }
        if (isList)
        {
            CheckItems(range, start, end);
        }
        else
        {
            ValidationOffsets.CheckEnd(range, start, end);
        }
        CArrowArray* result = memory.NewArray(to, range->count);
        memory.ShareValidity(range, result);
        result->buffers[1] = offsets;
        if (isList)
        {
            long items = range->array->children[0]->length;
            result->children[0] = Caster.CastChild(ref memory, range, 0, 0, items, to->children);
        }
        else
        {
            result->buffers[2] = range->array->buffers[2];
        }
        return result;
    }

    private static bool ChangeOffsetsOnly(CastStep step, RowRange* range, Field* to)
    {
        Field* from = range->field;
        bool widens = Layouts.Of(from->type).B1 == BufferKind.Offsets32 &&
            Layouts.Of(to->type).B1 == BufferKind.Offsets64;
        bool narrows = Layouts.Of(from->type).B1 == BufferKind.Offsets64 &&
            Layouts.Of(to->type).B1 == BufferKind.Offsets32;
        if (!widens && !narrows)
        {
            return false;
        }
        return step switch
        {
            CastStep.Bytes => CastSteps.IsText(from->type) || !CastSteps.IsText(to->type),
            CastStep.Lists => to->type != TypeId.Map && CastSteps.KeepsAllBuffers(from->children, to->children) &&
                (widens || range->array->children[0]->length <= int.MaxValue),
            _ => false,
        };
    }

    /// <returns>NULL if any offset is wrong or does not fit.</returns>
    private static byte* Convert(ref CastMemory memory, RowRange* range, out long start, out long end)
    {
        long count = range->count;
        if (Layouts.Of(range->field->type).B1 == BufferKind.Offsets32)
        {
            int* offsets = range->Values<int>();
            (start, end) = (offsets[0], offsets[count]);
            long* longs = (long*)memory.Buffer(Size.Add(count, 1), sizeof(long));
            return Conversions.ab_widen_offsets(offsets, longs, count) != 0 ? (byte*)longs : null;
        }
        long* values = range->Values<long>();
        (start, end) = (values[0], values[count]);
        if (end > int.MaxValue)
        {
            return null;
        }
        int* ints = (int*)memory.Buffer(Size.Add(count, 1), sizeof(int));
        return Conversions.ab_narrow_offsets(values, ints, count) != 0 ? (byte*)ints : null;
    }

    /// <summary>Checks the items as the check of the whole list does.</summary>
    private static void CheckItems(RowRange* range, long start, long end)
    {
        ValidationOffsets.CheckItems(range, end);
        CArrowArray* child = range->array->children[0];
        RowRange below = new(range, range->field->children, child, child->offset + start, end - start);
        Validation.Check(&below, Validation.Default);
    }
}
