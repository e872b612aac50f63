using ArrowBridge.Streams;

namespace ArrowBridge;

// Readers whose source is read on a thread of the library.
public sealed partial class RecordBatchReader
{
    /// <summary>Creates a reader that reads ahead: a thread reads the source while the caller works. Batches and errors
    /// arrive in the order of the source.</summary>
    /// <param name="maxBatches">The maximum number of batches that wait, including one that is being read. 0: no
    /// limit.</param>
    /// <param name="maxBytes">The thread pauses while the buffers of the batches that wait have this many bytes or
    /// more. 0: no limit. One of the two limits must be given.</param>
    /// <returns>The new reader. The caller disposes it. It keeps the source of this reader alive, so this reader can be
    /// disposed at once. Until the new reader is disposed, this reader must not be read.</returns>
    /// <remarks>The thread begins to read in this call. C# code of the source runs on it. Disposing the new reader
    /// before end of stream cancels the source, and waits at most 20 ms for C# code or a foreign stream that is running
    /// then; afterwards the thread outlives the reader until that code returns.</remarks>
    /// <exception cref="ArrowBridgeException">A number is negative, both are 0, or no thread can be
    /// started.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe RecordBatchReader Prefetch(long maxBatches, long maxBytes = 0)
    {
        using Call call = Enter();
        return new RecordBatchReader(
            ReadAheadReader.CreatePrefetch((ReaderBlock*)call.Block, maxBatches, maxBytes), _schema);
    }

    /// <summary>Creates a reader that fails with <see cref="ErrorCode.TimedOut"/> if the source does not answer in
    /// time. A thread reads the source, one batch for each read. What a late source still returns is
    /// released.</summary>
    /// <param name="perCall">The maximum time of a read. <see cref="TimeSpan.Zero"/>: no limit.</param>
    /// <param name="total">The maximum time from now to the end of the stream, the time between reads included.
    /// <see cref="TimeSpan.Zero"/>: no limit. One of the two limits must be given. Both are rounded up to
    /// milliseconds.</param>
    /// <returns>The new reader, as for <see cref="Prefetch"/>.</returns>
    /// <exception cref="ArrowBridgeException">A time is negative, both are zero, or no thread can be
    /// started.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe RecordBatchReader WithTimeout(TimeSpan perCall, TimeSpan total = default)
    {
        using Call call = Enter();
        return new RecordBatchReader(
            ReadAheadReader.CreateWithTimeout((ReaderBlock*)call.Block, Milliseconds(perCall), Milliseconds(total)),
            _schema);
    }

    private static long Milliseconds(TimeSpan time)
    {
        (long whole, long rest) = Math.DivRem(time.Ticks, TimeSpan.TicksPerMillisecond);
        return whole + Math.Sign(rest);
    }
}
