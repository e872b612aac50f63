using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Checks null counts (ARR-4), and nulls where the schema allows none (SCH-14, COL-17). A struct at the root may always
/// have nulls, since a schema cannot declare a record batch nullable (RB-1). Dictionary entries may be null where no
/// row of a field that is not nullable refers to them. The null type is not checked.
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
        for (long i = 0; i < range->count; i++)
        {
            if (!Bits.Get(bitmap, range->first + i))
            {
                RefuseIfReachable(range, i, rule);
            }
        }
    }

    /// <summary>
    /// Checks rows whose value is null although they are valid: the dictionary entry, the value of the run or the value
    /// of the union's member is null. Their contents were checked before.
    /// </summary>
    public static void CheckValues(RowRange* range)
    {
        Field* field = range->field;
        if (!MustBeValid(field, out string rule) || !RefersToNulls(field, range->array))
        {
            return;
        }
        Position slots = new(field, range->array, range->first);
        for (long i = 0; i < range->count; i++)
        {
            if (range->IsValid(i) && RefersToNull(slots.Skip(i)))
            {
                RefuseIfReachable(range, i, rule);
            }
        }
    }

    /// <summary>Whether values that rows refer to may be null.</summary>
    public static bool RefersToNulls(Field* field, CArrowArray* array)
    {
        if (field->IsDictionary)
        {
            return MayBeNull(field->dictionary, array->dictionary);
        }
        switch (field->type)
        {
            case TypeId.RunEndEncoded:
                return MayBeNull(field->children + 1, array->children[1]);
            case TypeId.DenseUnion or TypeId.SparseUnion:
                bool may = false;
                for (int i = 0; i < field->n_children && !may; i++)
                {
                    may = MayBeNull(field->children + i, array->children[i]);
                }
                return may;
            default:
                return false;
        }
    }

    private static bool MayBeNull(Field* field, CArrowArray* array) =>
        new Position(field, array, 0).Validity != null || RefersToNulls(field, array);

    private static bool IsNull(Position slot) =>
        !slot.IsValid || RefersToNull(slot);

    /// <summary>Whether the value that a valid slot refers to is null.</summary>
    public static bool RefersToNull(Position slot)
    {
        Field* field = slot.field;
        if (field->IsDictionary)
        {
            return IsNull(slot.Entry(EqualityDictionaries.Index(slot, 0)));
        }
        switch (field->type)
        {
            case TypeId.RunEndEncoded:
                return IsNull(slot.Child(1, EqualityRuns.RunOf(slot)));
            case TypeId.SparseUnion or TypeId.DenseUnion:
                (int child, long row) = ValueBytes.Member(field, slot.array, slot.at);
                return IsNull(slot.Child(child, row));
            default:
                return false;
        }
    }

    private static void RefuseIfReachable(RowRange* range, long index, string rule)
    {
        if (ReachableRows.Includes(range, index))
        {
            range->Refuse(rule, index, rule == "SCH-14"
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
}
