using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>Creates one batch from several arrays. Each column keeps its own array alive.</summary>
internal static unsafe class ColumnAssembly
{
    public static ArrayBlock* Assemble(ArrowSchema schema, IReadOnlyList<ArrowArray> columns, long length)
    {
        SchemaBlock* block = schema.NewBlock();
        ArrayBlock** arrays = null;
        int count = 0;
        try
        {
            Field* root = SchemaBlock.Root(block);
            if (columns.Count != root->n_children)
            {
                Throw.Argument("columns", $"has {columns.Count} arrays, but the schema has {root->n_children} fields");
            }
            long size = sizeof(Block) + ((long)columns.Count * sizeof(ArrayBlock*));
            arrays = (ArrayBlock**)(Allocator.New(BlockKind.Memory, size) + 1);
            for (; count < columns.Count; count++)
            {
                arrays[count] = Reference(columns[count], root->children + count, length);
            }
            CArrowArray batch;
            LayOut(arrays, count, length, &batch);
            return SharedArray.Import(&batch, block, true);
        }
        finally
        {
            for (int i = 0; i < count; i++)
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

    /// <summary>Checks the type and length of a column. Returns a new reference to it.</summary>
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
            Throw.Rule("COL-11", Field.Path(field), $"the array has {column.Length} rows, but the batch has {length}");
        }
        Native.ab_retain(&array->head);
        return array;
    }

    private static void LayOut(ArrayBlock** arrays, int count, long length, CArrowArray* batch)
    {
        long structs = 1;
        for (int i = 0; i < count; i++)
        {
            structs += ArrayExport.Count(SharedArray.SchemaOf(arrays[i]), SharedArray.FieldOf(arrays[i]));
        }
        ExportedArrayBuilder exported = new(structs, 1, count + 1);
        try
        {
            ExportedArray* root = exported.Next(ExportedArrayBuilder.Root);
            *batch = new CArrowArray { length = length, n_buffers = 1, n_children = count };
            batch->buffers = exported.Buffers(1);
            batch->buffers[0] = null;
            batch->children = exported.Children(count);
            for (int i = 0; i < count; i++)
            {
                Native.ab_retain(&arrays[i]->head);
                exported.Own(i, &arrays[i]->head);
                ExportedArray* column = exported.Next(i);
                batch->children[i] = &column->value;
                ArrayExport.Fill(ref exported, SharedArray.FieldOf(arrays[i]), &arrays[i]->array, column,
                    &column->value, i, arrays[i]->shareable != 0);
            }
            ExportedArrayBuilder.FinishStruct(root, batch);
        }
        catch
        {
            exported.Abandon();
            throw;
        }
        exported.Finish(default);
    }
}
