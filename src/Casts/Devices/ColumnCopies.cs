using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts.Devices;

/// <summary>How an array is copied to other memory.</summary>
internal unsafe interface IArrayCopy
{
    /// <summary>Copies an array with all that is below it.</summary>
    CArrowArray* Whole(ref CastMemory memory, Field* field, CArrowArray* source);

    /// <summary>Copies a struct without its children.</summary>
    CArrowArray* Struct(ref CastMemory memory, Field* field, CArrowArray* source);

    /// <summary>Copies the rows of a child that belong to a struct.</summary>
    CArrowArray* Column(ref CastMemory memory, Field* field, CArrowArray* source, int index);
}

/// <summary>Copies an array to an exported one, whose columns each own their buffers.</summary>
internal static unsafe class ColumnCopies
{
    /// <param name="source">Stays the caller's; the copy refers to nothing of it.</param>
    /// <param name="output">Receives an independent struct. On failure it stays empty and all memory is freed.</param>
    public static void Copy<T>(T copy, Field* root, CArrowArray* source, CArrowArray* output)
        where T : struct, IArrayCopy
    {
        *output = default;
        CastMemory memory = new();
        OwnedBlocks* owners = null;
        try
        {
            owners = OwnedBlocks.New(root->n_children + 1L);
            CArrowArray* result;
            if (root->type == TypeId.Struct)
            {
                result = CopyStruct(copy, ref memory, root, source, owners);
            }
            else
            {
                result = copy.Whole(ref memory, root, source);
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

    private static CArrowArray* CopyStruct<T>(
        T copy, ref CastMemory memory, Field* root, CArrowArray* source, OwnedBlocks* owners)
        where T : struct, IArrayCopy
    {
        CArrowArray* result = copy.Struct(ref memory, root, source);
        OwnedBlocks.Set(owners, root->n_children, memory.EndColumn());
        for (int i = 0; i < root->n_children; i++)
        {
            result->children[i] = copy.Column(ref memory, root, source, i);
            OwnedBlocks.Set(owners, i, memory.EndColumn());
        }
        return result;
    }
}
