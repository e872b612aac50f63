using Apache.Arrow.Ipc;
using ApacheBatch = Apache.Arrow.RecordBatch;

namespace ArrowBridge.ApacheArrow;

/// <summary>Streams of one library as those of the other. Nothing is copied; exceptions come out as they were thrown.</summary>
public static class StreamConversion
{
    /// <summary>A reader of a stream of Apache.Arrow.</summary>
    /// <param name="stream">The stream. Each of its batches is disposed once it was handed on.</param>
    /// <param name="leaveOpen">Whether the stream stays open when the reader ends; it is disposed otherwise.</param>
    /// <param name="cancellation">Given to each call of the stream.</param>
    /// <remarks>Whoever reads waits for the stream's tasks. They are begun where no synchronization context and no task scheduler of the caller's is current, so that
    /// they do not wait for the thread that waits for them.</remarks>
    /// <exception cref="ArrowBridgeException">A type is not known to Apache.Arrow's exporter.</exception>
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

    /// <summary>A stream of Apache.Arrow over a reader.</summary>
    /// <param name="reader">The reader. Each read is done on the caller's thread, and complete when it returns.</param>
    /// <param name="leaveOpen">Whether the reader stays open when the stream is disposed; it is disposed otherwise.</param>
    /// <exception cref="ArrowBridgeException">Apache.Arrow does not have a type.</exception>
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
