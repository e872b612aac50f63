using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// The check of contents. It follows the rows of the root down through the children and reads only what those rows
/// refer to, so the cost of a slice depends on its own rows. The structural check comes first, so all counts and
/// pointers are valid when contents are read. What the check of one level accepts (offsets, sizes) the next level
/// relies on.
/// </summary>
internal static unsafe class Validation
{
    public const int None = 0;
    public const int Minimal = 1;
    public const int Default = 2;
    public const int Full = 3;

    /// <param name="level">ARROWBRIDGE_VALIDATE_… of bridge.h.</param>
    public static void Check(Field* field, CArrowArray* array, int level) =>
        Check(field, array, 0, array->length, array->offset + array->length, level);

    /// <summary>Checks a range of rows.</summary>
    /// <param name="end_offset">End of the array in its buffers: the offset there is the length of its bytes.</param>
    public static void Check(Field* field, CArrowArray* array, long start, long count, long end_offset, int level)
    {
        CheckLevel(level);
        if (level == None)
        {
            return;
        }
        Structure.Check(field, array);
        if (level >= Default)
        {
            RowRange root = new(null, field, array, array->offset + start, count) { end_offset = end_offset };
            Walk(&root, level == Full);
        }
    }

    /// <summary>Checks the rows of a range by themselves.</summary>
    public static void Check(RowRange* range, int level) =>
        Check(range->field, range->array, range->first - range->array->offset, range->count, range->end_offset, level);

    /// <summary>
    /// Checks the array of a handle. The level that it passed is remembered, so that whatever reads contents can ask
    /// for a check and pays for it once.
    /// </summary>
    public static void Check(ArrayBlock* handle, int level)
    {
        CheckLevel(level);
        int passed = Volatile.Read(ref handle->validated);
        if (passed >= level)
        {
            return;
        }
        CArrowArray array = handle->array;
        if (array.release == null)
        {
            array.release = Native.ReleaseArray; // NULL in a view; read by the check, never called
        }
        Check(SharedArray.FieldOf(handle), &array, 0, array.length, handle->end_offset, level);
        while (passed < level)
        {
            int before = Interlocked.CompareExchange(ref handle->validated, level, passed);
            if (before == passed)
            {
                return;
            }
            passed = before;
        }
    }

    /// <summary>The check that a caller asks for. At level full it includes the schema.</summary>
    public static void CheckWithSchema(ArrayBlock* handle, int level)
    {
        Check(handle, level);
        if (level == Full)
        {
            SchemaRules.RequireMapFlags(SharedArray.FieldOf(handle));
        }
    }

    private static void CheckLevel(int level)
    {
        if (level < None || level > Full)
        {
            Throw.Argument("level", $"is {level}, but levels go from {None} to {Full}");
        }
    }

    private static void Walk(RowRange* range, bool full)
    {
        if (!full)
        {
            WalkContents(range, false);
            return;
        }
        try
        {
            ValidationNulls.Check(range);
            WalkContents(range, true);
            ValidationNulls.CheckValues(range);
        }
        finally
        {
            Native.ab_release(range->reachable_block);
        }
    }

    private static void WalkContents(RowRange* range, bool full)
    {
        Field* field = range->field;
        CArrowArray* array = range->array;
        if (field->IsDictionary)
        {
            ValidationIndices.Check(range);
            WalkWhole(range, field->dictionary, array->dictionary, full);
            return;
        }
        switch (field->type)
        {
            case TypeId.Binary or TypeId.LargeBinary or TypeId.Utf8 or TypeId.LargeUtf8:
                ValidationOffsets.CheckBytes(range, full && field->type is TypeId.Utf8 or TypeId.LargeUtf8);
                break;
            case TypeId.BinaryView or TypeId.Utf8View:
                ValidationViews.Check(range, full);
                break;
            case TypeId.List or TypeId.LargeList or TypeId.Map:
                (long start, long end) = ValidationOffsets.CheckList(range);
                WalkChild(range, 0, start, end - start, full);
                break;
            case TypeId.ListView or TypeId.LargeListView:
                (start, end) = ValidationOffsets.CheckListViews(range);
                WalkChild(range, 0, start, end - start, full);
                break;
            case TypeId.FixedSizeList:
                WalkChild(range, 0, range->first * field->fixed_size, range->count * field->fixed_size, full);
                break;
            case TypeId.Struct:
                WalkChildren(range, full);
                break;
            case TypeId.SparseUnion:
                ValidationUnions.CheckTypeIds(range);
                WalkChildren(range, full);
                break;
            case TypeId.DenseUnion:
                ValidationUnions.CheckTypeIds(range);
                ValidationUnions.CheckOffsets(range, full);
                for (int i = 0; i < field->n_children; i++)
                {
                    WalkWhole(range, field->children + i, array->children[i], full);
                }
                break;
            case TypeId.RunEndEncoded:
                ValidationIndices.CheckRunEnds(range);
                WalkChild(range, 1, 0, array->children[0]->length, full);
                break;
            default:
                if (full)
                {
                    ValidationRanges.Check(range);
                }
                break;
        }
    }

    /// <summary>Walks the children that have one row for each row of their parent.</summary>
    private static void WalkChildren(RowRange* range, bool full)
    {
        for (int i = 0; i < range->field->n_children; i++)
        {
            WalkChild(range, i, range->first, range->count, full);
        }
    }

    /// <param name="start">The first row of the child, counted from the child's offset.</param>
    private static void WalkChild(RowRange* range, int index, long start, long count, bool full)
    {
        CArrowArray* child = range->array->children[index];
        RowRange below = new(range, range->field->children + index, child, child->offset + start, count);
        Walk(&below, full);
    }

    private static void WalkWhole(RowRange* range, Field* field, CArrowArray* array, bool full)
    {
        RowRange below = new(range, field, array, array->offset, array->length);
        Walk(&below, full);
    }
}
