using ArrowBridge.Memory;
using ArrowBridge.Streams;

namespace ArrowBridge;

/// <summary>A <c>struct ArrowAsyncDeviceStreamHandler</c> that an asynchronous producer in native code calls, for a
/// reader of the batches that it passes.</summary>
/// <remarks>The batches wait in a queue. The handler requests as many as there is room for. Errors of the producer, and
/// rules that it breaks, are those of the reader. Disposing the reader and this object cancels the producer, and
/// waits at most 20 ms until it releases the handler.</remarks>
public sealed unsafe class AsyncHandler : ArrowObject
{
    /// <summary>Initializes a handler.</summary>
    /// <param name="maxBatches">The maximum number of batches that wait, from 1 to 65536.</param>
    /// <exception cref="ArrowBridgeException"><paramref name="maxBatches"/> is out of range.</exception>
    public AsyncHandler(long maxBatches)
        : base(AsyncReader.NewHandler(maxBatches))
    {
        using Call call = Enter();
        Address = (nint)StreamsNative.ab_async_consumer_handler(call.Block);
    }

    /// <summary>Gets the address of the struct, to pass to one producer. It stays valid until the producer calls its
    /// <c>release</c>, also after this object was disposed. If there is no producer after all, call
    /// <see cref="ReleaseStruct"/>.</summary>
    public nint Address { get; }

    /// <summary>Calls <c>release</c> of the struct, in place of a producer that never gets it.</summary>
    public void ReleaseStruct() => StreamsNative.ab_async_end_handler((void*)Address);

    /// <summary>Waits until the producer passes the schema, and creates the reader of the batches. Reading waits for
    /// the producer; <see cref="RecordBatchReader.Cancel"/> ends that and cancels the producer.</summary>
    /// <param name="timeout">The maximum time to wait, rounded up to milliseconds. <see cref="TimeSpan.Zero"/>: no
    /// limit.</param>
    /// <returns>The reader. The caller disposes it.</returns>
    /// <exception cref="ArrowBridgeException">The producer failed or broke a rule; its schema is not valid, or not one
    /// of record batches; the time is over, after which this method can be called again
    /// (<see cref="ErrorCode.TimedOut"/>); or there is a reader already.</exception>
    /// <exception cref="ObjectDisposedException">The handler was disposed.</exception>
    public RecordBatchReader GetReader(TimeSpan timeout = default)
    {
        using Call call = Enter();
        return RecordBatchReader.FromHandler(call.Block, timeout);
    }
}
