using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>
/// Decompresses LZ4 frames, with or without content size and checksums. Present checksums are checked.
/// </summary>
internal sealed unsafe class Lz4Decompressor : Decompressor
{
    // Maximum number of bytes that one byte of an LZ4 block yields.
    private const long MaxGrowth = 255;

    private readonly Lz4Library _lz4 = Lz4Library.Get();
    private bool _ended;

    public Lz4Decompressor(out Block* context)
        : base(Lz4Library.Get().Decompression, out context)
    {
    }

    protected override bool HasEnded => _ended;

    protected override long Bound(long sourceSize) =>
        sourceSize > long.MaxValue / MaxGrowth ? long.MaxValue : MaxGrowth * sourceSize;

    protected override string ErrorText(nuint code) => _lz4.ErrorText(code);

    protected override void Begin()
    {
        _lz4.ResetDecompressionContext(Context);
        _ended = false;
    }

    protected override string? Continue(
        byte* source, long sourceSize, ref long used, byte* target, long capacity, ref long filled)
    {
        // The output does not move until the frame ends, except the single byte with which End looks for more output.
        Lz4Library.DecompressOptions options = new() { stable_dst = capacity > sizeof(byte) ? 1u : 0u };
        while (!_ended)
        {
            nuint got = (nuint)(capacity - filled);
            nuint taken = (nuint)(sourceSize - used);
            nuint code = _lz4.Decompress(Context, target + filled, &got, source + used, &taken, &options);
            if (_lz4.IsError(code) != 0)
            {
                return _lz4.ErrorText(code);
            }
            filled += (long)got;
            used += (long)taken;
            _ended = code == 0;
            if (got == 0 && taken == 0)
            {
                break;
            }
        }
        return null;
    }
}
