using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>Makes one frame of each buffer. Part of a writer's native state, and kept for its life; one call at a time.</summary>
internal readonly unsafe struct Compressor
{
    private readonly Codec _codec;
    private readonly int _level;
    private readonly void* _context;

    /// <param name="level">As the codec numbers its levels, which bounds it itself; 0 is its default.</param>
    /// <param name="context">What the writer must keep alive beside; released without the runtime. May be NULL.</param>
    public Compressor(Codec codec, int level, out Block* context)
    {
        _codec = codec;
        _level = level;
        context = null;
        if (codec == Codec.Lz4Frame)
        {
            Lz4Library.Get(); // which compresses a frame without a context to keep
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

    /// <summary>The most bytes that a frame of so many can have.</summary>
    public long Bound(long size)
    {
        if (_codec == Codec.Zstd)
        {
            return (long)ZstdLibrary.Get().CompressBound((nuint)size);
        }
        Lz4Library.Preferences preferences = Preferences(size);
        return (long)Lz4Library.Get().CompressFrameBound((nuint)size, &preferences);
    }

    /// <summary>Writes a frame, and returns its size.</summary>
    /// <param name="capacity">At least the bound.</param>
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

    private Lz4Library.Preferences Preferences(long size) => new() { content_size = (ulong)size, compression_level = _level };
}
