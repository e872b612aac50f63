using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>
/// What a reader needs to read bodies: one decompressor per codec, the threads of the decompression pool if requested,
/// the byte order and the memory limit. All of it lives as long as the reader.
/// </summary>
internal sealed unsafe class BodyReader
{
    private OwnedBlocks* _owned;
    private int _threads;
    private Decompressor? _lz4;
    private Decompressor? _zstd;
    private DecompressionPool? _pool;

    /// <summary>Maximum number of bytes to allocate for one batch or dictionary.</summary>
    public long MaxBytes { get; private set; }

    public bool IsSwapped { get; private set; }

    /// <param name="owned">The blocks that the reader owns; receives those of decompressors and pool.</param>
    /// <param name="isSwapped">Whether bodies are in the other byte order (IPC-12).</param>
    public void Begin(OwnedBlocks* owned, in ReadOptions options, bool isSwapped)
    {
        _owned = owned;
        _threads = options.Threads;
        _lz4 = null;
        _zstd = null;
        _pool = null;
        MaxBytes = options.MaxBytes;
        IsSwapped = isSwapped;
    }

    /// <summary>The decompressor for <paramref name="codec"/>; null for <see cref="Codec.None"/>.</summary>
    public Decompressor? For(Codec codec) => codec switch
    {
        Codec.Lz4Frame => _lz4 ??= New(codec, IpcReader.Lz4Slot),
        Codec.Zstd => _zstd ??= New(codec, IpcReader.ZstdSlot),
        _ => null,
    };

    /// <summary>
    /// The pool, ready for a message with <paramref name="buffers"/> buffers; null if one thread suffices.
    /// </summary>
    public DecompressionPool? PoolFor(Codec codec, int buffers)
    {
        if (_threads <= 1 || codec == Codec.None)
        {
            return null;
        }
        _pool ??= NewPool();
        _pool.Begin(buffers);
        return _pool;
    }

    private Decompressor New(Codec codec, int slot)
    {
        Decompressor made = Decompressor.New(codec, out Block* context);
        OwnedBlocks.Set(_owned, slot, context);
        return made;
    }

    private DecompressionPool NewPool()
    {
        DecompressionPool made = new(_threads, out Block* owner);
        OwnedBlocks.Set(_owned, IpcReader.PoolSlot, owner);
        return made;
    }
}
