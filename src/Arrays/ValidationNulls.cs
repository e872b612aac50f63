using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Null counts (ARR-4), and nulls where the schema allows none (SCH-14, COL-17). The root of a struct may have nulls in any case: a
/// schema cannot say of a record batch that it is nullable (RB-1). Entries of a dictionary may be null as well, and the null type is.
/// </summary>
internal static unsafe class ValidationNulls
{
    public static void Check(Window* window)
    {
        Field* field = window->field;
        CArrowArray* array = window->array;
        if (!Layouts.Of(field->type).HasValidity || array->buffers[0] == null)
        {
            return;
        }
        byte* bitmap = (byte*)array->buffers[0];
        long valid = Bits.Count(bitmap, array->offset, array->length);
        if (array->null_count >= 0 && array->null_count != array->length - valid)
        {
            Throw.Rule("ARR-4", Field.Path(field), $"null_count is {array->null_count}, but the bitmap has {array->length - valid} nulls");
        }
        if (valid == array->length || !MustBeValid(field, out string rule))
        {
            return;
        }
        long place = FirstReachedNull(window, bitmap);
        if (place >= 0)
        {
            window->Refuse(rule, place, rule == "SCH-14" ? "a null, but the field is not nullable" : "a null among the keys or entries of a map");
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

    private static long FirstReachedNull(Window* window, byte* bitmap)
    {
        if (Bits.Count(bitmap, window->first, window->count) == window->count)
        {
            return -1;
        }
        byte* reached = Reach.Of(window);
        for (long i = 0; i < window->count; i++)
        {
            if (!Bits.Get(bitmap, window->first + i) && (reached == null || Bits.Get(reached, i)))
            {
                return i;
            }
        }
        return -1;
    }
}
