using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>
/// Threads that unpack the larger buffers of one batch, while the calling thread goes on with its fields and then helps. They run C alone
/// (native/pool.c). All is finished before a batch is handed out or given up; of several failures the first in the order of the buffers counts.
/// </summary>
internal sealed unsafe class UnpackPool
{
    public const int MostThreads = 64;

    // Below, handing a buffer over costs more than it saves.
    private const long WorthHandingOver = 32 << 10;

    private readonly void* _pool;

    /// <param name="threads">The caller's among them.</param>
    /// <param name="owner">What the reader must keep alive; its end waits for the threads.</param>
    public UnpackPool(int threads, out Block* owner)
    {
        _pool = Unpacking.ab_pool_new(threads);
        if (_pool == null)
        {
            Throw.OutOfMemory(0);
        }
        owner = CallerMemory.Own(Native.EndPool, _pool);
    }

    public static bool Takes(long size) => size >= WorthHandingOver;

    /// <summary>Makes ready for a batch with so many buffers.</summary>
    public void Begin(int buffers)
    {
        if (Unpacking.ab_pool_begin(_pool, buffers) != 0)
        {
            Throw.OutOfMemory(0);
        }
    }

    /// <summary>Begins with a frame; its number is for <see cref="Wait"/>.</summary>
    public long Add(Decompressor decompressor, in Frame frame, Field* field)
    {
        Unpacker unpacker = decompressor.Functions;
        Frame copy = frame;
        return Unpacking.ab_pool_add(_pool, &unpacker, &copy, field);
    }

    /// <summary>Returns when a frame is unpacked.</summary>
    public void Wait(Decompressor decompressor, long number)
    {
        Result result;
        Unpacking.ab_pool_wait(_pool, number, &result);
        decompressor.Check(result);
    }

    /// <summary>Returns when all are, in every outcome.</summary>
    public void Finish(Decompressor decompressor)
    {
        Result result;
        if (Unpacking.ab_pool_finish(_pool, &result) != 0)
        {
            decompressor.Check(result);
        }
    }
}
