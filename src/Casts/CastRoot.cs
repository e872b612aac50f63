using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>
/// Casts a whole array to an exported array. It shares the input column by column, and each column owns its new
/// buffers.
/// </summary>
internal static unsafe class CastRoot
{
    /// <param name="source">Stays the caller's. The result keeps references to what it needs of it.</param>
    /// <param name="output">Receives an independent struct. On failure it stays empty and all memory is freed.</param>
    public static void Cast(ArrayBlock* source, Field* to, CArrowArray* output)
    {
        Field* from = SharedArray.FieldOf(source);
        CArrowArray array = source->array;
        if (array.release == null)
        {
            array.release = Native.ReleaseArray; // NULL in a view; read by the check, never called
        }
        RowRange root = new(null, from, &array, array.offset, array.length) { end_offset = source->end_offset };
        CastMemory memory = new() { IsChecked = Volatile.Read(ref source->validated) >= Validation.Default };
        OwnedBlocks* owners = null;
        OwnedBlocks* whole = null;
        try
        {
            owners = OwnedBlocks.New(to->n_children + 1L);
            // Columns can only be referenced one by one if both sides are structs: for other types it is not known
            // which part of the input a part of the result needs.
            if (from->type == TypeId.Struct && CastSteps.Of(from, to) == CastStep.Same)
            {
                ExportedArrayLayout.LayOut(
                    Columns(ref memory, &root, to, owners), owners, SharedArray.ReferenceTo(source), output);
                return;
            }
            whole = OwnedBlocks.New(1);
            Native.ab_retain(&source->head);
            OwnedBlocks.Set(whole, 0, &source->head);
            CArrowArray* result = Caster.Cast(ref memory, &root, to);
            OwnByAll(memory.EndColumn(), owners);
            ExportedArrayLayout.LayOut(result, owners, new Reference(&whole->head), output);
        }
        finally
        {
            memory.Dispose();
            Native.ab_release((Block*)owners);
            Native.ab_release((Block*)whole);
        }
    }

    private static CArrowArray* Columns(ref CastMemory memory, RowRange* root, Field* to, OwnedBlocks* owners)
    {
        CArrowArray* result = memory.NewArray(to, root->count);
        memory.ShareValidity(root, result);
        OwnedBlocks.Set(owners, to->n_children, memory.EndColumn());
        for (int i = 0; i < to->n_children; i++)
        {
            result->children[i] = Caster.CastChild(ref memory, root, i, root->first, root->count, to->children + i);
            OwnedBlocks.Set(owners, i, memory.EndColumn());
        }
        return result;
    }

    /// <summary>
    /// Makes every column and the root an owner of the block, since children may be moved out and must then keep it
    /// alive.
    /// </summary>
    public static void OwnByAll(Block* block, OwnedBlocks* owners)
    {
        if (block == null)
        {
            return;
        }
        for (long i = 0; i < owners->count; i++)
        {
            if (i > 0)
            {
                Native.ab_retain(block);
            }
            OwnedBlocks.Set(owners, i, block);
        }
    }
}
