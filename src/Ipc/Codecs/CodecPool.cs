using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>
/// Threads that decompress or compress the larger buffers of one batch. They run only C (native/codec_pool.c), and
/// start when the first frame is added. The default value is no pool.
/// </summary>
internal readonly unsafe struct CodecPool
{
    public const int MaxThreads = 64;

    /// <summary>Buffers of fewer uncompressed bytes cost more to hand to another thread than that saves.</summary>
    public const long MinSize = 32 << 10;

    private readonly void* _pool;

    /// <param name="threads">Number of threads, including the calling thread.</param>
    /// <param name="owner">Owner of the threads, which the reader or writer must own; its release waits for the
    /// threads.</param>
    public CodecPool(int threads, out Block* owner)
    {
        _pool = CodecNative.ab_pool_new(threads);
        if (_pool == null)
        {
            Throw.OutOfMemory(0);
        }
        owner = CallerMemory.Own(IpcNative.EndPool, _pool);
    }

    public bool Exists => _pool != null;

    /// <summary>The number of threads that the option of a caller stands for.</summary>
    public static int Threads(int requested)
    {
        if (requested < 0)
        {
            Throw.Argument("options", $"asks for {requested} threads");
        }
        return Math.Clamp(requested, 1, MaxThreads);
    }

    /// <summary>Prepares for a batch with at most <paramref name="frames"/> frames.</summary>
    public void Begin(long frames)
    {
        if (CodecNative.ab_pool_begin(_pool, frames) != 0)
        {
            Throw.OutOfMemory(0);
        }
    }

    /// <summary>Starts work on a frame and returns its number, for <see cref="Wait"/>.</summary>
    /// <param name="field">Field of the buffer, for error messages; may be NULL.</param>
    public long Add(CodecFunctions codec, Frame frame, void* field) =>
        CodecNative.ab_pool_add(_pool, &codec, &frame, field);

    /// <summary>Waits until a frame is done.</summary>
    public void Wait(long number, out Result result)
    {
        fixed (Result* output = &result)
        {
            CodecNative.ab_pool_wait(_pool, number, output);
        }
    }

    /// <summary>Works until every frame is started, on this thread or on another.</summary>
    public void Help() => CodecNative.ab_pool_help(_pool);

    /// <summary>Works until all frames are done, also if some failed.</summary>
    /// <returns>Whether one failed; <paramref name="first"/> is the first of those.</returns>
    public bool Finish(out Result first)
    {
        first = default;
        fixed (Result* output = &first)
        {
            return CodecNative.ab_pool_finish(_pool, output) != 0;
        }
    }
}
