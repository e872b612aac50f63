using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>Makes one batch of several arrays; each column keeps its own array alive.</summary>
internal static unsafe class ColumnAssembly
{
    public static ArrayBlock* Assemble(ArrowSchema schema, IReadOnlyList<ArrowArray> columns, long length)
    {
        SchemaBlock* block = schema.NewBlock();
        ArrayBlock** arrays = null;
        int held = 0;
        try
        {
            Field* root = SchemaBlock.Root(block);
            if (columns.Count != root->n_children)
            {
                Throw.Argument("columns", $"has {columns.Count} arrays, but the schema has {root->n_children} fields");
            }
            arrays = (ArrayBlock**)(Allocator.New(BlockKind.Memory, sizeof(Block) + ((long)columns.Count * sizeof(ArrayBlock*))) + 1);
            for (; held < columns.Count; held++)
            {
                arrays[held] = Reference(columns[held], root->children + held, length);
            }
            CArrowArray batch;
            LayOut(arrays, held, length, &batch);
            return SharedArray.Import(&batch, block, true);
        }
        finally
        {
            for (int i = 0; i < held; i++)
            {
                Native.ab_release(&arrays[i]->head);
            }
            if (arrays != null)
            {
                Native.ab_release((Block*)arrays - 1);
            }
            Native.ab_release(&block->head);
        }
    }

    /// <summary>A reference to a column that fits.</summary>
    private static ArrayBlock* Reference(ArrowArray column, Field* field, long length)
    {
        ArgumentNullException.ThrowIfNull(column);
        using ArrowObject.Call call = column.Enter();
        ArrayBlock* array = ArrowArray.Of(call);
        if (!SchemaEquality.AreSameType(SharedArray.FieldOf(array), field))
        {
            Throw.Invalid(Field.Path(field), $"the array is of type {column.Type}");
        }
        if (column.Length != length)
        {
            Throw.Rule("COL-11", Field.Path(field), $"the array has {column.Length} rows, but the batch {length}");
        }
        Native.ab_retain(&array->head);
        return array;
    }

    private static void LayOut(ArrayBlock** arrays, int count, long length, CArrowArray* batch)
    {
        long nodes = 1;
        for (int i = 0; i < count; i++)
        {
            nodes += ArrayExport.Count(SharedArray.SchemaOf(arrays[i]), SharedArray.FieldOf(arrays[i]));
        }
        ExportedArrayBuilder tree = new(nodes, 1, count + 1);
        try
        {
            ExportedArray* root = tree.Node(ExportedArrayBuilder.Root);
            *batch = new CArrowArray { length = length, n_buffers = 1, n_children = count };
            batch->buffers = tree.Buffers(1);
            batch->buffers[0] = null;
            batch->children = tree.Children(count);
            for (int i = 0; i < count; i++)
            {
                Native.ab_retain(&arrays[i]->head);
                tree.Keep(i, &arrays[i]->head);
                ExportedArray* node = tree.Node(i);
                batch->children[i] = &node->value;
                ArrayExport.Fill(ref tree, SharedArray.FieldOf(arrays[i]), &arrays[i]->array, node, &node->value, i, arrays[i]->shareable != 0);
            }
            ExportedArrayBuilder.FinishStruct(root, batch);
        }
        catch
        {
            tree.Abandon();
            throw;
        }
        tree.Finish(default);
    }
}
