using System.Runtime.CompilerServices;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// The structural check of every imported array: one walk over fields and structs, with a cost per field and none per
/// row. Most columns pass the quick check, a few comparisons without a call. All others, and all that fail the quick
/// check, get the thorough check, which alone decides and names the rule.
/// </summary>
internal static unsafe class Structure
{
    /// <summary>Checks a record batch or any other array against the root of its schema.</summary>
    /// <returns>Whether the structs can be exported without a change: <see cref="StructureCheck.IsShareable"/>.
    /// </returns>
    public static bool Check(Field* root, CArrowArray* array)
    {
        StructureCheck check = new(acceptsOlder: false, copiesMisaligned: false);
        Check(root, array, ref check);
        return check.IsShareable;
    }

    /// <param name="check">What to accept; receives what was found.</param>
    public static void Check(Field* root, CArrowArray* array, ref StructureCheck check)
    {
        if (root->type != TypeId.Struct)
        {
            CheckOne(root, array, 0, null, ref check);
            return;
        }
        if (!IsPlainBatch(root, array))
        {
            CheckStruct(root, array, 0, null, ref check);
            check.IsShareable &= array->offset == 0 && array->buffers[0] == null;
        }
        long rows = array->offset + array->length;
        CArrowArray** children = array->children;
        Field* field = root->children;
        for (int i = 0; i < root->n_children; i++, field++)
        {
            CArrowArray* child = children[i];
            if (!IsPlain(field, child, rows))
            {
                CheckOne(field, child, rows, "COL-11", ref check);
                check.IsShareable &= child->length == rows;
            }
        }
    }

    /// <summary>
    /// Accepts the usual batch: no offset, no bitmap, children present. False only means that the thorough check is
    /// needed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPlainBatch(Field* root, CArrowArray* array) =>
        array->release != null && array->buffers != null && array->children != null &&
        (array->null_count | array->offset | (nint)array->dictionary | (nint)root->dictionary |
            (array->n_buffers ^ 1) | (array->n_children ^ root->n_children)) == 0 &&
        (ulong)array->length <= MostRows && array->buffers[0] == null;

    /// <summary>With at most this many rows, no product of rows and width overflows.</summary>
    private const long MostRows = 1L << 48;

    /// <summary>
    /// Accepts the usual column: a flat type, every buffer present, lengths in range. False only means that the
    /// thorough check is needed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPlain(Field* field, CArrowArray* array, long rows)
    {
        if (array == null || !field->is_flat || array->buffers == null)
        {
            return false;
        }
        long length = array->length;
        long offset = array->offset;
        long nulls = array->null_count;
        void** buffers = array->buffers;
        if (((array->n_buffers ^ field->n_buffers) | array->n_children | (nint)array->dictionary) != 0 ||
            array->release == null)
        {
            return false;
        }
        if ((ulong)length > MostRows || (ulong)offset > MostRows || length != rows ||
            (ulong)(nulls + 1) > (ulong)length + 1)
        {
            return false;
        }
        if (buffers[1] == null || ((nint)buffers[1] & field->alignment_mask) != 0 || (buffers[0] == null && nulls != 0))
        {
            return false;
        }
        // Without rows, offsets may be anything: they are replaced.
        return field->n_buffers == 2 ? length > 0 || offset == 0 : buffers[2] != null && length > 0;
    }

    private static void CheckOne(
        Field* field, CArrowArray* array, long minLength, string? minLengthRule, ref StructureCheck check)
    {
        CheckStruct(field, array, minLength, minLengthRule, ref check);
        long end = array->offset + array->length;
        (long needed, string? rule) = field->type switch
        {
            TypeId.Struct => (end, "COL-11"),
            TypeId.SparseUnion => (end, "COL-13"),
            TypeId.FixedSizeList => (ItemsOf(field, end), "COL-10"),
            _ => (0L, null),
        };
        for (int i = 0; i < field->n_children; i++)
        {
            CheckOne(field->children + i, array->children[i], needed, rule, ref check);
        }
        if (field->dictionary != null)
        {
            CheckOne(field->dictionary, array->dictionary, 0, null, ref check);
        }
        if (field->type == TypeId.RunEndEncoded)
        {
            CheckRunEnds(field, array, end);
        }
    }

