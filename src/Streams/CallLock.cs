using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Streams;

/// <summary>Calls that wait for each other (native/call_lock.c). The call_lock is held while foreign code runs, a lock is not.</summary>
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

    /// <summary>Waits; refuses a thread that has the call_lock already, since it would wait for itself.</summary>
    public static void Acquire(Block* call_lock)
    {
        if (StreamsNative.ab_call_lock_acquire(call_lock) != 0)
        {
            Throw.Busy();
        }
    }

    public static void Release(Block* call_lock) => StreamsNative.ab_call_lock_release(call_lock);
}
