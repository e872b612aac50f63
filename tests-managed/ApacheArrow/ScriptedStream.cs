using Apache.Arrow.Ipc;
using ApacheBatch = Apache.Arrow.RecordBatch;
using ApacheSchema = Apache.Arrow.Schema;

namespace ArrowBridge.Tests.ApacheArrow;

/// <summary>A stream of Apache.Arrow that yields the result of one function for each batch.</summary>
internal sealed class ScriptedStream(ApacheSchema schema, params Func<ApacheBatch>[] batches) : IArrowArrayStream
{
    private int _next;

    public ApacheSchema Schema => schema;

    /// <summary>Whether each read completes asynchronously, in the synchronization context of its caller.</summary>
    public bool Yields { get; init; }

    public int Disposed { get; private set; }

    public CancellationToken LastToken { get; private set; }

    public async ValueTask<ApacheBatch?> ReadNextRecordBatchAsync(CancellationToken cancellationToken = default)
    {
        LastToken = cancellationToken;
        if (Yields)
        {
            await Task.Yield();
        }
        return _next < batches.Length ? batches[_next++]() : null;
    }

    public void Dispose() => Disposed++;
}
