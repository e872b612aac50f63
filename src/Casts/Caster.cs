using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>
/// The walk over array, its type and the type to arrive at. Where the buffers of a whole subtree stay, they are shared and not looked at;
/// what is converted is checked first, and from there on every offset and index is sound.
/// </summary>
internal static unsafe class Caster
{
    /// <summary>Casts the rows of a window; nulls must be allowed where they are.</summary>
    public static CArrowArray* Cast(ref CastMemory memory, Window* window, Field* to)
    {
        if (CastSteps.KeepsTree(window->field, to))
        {
            return memory.Share(window);
        }
        CArrowArray* result = Convert(ref memory, window, to);
        ConversionErrors.CheckNulls(ref memory, window, to, result);
        return result;
    }

    /// <summary>The same, for values that are only on their way to those of the field: nulls among them say nothing yet.</summary>
    public static CArrowArray* Convert(ref CastMemory memory, Window* window, Field* to)
    {
        CastStep step = CastSteps.Of(window->field, to);
        bool transparent = step == CastStep.Same && window->field->type is TypeId.Struct or TypeId.SparseUnion;
        if (memory.IsChecked || transparent)
        {
            return Apply(ref memory, step, window, to);
        }
        Validation.Check(window->field, window->array, window->first - window->array->offset, window->count, window->end_offset, Validation.Default);
        memory.IsChecked = true;
        CArrowArray* result = Apply(ref memory, step, window, to);
        memory.IsChecked = false;
        return result;
    }

    private static CArrowArray* Apply(ref CastMemory memory, CastStep step, Window* window, Field* to) => step switch
    {
        CastStep.Same => SameType(ref memory, window, to),
        CastStep.FromNull => CastNulls.Cast(ref memory, window, to),
        CastStep.Indices => CastDictionaries.Indices(ref memory, window, to),
        CastStep.Encode => CastDictionaries.Encode(ref memory, window, to),
        CastStep.Decode => CastDictionaries.Decode(ref memory, window, to),
        CastStep.Runs => CastRuns.Runs(ref memory, window, to),
        CastStep.EncodeRuns => CastRuns.Encode(ref memory, window, to),
        CastStep.DecodeRuns => CastRuns.Decode(ref memory, window, to),
        CastStep.Numbers => CastNumbers.Cast(ref memory, window, to),
        CastStep.Decimals => CastDecimals.Cast(ref memory, window, to),
        CastStep.Times => CastTimes.Cast(ref memory, window, to),
        CastStep.Bytes => CastBytes.Cast(ref memory, window, to),
        _ => CastLists.Cast(ref memory, window, to),
    };

    /// <summary>A type that stays, above children that do not or nulls that are to be looked at.</summary>
    private static CArrowArray* SameType(ref CastMemory memory, Window* window, Field* to)
    {
        if (to->n_children == 0)
        {
            return memory.Share(window);
        }
        CArrowArray* source = window->array;
        CArrowArray* result = memory.Node(to, window->count);
        bool dense = to->type == TypeId.DenseUnion;
        if (to->type == TypeId.Struct)
        {
            memory.ShareValidity(window, result);
        }
        else if (window->count > 0)
        {
            result->buffers[0] = window->Values<byte>(0);
            if (dense)
            {
                result->buffers[1] = window->Values<int>();
            }
        }
        for (int i = 0; i < to->n_children; i++)
        {
            result->children[i] = dense
                ? CastChild(ref memory, window, i, 0, source->children[i]->length, to->children + i)
                : CastChild(ref memory, window, i, window->first, window->count, to->children + i);
        }
        return result;
    }

    /// <param name="start">The first row of the child, counted from its own first.</param>
    public static CArrowArray* CastChild(ref CastMemory memory, Window* window, int index, long start, long count, Field* to)
    {
        CArrowArray* child = window->array->children[index];
        Window below = new(window, window->field->children + index, child, child->offset + start, count);
        return Cast(ref memory, &below, to);
    }

    public static CArrowArray* CastDictionary(ref CastMemory memory, Window* window, Field* to, bool isResult)
    {
        CArrowArray* values = window->array->dictionary;
        Window below = new(window, window->field->dictionary, values, values->offset, values->length);
        return isResult ? Cast(ref memory, &below, to) : Convert(ref memory, &below, to);
    }
}
