using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>Decompresses ZSTD frames, with or without content size and checksum.</summary>
internal sealed unsafe class ZstdDecompressor : Decompressor
{
    // A block has at least 4 bytes and yields at most 128 KiB.
    private const long MinBlock = 4;
    private const long MaxPerBlock = 1 << 17;

    private readonly ZstdLibrary _zstd = ZstdLibrary.Get();
    private bool _ended;

    public ZstdDecompressor(out Block* context)
        : base(ZstdLibrary.Get().Decompression, out context)
    {
    }

    protected override bool HasEnded => _ended;

    protected override long Bound(long sourceSize)
    {
        long blocks = sourceSize / MinBlock;
        return blocks > long.MaxValue / MaxPerBlock ? long.MaxValue : blocks * MaxPerBlock;
    }

    protected override string ErrorText(nuint code) => _zstd.ErrorText(code);

    protected override void Begin()
    {
        _zstd.ResetDCtx(Context, ZstdLibrary.SessionOnly);
        _ended = false;
    }

    protected override string? Continue(
        byte* source, long sourceSize, ref long used, byte* target, long capacity, ref long filled)
    {
        ZstdLibrary.Span input = new() { data = source, size = (nuint)sourceSize, position = (nuint)used };
        ZstdLibrary.Span output = new() { data = target, size = (nuint)capacity, position = (nuint)filled };
        while (!_ended)
        {
            nuint before = input.position + output.position;
            nuint code = _zstd.DecompressStream(Context, &output, &input);
            if (_zstd.IsError(code) != 0)
            {
                return _zstd.ErrorText(code);
            }
            _ended = code == 0;
            if (input.position + output.position == before)
            {
                break;
            }
        }
        used = (long)input.position;
        filled = (long)output.position;
        return null;
    }
}
