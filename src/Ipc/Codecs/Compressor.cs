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
    private readonly int _level;
    private readonly void* _context;

    /// <param name="level">Compression level of the codec, which limits it to its range. 0: level 1 of ZSTD, the
    /// fast mode of LZ4.</param>
    /// <param name="context">The codec's context, which the writer must own; released without the runtime. May be
    /// NULL.</param>
    public Compressor(Codec codec, int level, out Block* context)
    {
        _codec = codec;
        _level = level == 0 && codec == Codec.Zstd ? DefaultZstdLevel : level;
        context = null;
        if (codec == Codec.Lz4Frame)
        {
            Lz4Library.Get(); // loads the library; LZ4 compresses a frame without a context
        }
        else if (codec == Codec.Zstd)
        {
            ZstdLibrary zstd = ZstdLibrary.Get();
            _context = zstd.CreateCCtx();
            if (_context == null)
            {
                Throw.OutOfMemory(0);
            }
            context = CallerMemory.Own(zstd.FreeCCtx, _context);
        }
    }

    public Codec Codec => _codec;

    /// <summary>Maximum size of the frame for <paramref name="size"/> bytes.</summary>
    public long Bound(long size)
    {
        if (_codec == Codec.Zstd)
        {
            return (long)ZstdLibrary.Get().CompressBound((nuint)size);
        }
        Lz4Library.Preferences preferences = Preferences(size);
        return (long)Lz4Library.Get().CompressFrameBound((nuint)size, &preferences);
    }

    /// <summary>Writes a frame and returns its size.</summary>
    /// <param name="capacity">At least <see cref="Bound"/>.</param>
    public long Compress(byte* source, long size, byte* target, long capacity)
    {
        if (_codec == Codec.Zstd)
        {
            ZstdLibrary zstd = ZstdLibrary.Get();
            nuint frame = zstd.CompressCCtx(_context, target, (nuint)capacity, source, (nuint)size, _level);
            if (zstd.IsError(frame) != 0)
            {
                Throw.Codec("ZSTD", zstd.ErrorText(frame));
            }
            return (long)frame;
        }
        Lz4Library lz4 = Lz4Library.Get();
        Lz4Library.Preferences preferences = Preferences(size);
        nuint written = lz4.CompressFrame(target, (nuint)capacity, source, (nuint)size, &preferences);
        if (lz4.IsError(written) != 0)
        {
            Throw.Codec("LZ4", lz4.ErrorText(written));
        }
        return (long)written;
    }

    private Lz4Library.Preferences Preferences(long size) =>
        new() { content_size = (ulong)size, compression_level = _level };
}
