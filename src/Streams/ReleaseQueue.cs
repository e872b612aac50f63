using ArrowBridge.Memory;

namespace ArrowBridge.Streams;

/// <summary>
/// Frees the managed halves of readers whose last release did not enter the runtime (deferred release).
/// </summary>
internal static unsafe class ReleaseQueue
{
    /// <summary>
    /// Frees what is queued, on the calling thread. Called when a reader is made, unless the release thread does it:
    /// foreign objects are not disposed in the middle of an unrelated call.
    /// </summary>
    public static void Drain()
    {
        if (!ReleaseThread.IsRunning)
        {
            Free(StreamsNative.ab_release_queue_take());
        }
    }

    /// <summary>Releases a block and frees, before it returns, what ended in this call.</summary>
    public static void Release(Block* block)
    {
        Free(StreamsNative.ab_release_collect(block));
        Drain();
    }

    public static void Free(ReaderBlock* queued)
    {
        while (queued != null)
        {
            ReaderBlock* next = queued->next_queued;
            Reader.Free(queued);
            queued = next;
        }
    }
}
