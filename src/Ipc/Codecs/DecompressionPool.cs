using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>
/// Threads that decompress the larger buffers of one batch while the calling thread decodes the fields; then the
/// calling thread helps. The threads run only C (native/decompression_pool.c). All buffers are finished before a batch
/// is returned or abandoned. If several buffers fail, the error of the first one in buffer order is reported.
/// </summary>
internal sealed unsafe class DecompressionPool
{
    public const int MaxThreads = 64;

    // Smaller buffers cost more to hand to another thread than that saves.
    private const long MinSize = 32 << 10;

    private readonly void* _pool;

    /// <param name="threads">Number of threads, including the calling thread.</param>
    /// <param name="owner">Owner of the threads, which the reader must own; its release waits for the threads.</param>
    public DecompressionPool(int threads, out Block* owner)
    {
        _pool = Decompression.ab_pool_new(threads);
        if (_pool == null)
        {
            Throw.OutOfMemory(0);
        }
        owner = CallerMemory.Own(IpcNative.EndPool, _pool);
    }

    /// <summary>Whether a buffer of this size is large enough for the pool.</summary>
    public static bool IsWorthwhile(long size) => size >= MinSize;

    /// <summary>Prepares for a batch with <paramref name="buffers"/> buffers.</summary>
    public void Begin(int buffers)
    {
        if (Decompression.ab_pool_begin(_pool, buffers) != 0)
        {
            Throw.OutOfMemory(0);
        }
    }

    /// <summary>Starts decompression of a frame and returns its number, for <see cref="Wait"/>.</summary>
    public long Add(Decompressor decompressor, in Frame frame, Field* field)
    {
        CodecFunctions codec = decompressor.Functions;
        Frame copy = frame;
        return Decompression.ab_pool_add(_pool, &codec, &copy, field);
    }

    /// <summary>Waits until a frame is decompressed.</summary>
    public void Wait(Decompressor decompressor, long number)
    {
        Result result;
        Decompression.ab_pool_wait(_pool, number, &result);
        decompressor.Check(result);
    }

    /// <summary>Waits until all frames are finished, also if some failed.</summary>
    public void Finish(Decompressor decompressor)
    {
        Result result;
        if (Decompression.ab_pool_finish(_pool, &result) != 0)
        {
            decompressor.Check(result);
        }
    }
}
