using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Streams;

/// <summary>
/// Makes calls wait for each other (native/call_lock.c). It is held while foreign code runs, unlike any other lock.
/// </summary>
internal static unsafe class CallLock
{
    public static Block* New()
    {
        Block* call_lock = StreamsNative.ab_call_lock_new();
        if (call_lock == null)
        {
            Throw.OutOfMemory(sizeof(Block));
        }
        return call_lock;
    }

    /// <summary>
    /// Waits for the lock. Throws EBUSY if this thread holds it already, since it would wait for itself.
    /// </summary>
    public static void Acquire(Block* call_lock)
    {
        if (StreamsNative.ab_call_lock_acquire(call_lock) != 0)
        {
            Throw.Busy();
        }
    }

    public static void Release(Block* call_lock) => StreamsNative.ab_call_lock_release(call_lock);
}
