using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>A queue of batches of one type. It owns another reference to each of them.</summary>
internal sealed class BatchList
{
    private readonly Queue<RecordBatch> _batches = new();

    public BatchList(ArrowSchema schema, IReadOnlyList<RecordBatch> batches)
    {
        using CheckedSchema native = new(schema.Root);
        try
        {
            for (int i = 0; i < batches.Count; i++)
            {
                ArgumentNullException.ThrowIfNull(batches[i], nameof(batches));
                _batches.Enqueue(batches[i].Share());
                Check(native, batches[i], i);
            }
        }
        catch
        {
            End();
            throw;
        }
    }

    private static unsafe void Check(CheckedSchema schema, RecordBatch batch, int index)
    {
        using ArrowObject.Call call = batch.Enter();
        if (!SchemaEquality.AreSameType(SharedArray.FieldOf(ArrowArray.Of(call)), schema.Root))
        {
            Throw.Argument("batches", $"has a batch (index {index}) of another type than the schema: {batch.Type}");
        }
    }

    public RecordBatch? Next() => _batches.TryDequeue(out RecordBatch? next) ? next : null;

    public void End()
    {
        while (_batches.TryDequeue(out RecordBatch? batch))
        {
            batch.Dispose();
        }
    }
}
