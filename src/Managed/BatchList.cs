using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>Shares in batches of one type, given out in order.</summary>
internal sealed class BatchList
{
    private readonly Queue<RecordBatch> _shares = new();

    public BatchList(ArrowSchema schema, IReadOnlyList<RecordBatch> batches)
    {
        using CheckedSchema native = new(schema.Root);
        try
        {
            for (int i = 0; i < batches.Count; i++)
            {
                ArgumentNullException.ThrowIfNull(batches[i], nameof(batches));
                _shares.Enqueue(batches[i].Share());
                Check(native, batches[i], i);
            }
        }
        catch
        {
            End();
            throw;
        }
    }

    private static unsafe void Check(CheckedSchema schema, RecordBatch batch, int number)
    {
        using ArrowObject.Call call = batch.Enter();
        if (!SchemaEquality.AreSameType(SharedArray.FieldOf(ArrowArray.Of(call)), schema.Root))
        {
            Throw.Argument("batches", $"has a batch, number {number}, of another type than the schema: {batch.Type}");
        }
    }

    public RecordBatch? Next() => _shares.TryDequeue(out RecordBatch? next) ? next : null;

    public void End()
    {
        while (_shares.TryDequeue(out RecordBatch? share))
        {
            share.Dispose();
        }
    }
}
