using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Checks null counts (ARR-4), and nulls where the schema allows none (SCH-14, COL-17). A struct at the root may always
/// have nulls, since a schema cannot declare a record batch nullable (RB-1). Dictionary entries may always be null. The
/// null type is not checked.
/// </summary>
internal static unsafe class ValidationNulls
{
    public static void Check(RowRange* range)
    {
        Field* field = range->field;
        CArrowArray* array = range->array;
        if (!Layouts.Of(field->type).HasValidity || array->buffers[0] == null)
        {
            return;
        }
        byte* bitmap = (byte*)array->buffers[0];
        long nulls = range->count - Bits.Count(bitmap, range->first, range->count);
        if (array->null_count >= 0)
        {
            CheckCount(field, array, nulls, array->length - range->count, range->count);
        }
        if (nulls == 0 || !MustBeValid(field, out string rule))
        {
            return;
        }
        long row = FirstReachableNull(range, bitmap);
        if (row >= 0)
        {
            range->Refuse(rule, row, rule == "SCH-14"
                ? "a null, but the field is not nullable"
                : "a null among the keys or entries of a map");
        }
    }

    /// <summary>
    /// Checks the null count, which is that of the whole array. If a range is a small part of a large array, the count
    /// is only checked to be possible with the nulls in the range: otherwise each small slice would cost as much as the
    /// whole array.
    /// </summary>
    private static void CheckCount(Field* field, CArrowArray* array, long nulls, long hidden, long shown)
    {
        const long cheap = 1 << 15;
        if (hidden > 0 && array->length / 64 <= Math.Max(shown, cheap))
        {
            nulls = array->length - Bits.Count((byte*)array->buffers[0], array->offset, array->length);
            hidden = 0;
        }
        if (array->null_count < nulls || array->null_count > nulls + hidden)
        {
            Throw.Rule("ARR-4", Field.Path(field),
                $"null_count is {array->null_count}, but the bitmap has {nulls} nulls" +
                (hidden > 0 ? $", and {hidden} rows outside the range" : ""));
        }
    }

    /// <summary>Whether a field allows no nulls, and by which rule.</summary>
    public static bool MustBeValid(Field* field, out string rule)
    {
        rule = "SCH-14";
        Field* parent = field->parent;
        if (parent == null)
        {
            return !field->IsNullable && field->type != TypeId.Struct;
        }
        if (parent->dictionary == field)
        {
            return false;
        }
        bool isKey = parent->parent != null && parent->parent->type == TypeId.Map && field == parent->children;
        if (parent->type == TypeId.Map || isKey)
        {
            rule = "COL-17";
            return true;
        }
        return !field->IsNullable;
    }

    private static long FirstReachableNull(RowRange* range, byte* bitmap)
    {
        byte* reachable = ReachableRows.Of(range);
        for (long i = 0; i < range->count; i++)
        {
            if (!Bits.Get(bitmap, range->first + i) && (reachable == null || Bits.Get(reachable, i)))
            {
                return i;
            }
        }
        return -1;
    }
}
