using Apache.Arrow.Ipc;
using ApacheBatch = Apache.Arrow.RecordBatch;
using ApacheSchema = Apache.Arrow.Schema;

namespace ArrowBridge.ApacheArrow;

/// <summary>A stream of Apache.Arrow that yields the batches of an ArrowBridge reader.</summary>
internal sealed class ReaderStream(RecordBatchReader reader, bool leaveOpen) : IArrowArrayStream
{
    public ApacheSchema Schema { get; } = reader.Schema.ToApacheArrow();

    public ValueTask<ApacheBatch?> ReadNextRecordBatchAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ApacheBatch?>(cancellationToken);
        }
        try
        {
            using RecordBatch? batch = reader.Read();
            return ValueTask.FromResult(batch is null ? null : ArrayConversion.ToApacheArrow(batch, Schema));
        }
        catch (Exception exception)
        {
            return ValueTask.FromException<ApacheBatch?>(exception);
        }
    }

    public void Dispose()
    {
        if (!leaveOpen)
        {
            reader.Dispose();
        }
    }
}
