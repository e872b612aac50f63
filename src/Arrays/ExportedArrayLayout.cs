using ArrowBridge.Abi;
using ArrowBridge.Memory;

namespace ArrowBridge.Arrays;

/// <summary>Copies temporary structs into an exported array.</summary>
internal static unsafe class ExportedArrayLayout
{
    /// <param name="owners">The owners of the children, in order, then that of the root. Their references are taken
    /// over.</param>
    /// <param name="reference">Reference to the owner that all structs share. A further reference is added.</param>
    public static void LayOut(CArrowArray* source, OwnedBlocks* owners, Reference reference, CArrowArray* output)
    {
        long structs = 0;
        long buffers = 0;
        Count(source, ref structs, ref buffers);
        ExportedArrayBuilder builder = new(structs, buffers, owners->count);
        try
        {
            for (int i = 0; i < owners->count; i++)
            {
                Block* owner = OwnedBlocks.Get(owners, i);
                if (owner != null)
                {
                    OwnedBlocks.Blocks(owners)[i] = null;
                    builder.Own(i == owners->count - 1 ? ExportedArrayBuilder.Root : i, owner);
                }
            }
            Fill(ref builder, source, builder.Next(ExportedArrayBuilder.Root), output, ExportedArrayBuilder.Root);
        }
        catch
        {
            *output = default;
            builder.Abandon();
            throw;
        }
        builder.Finish(reference);
    }

    private static void Count(CArrowArray* array, ref long structs, ref long buffers)
    {
        structs++;
        buffers += array->n_buffers;
        for (long i = 0; i < array->n_children; i++)
        {
            Count(array->children[i], ref structs, ref buffers);
        }
        if (array->dictionary != null)
        {
            Count(array->dictionary, ref structs, ref buffers);
        }
    }

    private static void Fill(
        ref ExportedArrayBuilder builder, CArrowArray* source, ExportedArray* exported, CArrowArray* output, int column)
    {
        CArrowArray.CopyContents(source, output);
        output->buffers = builder.Buffers(source->n_buffers);
        for (long i = 0; i < source->n_buffers; i++)
        {
            output->buffers[i] = source->buffers[i];
        }
        output->children = builder.Children(source->n_children);
        for (int i = 0; i < source->n_children; i++)
        {
            int below = column == ExportedArrayBuilder.Root ? i : column;
            ExportedArray* child = builder.Next(Math.Max(below, ExportedArrayBuilder.Root));
            output->children[i] = &child->value;
            Fill(ref builder, source->children[i], child, &child->value, below);
        }
        if (source->dictionary != null)
        {
            ExportedArray* dictionary = builder.Next(Math.Max(column, ExportedArrayBuilder.Root));
            output->dictionary = &dictionary->value;
            int below = column == ExportedArrayBuilder.Root ? ExportedArrayBuilder.BelowDictionary : column;
            Fill(ref builder, source->dictionary, dictionary, &dictionary->value, below);
        }
        ExportedArrayBuilder.FinishStruct(exported, output);
    }
}
