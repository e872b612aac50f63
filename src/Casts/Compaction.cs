using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>
/// Makes arrays compact. Columns that are compact are shared, each by itself; the others are copied, so that the result
/// keeps nothing of them alive.
/// </summary>
internal static unsafe class Compaction
{
    /// <summary>Returns the array itself, with a further reference, or a compact copy.</summary>
    public static ArrayBlock* Compact(ArrayBlock* array)
    {
        Field* field = SharedArray.FieldOf(array);
        if (IsWhole(array) && Compactness.OfRoot(field, &array->array))
        {
            Native.ab_retain(&array->head);
            return array;
        }
        CArrowArray copy;
        Copy(array, &copy);
        return SharedArray.AdoptMade(&copy, SharedArray.SchemaOf(array), field);
    }

    /// <summary>Whether an array is not known to be a part of a longer one.</summary>
    private static bool IsWhole(ArrayBlock* array) =>
        array->end_offset == array->array.offset + array->array.length &&
        (array->reference.block != null || IsWhole(&array->array));

    /// <summary>The same for a struct. An exported slice refers to the array of which it is a part.</summary>
    public static bool IsWhole(CArrowArray* array)
    {
        if ((void*)array->release != (void*)Native.ReleaseArray)
        {
            return true;
        }
        ExportedBlock* exported = *(ExportedBlock**)array->private_data;
        Reference reference = exported->base_;
        return reference.block == null || reference.column >= 0 || reference.block->kind != BlockKind.Array ||
            ((ArrayBlock*)reference.block)->array.length <= array->length;
    }

    /// <param name="source">Stays the caller's.</param>
    /// <param name="output">Receives an independent struct. On failure it stays empty and all memory is freed.</param>
    public static void Copy(ArrayBlock* source, CArrowArray* output)
    {
        *output = default;
        Validation.Check(source, Validation.Default);
        Field* field = SharedArray.FieldOf(source);
        CastMemory memory = new();
        OwnedBlocks* owners = null;
        try
        {
            owners = OwnedBlocks.New(field->n_children + 1L);
            CArrowArray* result;
            if (field->type == TypeId.Struct)
            {
                result = CopyStruct(ref memory, source, owners);
            }
            else
            {
                CArrowArray* array = &source->array;
                result = CompactCopy.Rows(ref memory, field, array, array->offset, array->length);
                CastRoot.OwnByAll(memory.EndColumn(), owners);
            }
            ExportedArrayLayout.LayOut(result, owners, default, output);
        }
        finally
        {
            memory.Dispose();
            Native.ab_release((Block*)owners);
        }
    }

    private static CArrowArray* CopyStruct(ref CastMemory memory, ArrayBlock* source, OwnedBlocks* owners)
    {
        Field* field = SharedArray.FieldOf(source);
        CArrowArray* array = &source->array;
        RowRange range = new(null, field, array, array->offset, array->length);
        CArrowArray* result = memory.NewArray(field, range.count);
        CompactCopy.CopyValidity(ref memory, &range, result);
        OwnedBlocks.Set(owners, field->n_children, memory.EndColumn());
        bool isWhole = IsWhole(source) && array->offset == 0;
        for (int i = 0; i < field->n_children; i++)
        {
            CArrowArray* child = array->children[i];
            Field* column = field->children + i;
            if (isWhole && child->length == array->length && Compactness.OfRoot(column, child))
            {
                result->children[i] = child;
                OwnedBlocks.Set(owners, i, ReferenceToColumn(source, i));
                continue;
            }
            result->children[i] =
                CompactCopy.Rows(ref memory, column, child, Size.Add(child->offset, range.first), range.count);
            OwnedBlocks.Set(owners, i, memory.EndColumn());
        }
        return result;
    }

    /// <summary>A block that keeps one column of an array alive, not the others.</summary>
    private static Block* ReferenceToColumn(ArrayBlock* source, int index)
    {
        Reference reference = SharedArray.ReferenceTo(source);
        if (reference.column < 0)
        {
            reference.column = index;
        }
        ArrayBlock* view = SharedArray.View(
            *source->array.children[index], SharedArray.SchemaOf(source),
            SharedArray.FieldOf(source)->children + index, reference, false);
        return &view->head;
    }
}
