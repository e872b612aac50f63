using Apache.Arrow.Ipc;
using ApacheBatch = Apache.Arrow.RecordBatch;

namespace ArrowBridge.ApacheArrow;

/// <summary>Converts streams of Apache.Arrow to readers of ArrowBridge, and back. Buffers are shared, not copied.
/// Exceptions of the source reach the caller unchanged.</summary>
public static class StreamConversion
{
    /// <summary>Makes a reader that yields the batches of a stream of Apache.Arrow.</summary>
    /// <param name="stream">The stream. The reader disposes each batch of the stream after converting it.</param>
    /// <param name="leaveOpen">False: the stream is disposed once, at the end of stream, after an error, or when the
    /// reader is disposed. If another program releases a stream that was exported from the reader, a background thread
    /// disposes it without delay: see <see cref="RecordBatchReader.FromEnumerable"/>. True: the caller disposes the
    /// stream.</param>
    /// <param name="cancellation">Passed to each read of the stream.</param>
    /// <remarks>A read blocks its thread until the stream's task is complete. If the calling thread has a
    /// synchronization context or a task scheduler, the task starts on the thread pool: a continuation that waited for
    /// the blocked thread would be a deadlock.</remarks>
    /// <exception cref="ArrowBridgeException">Apache.Arrow's exporter does not support the type of a field.</exception>
    public static RecordBatchReader ToArrowBridge(
        this IArrowArrayStream stream, bool leaveOpen = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArrowSchema schema = stream.Schema.ToArrowBridge();
        return RecordBatchReader.FromCallback(
            schema,
            () =>
            {
                using ApacheBatch? batch = Await(() => stream.ReadNextRecordBatchAsync(cancellation));
                return batch is null ? null : ArrayConversion.ToArrowBridge(batch, schema);
            },
            leaveOpen ? null : stream.Dispose,
            cancellation);
    }

    /// <summary>Makes a stream of Apache.Arrow that yields the batches of a reader.</summary>
    /// <param name="reader">The reader. Each read runs on the calling thread; the task that it returns is already
    /// complete.</param>
    /// <param name="leaveOpen">False: the reader is disposed with the stream. True: the caller disposes the
    /// reader.</param>
    /// <exception cref="ArrowBridgeException">Apache.Arrow does not support the type of a field.</exception>
    public static IArrowArrayStream ToApacheArrow(this RecordBatchReader reader, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new ReaderStream(reader, leaveOpen);
    }

    private static T Await<T>(Func<ValueTask<T>> begin)
    {
        if (SynchronizationContext.Current is not null || TaskScheduler.Current != TaskScheduler.Default)
        {
            return Task.Run(() => begin().AsTask()).GetAwaiter().GetResult();
        }
        ValueTask<T> task = begin();
        return task.IsCompleted ? task.GetAwaiter().GetResult() : task.AsTask().GetAwaiter().GetResult();
    }
}
