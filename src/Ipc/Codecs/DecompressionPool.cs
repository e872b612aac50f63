using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>
/// Threads that decompress the larger buffers of one batch, while the calling thread goes on with its fields and then helps. They run C alone
/// (native/decompression_pool.c). All is finished before a batch is handed out or given up; of several failures the first in the order of the buffers counts.
/// </summary>
internal sealed unsafe class DecompressionPool
{
    public const int MostThreads = 64;

    // Below, handing a buffer over costs more than it saves.
    private const long WorthHandingOver = 32 << 10;

    private readonly void* _pool;

    /// <param name="threads">The caller's among them.</param>
    /// <param name="owner">What the reader must keep alive; its end waits for the threads.</param>
    public DecompressionPool(int threads, out Block* owner)
    {
        _pool = Decompression.ab_pool_new(threads);
        if (_pool == null)
        {
            Throw.OutOfMemory(0);
        }
        owner = CallerMemory.Own(IpcNative.EndPool, _pool);
    }

    public static bool Takes(long size) => size >= WorthHandingOver;

    /// <summary>Makes ready for a batch with so many buffers.</summary>
    public void Begin(int buffers)
    {
        if (Decompression.ab_pool_begin(_pool, buffers) != 0)
        {
            Throw.OutOfMemory(0);
        }
    }

    /// <summary>Begins with a frame; its number is for <see cref="Wait"/>.</summary>
    public long Add(Decompressor decompressor, in Frame frame, Field* field)
    {
        CodecFunctions codec = decompressor.Functions;
        Frame copy = frame;
        return Decompression.ab_pool_add(_pool, &codec, &copy, field);
    }

    /// <summary>Returns when a frame is decompressed.</summary>
    public void Wait(Decompressor decompressor, long number)
    {
        Result result;
        Decompression.ab_pool_wait(_pool, number, &result);
        decompressor.Check(result);
    }

    /// <summary>Returns when all are, in every outcome.</summary>
    public void Finish(Decompressor decompressor)
    {
        Result result;
        if (Decompression.ab_pool_finish(_pool, &result) != 0)
        {
            decompressor.Check(result);
        }
    }
}
