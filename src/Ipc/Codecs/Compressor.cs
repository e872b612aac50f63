using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>Makes one frame of each buffer. Kept by a writer for its life; one call at a time.</summary>
internal abstract unsafe class Compressor
{
    /// <param name="level">As the codec numbers its levels, which bounds it itself; 0 is its default.</param>
    /// <param name="context">What the writer must keep alive beside; released without the runtime. May be NULL.</param>
    public static Compressor New(Codec codec, int level, out Block* context)
    {
        if (codec == Codec.Lz4Frame)
        {
            context = null;
            return new Lz4Compressor(level);
        }
        return new ZstdCompressor(level, out context);
    }

    /// <summary>The most bytes that a frame of so many can have.</summary>
    public abstract long Bound(long size);

    /// <summary>Writes a frame, and returns its size.</summary>
    /// <param name="capacity">At least the bound.</param>
    public abstract long Compress(byte* source, long size, byte* target, long capacity);

    protected static void Failed(string codec, string reason) =>
        throw new BridgeException(ErrorCode.InputOutput, "IPC-11", null, $"{codec} cannot compress a buffer: {reason}");
}

/// <summary>LZ4 frames. The library compresses a frame on its stack, so there is no context to keep.</summary>
internal sealed unsafe class Lz4Compressor(int level) : Compressor
{
    private readonly Lz4Library _lz4 = Lz4Library.Get();

    public override long Bound(long size)
    {
        Lz4Library.Preferences preferences = Preferences(size);
        return (long)_lz4.CompressFrameBound((nuint)size, &preferences);
    }

    public override long Compress(byte* source, long size, byte* target, long capacity)
    {
        Lz4Library.Preferences preferences = Preferences(size);
        nuint written = _lz4.CompressFrame(target, (nuint)capacity, source, (nuint)size, &preferences);
        if (_lz4.IsError(written) != 0)
        {
            Failed("LZ4", _lz4.ErrorText(written));
        }
        return (long)written;
    }

    private Lz4Library.Preferences Preferences(long size) => new() { content_size = (ulong)size, compression_level = level };
}

/// <summary>ZSTD frames.</summary>
internal sealed unsafe class ZstdCompressor : Compressor
{
    private readonly ZstdLibrary _zstd = ZstdLibrary.Get();
    private readonly void* _context;
    private readonly int _level;

    public ZstdCompressor(int level, out Block* context)
    {
        _level = level;
        _context = _zstd.CreateCCtx();
        if (_context == null)
        {
            Throw.OutOfMemory(0);
        }
        context = CallerMemory.Own(_zstd.FreeCCtx, _context);
    }

    public override long Bound(long size) => (long)_zstd.CompressBound((nuint)size);

    public override long Compress(byte* source, long size, byte* target, long capacity)
    {
        nuint written = _zstd.CompressCCtx(_context, target, (nuint)capacity, source, (nuint)size, _level);
        if (_zstd.IsError(written) != 0)
        {
            Failed("ZSTD", _zstd.ErrorText(written));
        }
        return (long)written;
    }
}
