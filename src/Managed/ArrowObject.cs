using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>The base class of objects that own native memory until they are disposed.</summary>
/// <remarks>
/// There are no finalizers: releasing an object may call foreign code, which must not run on the finalizer thread. An
/// object that is not disposed stays alive, and <see cref="ArrowMemory"/> counts it. <see cref="Dispose"/> can be
/// called more than once. If an object is disposed while another thread is in a call on it, that call completes
/// normally; later calls throw <see cref="ObjectDisposedException"/>.
/// </remarks>
public abstract unsafe class ArrowObject : IDisposable
{
    private readonly Block* _block;

    // The number of calls in progress. The sign bit is set when the object was disposed.
    private int _calls;

    /// <summary>Takes ownership of one reference.</summary>
    private protected ArrowObject(Block* block)
    {
        _block = block;
        Native.ab_count_handle(1);
    }

    /// <summary>Releases the native memory of the object. Exported structs, and objects that share memory with it, stay
    /// valid.</summary>
    public void Dispose()
    {
        if (Interlocked.Or(ref _calls, int.MinValue) == 0)
        {
            Release();
        }
        GC.SuppressFinalize(this);
    }

    /// <summary>Called once, when the object was disposed and the last call has returned.</summary>
    private protected virtual void Release()
    {
        Native.ab_count_handle(-1);
        ReleaseBlock(_block);
    }

    /// <summary>Releases the reference that this object owns.</summary>
    private protected virtual void ReleaseBlock(Block* block) => Native.ab_release(block);

    /// <summary>Begins a call, during which the block stays alive.</summary>
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

    /// <summary>A call in progress. Disposing it ends the call.</summary>
    internal readonly ref struct Call(ArrowObject owner)
    {
        public Block* Block => owner._block;

        public void Dispose() => owner.Leave();
    }
}
