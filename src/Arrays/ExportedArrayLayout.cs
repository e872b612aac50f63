using ArrowBridge.Abi;
using ArrowBridge.Memory;

namespace ArrowBridge.Arrays;

/// <summary>Lays temporary structs out as an exported tree.</summary>
internal static unsafe class ExportedArrayLayout
{
    /// <param name="owners">What the children keep, in order, and behind them what the root keeps; all of it is taken over.</param>
    /// <param name="reference">What all of them need besides; it is shared.</param>
    public static void LayOut(CArrowArray* source, OwnedBlocks* owners, Reference reference, CArrowArray* output)
    {
        long nodes = 0;
        long buffers = 0;
        Count(source, ref nodes, ref buffers);
        ExportedArrayBuilder tree = new(nodes, buffers, owners->count);
        try
        {
            for (int i = 0; i < owners->count; i++)
            {
                Block* life = OwnedBlocks.Get(owners, i);
                if (life != null)
                {
                    OwnedBlocks.Blocks(owners)[i] = null;
                    tree.Keep(i == owners->count - 1 ? ExportedArrayBuilder.Root : i, life);
                }
            }
            Fill(ref tree, source, tree.Node(ExportedArrayBuilder.Root), output, ExportedArrayBuilder.Root);
        }
        catch
        {
            *output = default;
            tree.Abandon();
            throw;
        }
        tree.Finish(reference);
    }

    private static void Count(CArrowArray* array, ref long nodes, ref long buffers)
    {
        nodes++;
        buffers += array->n_buffers;
        for (long i = 0; i < array->n_children; i++)
        {
            Count(array->children[i], ref nodes, ref buffers);
        }
        if (array->dictionary != null)
        {
            Count(array->dictionary, ref nodes, ref buffers);
        }
    }

    private static void Fill(ref ExportedArrayBuilder tree, CArrowArray* source, ExportedArray* node, CArrowArray* output, int column)
    {
        CArrowArray.CopyContents(source, output);
        output->buffers = tree.Buffers(source->n_buffers);
        for (long i = 0; i < source->n_buffers; i++)
        {
            output->buffers[i] = source->buffers[i];
        }
        output->children = tree.Children(source->n_children);
        for (int i = 0; i < source->n_children; i++)
        {
            int below = column == ExportedArrayBuilder.Root ? i : column;
            ExportedArray* child = tree.Node(Math.Max(below, ExportedArrayBuilder.Root));
            output->children[i] = &child->value;
            Fill(ref tree, source->children[i], child, &child->value, below);
        }
        if (source->dictionary != null)
        {
            ExportedArray* dictionary = tree.Node(Math.Max(column, ExportedArrayBuilder.Root));
            output->dictionary = &dictionary->value;
            int below = column == ExportedArrayBuilder.Root ? ExportedArrayBuilder.BelowDictionary : column;
            Fill(ref tree, source->dictionary, dictionary, &dictionary->value, below);
        }
        ExportedArrayBuilder.FinishStruct(node, output);
    }
}
