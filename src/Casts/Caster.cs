using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>
/// Walks the array, its type and the requested type together. If all buffers of a field and its children stay the same,
/// they are shared without being read. Contents that are converted are checked first, except offsets, which are checked
/// while they are converted if nothing else changes (<see cref="CastOffsets"/>). Below that, all offsets and indices
/// are valid.
/// </summary>
internal static unsafe class Caster
{
    /// <summary>Casts the rows of a range. Nulls are an error if the field does not allow them.</summary>
    public static CArrowArray* Cast(ref CastMemory memory, RowRange* range, Field* to)
    {
        if (CastSteps.KeepsAllBuffers(range->field, to))
        {
            return memory.Share(range);
        }
        CArrowArray* result = Convert(ref memory, range, to);
        ConversionErrors.CheckNulls(ref memory, range, to, result);
        return result;
    }

    /// <summary>
    /// Like <see cref="Cast"/>, for intermediate values, which are taken or decoded afterwards: nulls among them are
    /// not checked yet.
    /// </summary>
    public static CArrowArray* Convert(ref CastMemory memory, RowRange* range, Field* to)
    {
        CastStep step = CastSteps.Of(range->field, to);
        bool transparent = step == CastStep.Same && range->field->type is TypeId.Struct or TypeId.SparseUnion;
        if (memory.IsChecked || transparent)
        {
            return Apply(ref memory, step, range, to);
        }
        CArrowArray* converted = CastOffsets.TryCast(ref memory, step, range, to);
        if (converted != null)
        {
            return converted;
        }
        Validation.Check(range, Validation.Default);
        memory.IsChecked = true;
        CArrowArray* result = Apply(ref memory, step, range, to);
        memory.IsChecked = false;
        return result;
    }

    private static CArrowArray* Apply(ref CastMemory memory, CastStep step, RowRange* range, Field* to) => step switch
    {
        CastStep.Same => SameType(ref memory, range, to),
        CastStep.FromNull => CastNulls.Cast(ref memory, range, to),
        CastStep.Indices => CastDictionaries.Indices(ref memory, range, to),
        CastStep.Encode => CastDictionaries.Encode(ref memory, range, to),
        CastStep.Decode => CastDictionaries.Decode(ref memory, range, to),
        CastStep.Runs => CastRuns.Runs(ref memory, range, to),
        CastStep.EncodeRuns => CastRuns.Encode(ref memory, range, to),
        CastStep.DecodeRuns => CastRuns.Decode(ref memory, range, to),
        CastStep.Numbers => CastNumbers.Cast(ref memory, range, to),
        CastStep.Booleans => CastBooleans.Cast(ref memory, range, to),
        CastStep.Decimals => CastDecimals.Cast(ref memory, range, to),
        CastStep.Times => CastTimes.Cast(ref memory, range, to),
        CastStep.Bytes => CastBytes.Cast(ref memory, range, to),
        _ => CastLists.Cast(ref memory, range, to),
    };

    /// <summary>A type that stays the same, while children change or nulls have to be checked.</summary>
    private static CArrowArray* SameType(ref CastMemory memory, RowRange* range, Field* to)
    {
        if (to->n_children == 0)
        {
            return memory.Share(range);
        }
        CArrowArray* source = range->array;
        CArrowArray* result = memory.NewArray(to, range->count);
        bool dense = to->type == TypeId.DenseUnion;
        if (to->type == TypeId.Struct)
        {
            memory.ShareValidity(range, result);
        }
        else if (range->count > 0)
        {
            result->buffers[0] = range->Values<byte>(0);
            if (dense)
            {
                result->buffers[1] = range->Values<int>();
            }
        }
        for (int i = 0; i < to->n_children; i++)
        {
            result->children[i] = dense
                ? CastChild(ref memory, range, i, 0, source->children[i]->length, to->children + i)
                : CastChild(ref memory, range, i, range->first, range->count, to->children + i);
        }
        return result;
    }

    /// <param name="start">The first row of the child, counted from the child's offset.</param>
    public static CArrowArray* CastChild(
        ref CastMemory memory, RowRange* range, int index, long start, long count, Field* to)
    {
        CArrowArray* child = range->array->children[index];
        RowRange below = new(range, range->field->children + index, child, child->offset + start, count);
        return Cast(ref memory, &below, to);
    }

    public static CArrowArray* CastDictionary(ref CastMemory memory, RowRange* range, Field* to, bool isResult)
    {
        CArrowArray* values = range->array->dictionary;
        RowRange below = new(range, range->field->dictionary, values, values->offset, values->length);
        return isResult ? Cast(ref memory, &below, to) : Convert(ref memory, &below, to);
    }
}
