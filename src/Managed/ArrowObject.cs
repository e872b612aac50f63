using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Something that holds native memory until it is disposed.</summary>
/// <remarks>
/// There are no finalizers, since releasing may call foreign code, which must not happen on the finalizer's thread: what is not disposed stays
/// alive, and <see cref="ArrowMemory"/> shows it. Disposing more than once does nothing. A call that another thread is in when an object is
/// disposed comes to its end; later ones throw <see cref="ObjectDisposedException"/>.
/// </remarks>
public abstract unsafe class ArrowObject : IDisposable
{
    private readonly Block* _block;

    // Calls that are under way; the sign bit is set once it was disposed.
    private int _calls;

    /// <summary>Takes over a reference.</summary>
    private protected ArrowObject(Block* block)
    {
        _block = block;
        Native.ab_count_handle(1);
    }

    /// <summary>Releases what the object holds; what was exported of it, or shares memory with it, stays.</summary>
    public void Dispose()
    {
        if (Interlocked.Or(ref _calls, int.MinValue) == 0)
        {
            Release();
        }
        GC.SuppressFinalize(this);
    }

    /// <summary>Called once, when the last call has ended.</summary>
    private protected virtual void Release()
    {
        Native.ab_count_handle(-1);
        Native.ab_release(_block);
    }

    /// <summary>Keeps the block alive for a call.</summary>
    internal Call Enter()
    {
        int calls = Volatile.Read(ref _calls);
        while (true)
        {
            if (calls < 0)
            {
                Throw.Disposed(GetType().Name);
            }
            int seen = Interlocked.CompareExchange(ref _calls, calls + 1, calls);
            if (seen == calls)
            {
                return new Call(this);
            }
            calls = seen;
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _calls) == int.MinValue)
        {
            Release();
        }
    }

    /// <summary>A call that is under way, to be disposed at its end.</summary>
    internal readonly ref struct Call(ArrowObject owner)
    {
        public Block* Block => owner._block;

        public void Dispose() => owner.Leave();
    }
}