    private static long ItemsOf(Field* field, long end)
    {
        if (field->fixed_size > 0 && end > long.MaxValue / field->fixed_size)
        {
            Throw.Rule("COL-10", Field.Path(field), $"no child can hold {end} lists of {field->fixed_size} values");
        }
        return end * field->fixed_size;
    }

    /// <summary>
    /// Checks one struct without those below it: its lengths and counts, its buffers, and that its children are
    /// present.
    /// </summary>
    private static void CheckStruct(
        Field* field, CArrowArray* array, long minLength, string? minLengthRule, ref StructureCheck check)
    {
        if (array == null)
        {
            Throw.Rule("ARR-13", Field.Path(field), "the pointer to this array is NULL");
        }
        if (array->release == null)
        {
            Throw.Rule("ARR-15", Field.Path(field), "this array was released before");
        }
        if (array->length < 0)
        {
            Throw.Rule("ARR-3", Field.Path(field), $"the length is {array->length}");
        }
        if (array->offset < 0 || array->offset > long.MaxValue - array->length)
        {
            Throw.Rule("ARR-5", Field.Path(field), $"the offset is {array->offset}, with a length of {array->length}");
        }
        if (array->length < minLength)
        {
            Throw.Rule(
                minLengthRule!, Field.Path(field), $"the length is {array->length}, but the parent needs {minLength}");
        }
        if (array->null_count < -1 || array->null_count > array->length)
        {
            Throw.Rule(
                "ARR-4", Field.Path(field), $"null_count is {array->null_count}, with a length of {array->length}");
        }
        CheckChildren(field, array);
        bool variadic = Layouts.Of(field->type).IsVariadic;
        if (variadic ? array->n_buffers < 3 || array->n_buffers > int.MaxValue
            : array->n_buffers != field->n_buffers && !check.AcceptsOlderForm(field, array))
        {
            Throw.Rule("ARR-7", Field.Path(field),
                $"n_buffers is {array->n_buffers}, the type needs {field->n_buffers}{(variadic ? " or more" : "")}");
        }
        if (array->n_buffers > 0 && array->buffers == null)
        {
            Throw.Rule("ARR-8", Field.Path(field), $"buffers is NULL though n_buffers is {array->n_buffers}");
        }
        check.IsShareable &= array->length > 0 || array->offset == 0;
        BufferRules.Check(field, array, ref check);
    }

    private static void CheckChildren(Field* field, CArrowArray* array)
    {
        if (array->n_children != field->n_children)
        {
            Throw.Rule(
                "ARR-12", Field.Path(field), $"n_children is {array->n_children}, the type needs {field->n_children}");
        }
        if (field->n_children > 0 && array->children == null)
        {
            Throw.Rule("ARR-13", Field.Path(field), $"children is NULL though n_children is {array->n_children}");
        }
        if ((array->dictionary != null) != field->IsDictionary)
        {
            Throw.Rule("ARR-14", Field.Path(field), field->IsDictionary
                ? "the type is dictionary-encoded, but there is no dictionary"
                : "there is a dictionary, but the type is not dictionary-encoded");
        }
    }

    private static void CheckRunEnds(Field* field, CArrowArray* array, long end)
    {
        CArrowArray* ends = array->children[0];
        CArrowArray* values = array->children[1];
        if (ends->null_count > 0)
        {
            Throw.Rule("COL-16", Field.Path(field), $"the run ends have {ends->null_count} nulls");
        }
        if (values->length < ends->length)
        {
            Throw.Rule(
                "COL-16", Field.Path(field), $"there are {ends->length} run ends, but only {values->length} values");
        }
        if (end > 0 && ends->length == 0)
        {
            Throw.Rule("COL-16", Field.Path(field), "there are no run ends, but the array is not empty");
        }
    }
}
