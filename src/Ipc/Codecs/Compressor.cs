using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>
/// Compresses each buffer into one frame. Part of a writer's native state; lives as long as the writer; one call at a
/// time.
/// </summary>
internal readonly unsafe struct Compressor
{
    /// <summary>The level of ZSTD that Arrow C++ uses by default. libzstd itself would use 3.</summary>
    private const int DefaultZstdLevel = 1;

    private readonly Codec _codec;
    private readonly CodecFunctions _functions;
    private readonly CodecContext* _context;
    private readonly CodecPool _pool;

    /// <param name="level">Compression level of the codec, which limits it to its range. 0: level 1 of ZSTD, the
    /// fast mode of LZ4.</param>
    /// <param name="threads">Number of threads that compress, including the calling thread.</param>
    /// <param name="owned">The blocks that the writer owns; receives the codec's context and the threads, which are
    /// released without the runtime.</param>
    public Compressor(Codec codec, int level, int threads, OwnedBlocks* owned)
    {
        _codec = codec;
        if (codec == Codec.None)
        {
            return;
        }
        CodecFunctions functions = codec == Codec.Zstd ? ZstdLibrary.Get().Compression : Lz4Library.Get().Compression;
        functions.level = level == 0 && codec == Codec.Zstd ? DefaultZstdLevel : level;
        _functions = functions;
        if (functions.create != null)
        {
            _context = CodecNative.ab_codec_context(&functions);
            if (_context == null)
            {
                Throw.OutOfMemory(0);
            }
            OwnedBlocks.Set(owned, IpcWriter.CodecSlot, CallerMemory.Own(IpcNative.DiscardContext, _context));
        }
        if (threads > 1)
        {
            _pool = new CodecPool(threads, out Block* pool);
            OwnedBlocks.Set(owned, IpcWriter.PoolSlot, pool);
        }
    }

    public Codec Codec => _codec;

    /// <summary>The threads that compress large buffers; none by default.</summary>
    public CodecPool Pool => _pool;

    /// <summary>Maximum size of the frame for <paramref name="size"/> bytes.</summary>
    public long Bound(long size)
    {
        CodecFunctions functions = _functions;
        return CodecNative.ab_compress_bound(&functions, size);
    }

    /// <summary>Writes a frame and returns its size.</summary>
    /// <param name="capacity">At least <see cref="Bound"/>.</param>
    public long Compress(byte* source, long size, byte* target, long capacity)
    {
        CodecFunctions functions = _functions;
        Frame frame = new() { source = source, source_size = size, target = target, size = capacity };
        nuint code;
        Check(CodecNative.ab_codec_run(&functions, _context, &frame, &code), code);
        return frame.size;
    }

    /// <summary>Starts to write a frame on the pool and returns its number.</summary>
    /// <param name="capacity">At least <see cref="Bound"/>.</param>
    public long Start(byte* source, long size, byte* target, long capacity) => _pool.Add(
        _functions, new Frame { source = source, source_size = size, target = target, size = capacity }, null);

    /// <summary>Throws if a frame could not be written.</summary>
    public void Check(FrameStatus status, nuint code)
    {
        if (status == FrameStatus.NoMemory)
        {
            Throw.OutOfMemory(0);
        }
        else if (status != FrameStatus.Done)
        {
            bool isZstd = _codec == Codec.Zstd;
            Throw.Codec(isZstd ? "ZSTD" : "LZ4",
                isZstd ? ZstdLibrary.Get().ErrorText(code) : Lz4Library.Get().ErrorText(code));
        }
    }
}
