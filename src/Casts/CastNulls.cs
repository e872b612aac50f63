using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>
/// Creates arrays of any type in which all rows are null. A union has no validity of its own: its rows refer to nulls
/// of its first member.
/// </summary>
internal static unsafe class CastNulls
{
    /// <summary>Casts the rows of a range of the null type.</summary>
    public static CArrowArray* Cast(ref CastMemory memory, RowRange* range, Field* to)
    {
        for (Field* below = Referenced(to); below != null && HoldsNulls(below); below = Referenced(below))
        {
            if (ValidationNulls.MustBeValid(below, out string rule))
            {
                ConversionErrors.RefuseNulls(ref memory, range, rule);
            }
        }
        return Cast(ref memory, to, range->count);
    }

    /// <summary>
    /// The field that the rows of a type without validity bitmap refer to, or NULL if there is none.
    /// </summary>
    private static Field* Referenced(Field* to) => to->type switch
    {
        TypeId.RunEndEncoded => to->children + 1,
        TypeId.DenseUnion or TypeId.SparseUnion => to->n_children == 0 ? null : to->children,
        _ => null,
    };

    /// <summary>
    /// Whether nulls are in the validity bitmap of a field, or of one that it refers to. The null type has none.
    /// </summary>
    private static bool HoldsNulls(Field* field) =>
        Layouts.Of(field->type).HasValidity || (Referenced(field) is var below && below != null && HoldsNulls(below));

    public static CArrowArray* Cast(ref CastMemory memory, Field* to, long count)
    {
        CArrowArray* result = memory.NewArray(to, count);
        ref readonly Layout layout = ref Layouts.Of(to->type);
        if (layout.HasValidity && count > 0)
        {
            result->buffers[0] = memory.ZeroedBuffer(Size.Bits(count));
            result->null_count = count;
        }
        if (to->IsDictionary)
        {
            result->dictionary = Cast(ref memory, to->dictionary, 0);
        }
        switch (to->type)
        {
            case TypeId.RunEndEncoded:
                Runs(ref memory, to, count, result);
                return result;
            case TypeId.DenseUnion or TypeId.SparseUnion:
                Union(ref memory, to, count, result);
                return result;
            default:
                break;
        }
        for (int i = layout.HasValidity ? 1 : 0; i < layout.Buffers; i++)
        {
            result->buffers[i] = memory.ZeroedBuffer(BufferRules.SizeOf(to, layout.Buffer(i), count));
        }
        long items = to->type switch
        {
            TypeId.Struct => count,
            TypeId.FixedSizeList => Size.Multiply(count, to->fixed_size),
            _ => 0,
        };
        for (int i = 0; i < to->n_children; i++)
        {
            result->children[i] = Cast(ref memory, to->children + i, items);
        }
        return result;
    }

    private static void Runs(ref CastMemory memory, Field* to, long count, CArrowArray* result)
    {
        long runs = count == 0 ? 0 : 1;
        result->children[0] = CastRuns.NewEnds(ref memory, to, runs, count);
        if (runs == 1)
        {
            CastRuns.WriteEnd(result->children[0], to, 0, count);
        }
        result->children[1] = Cast(ref memory, to->children + 1, runs);
    }

    private static void Union(ref CastMemory memory, Field* to, long count, CArrowArray* result)
    {
        if (to->n_children == 0 && count > 0)
        {
            Throw.Invalid(Field.Path(to), "a union without members has no rows");
        }
        byte* ids = memory.Buffer(count);
        for (long i = 0; i < count; i++)
        {
            ids[i] = to->type_ids[0];
        }
        result->buffers[0] = ids;
        bool dense = to->type == TypeId.DenseUnion;
        if (dense)
        {
            int* offsets = (int*)memory.ZeroedBuffer(Size.Multiply(count, sizeof(int)));
            result->buffers[1] = offsets;
        }
        for (int i = 0; i < to->n_children; i++)
        {
            // All rows of a dense union refer to the same null.
            long rows = !dense ? count : i == 0 && count > 0 ? 1 : 0;
            result->children[i] = Cast(ref memory, to->children + i, rows);
        }
    }
}
