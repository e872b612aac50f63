using System.Runtime.InteropServices;
using ArrowBridge.Memory;

namespace ArrowBridge.Streams;

/// <summary>
/// Frees the managed halves of readers whose last release did not enter the runtime (deferred release).
/// </summary>
internal static unsafe class ReleaseQueue
{
    public static void Drain()
    {
        ReaderBlock* queued = StreamsNative.ab_release_queue_take();
        while (queued != null)
        {
            ReaderBlock* next = queued->next_queued;
            GCHandle handle = GCHandle.FromIntPtr((nint)queued->handle);
            Reader reader = (Reader)handle.Target!;
            handle.Free();
            StreamsNative.ab_release_queue_free(queued);
            reader.OnReleased();
            queued = next;
        }
    }
}
