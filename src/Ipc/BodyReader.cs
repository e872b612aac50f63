using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>What a reader needs for bodies, for its life: one decompressor per codec, the byte order, the limit.</summary>
/// <param name="keep">Keeps what decompressors need, in the two places.</param>
/// <param name="maxBytes">What may be allocated for one batch or dictionary.</param>
/// <param name="isSwapped">Whether numbers in bodies are of the other byte order (IPC-12).</param>
internal sealed unsafe class BodyReader(GroupBlock* keep, int lz4Place, int zstdPlace, long maxBytes, bool isSwapped)
{
    private Decompressor? _lz4;
    private Decompressor? _zstd;

    public long MaxBytes { get; } = maxBytes;

    public bool IsSwapped { get; } = isSwapped;

    /// <summary>Null where nothing is compressed.</summary>
    public Decompressor? For(Codec codec) => codec switch
    {
        Codec.Lz4Frame => _lz4 ??= New(codec, lz4Place),
        Codec.Zstd => _zstd ??= New(codec, zstdPlace),
        _ => null,
    };

    private Decompressor New(Codec codec, int place)
    {
        Decompressor made = Decompressor.New(codec, out Block* context);
        Groups.Set(keep, place, context);
        return made;
    }
}
