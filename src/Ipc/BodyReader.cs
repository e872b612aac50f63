using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>What a reader needs for bodies, for its life: one decompressor per codec, threads where asked for, memory to use again, the byte order,
/// the limit.</summary>
/// <param name="owned">The reader's group, which keeps what decompressors and threads need.</param>
/// <param name="isSwapped">Whether numbers in bodies are of the other byte order (IPC-12).</param>
internal sealed unsafe class BodyReader(OwnedBlocks* owned, in ReadOptions options, bool isSwapped)
{
    private readonly int _threads = options.Threads;
    private Decompressor? _lz4;
    private Decompressor? _zstd;
    private DecompressionPool? _pool;
    private FreeList? _freeList;

    /// <summary>What may be allocated for one batch or dictionary.</summary>
    public long MaxBytes { get; } = options.MaxBytes;

    public bool IsSwapped { get; } = isSwapped;

    /// <summary>Null where nothing is compressed.</summary>
    public Decompressor? For(Codec codec) => codec switch
    {
        Codec.Lz4Frame => _lz4 ??= New(codec, IpcReader.Lz4Slot),
        Codec.Zstd => _zstd ??= New(codec, IpcReader.ZstdSlot),
        _ => null,
    };

    /// <summary>Threads for a message of so many buffers; null where none were asked for, or none is needed.</summary>
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

    /// <summary>Memory for a batch whose buffers cannot be used where they are.</summary>
    public FreeList FreeList() => _freeList ??= NewFreeList();

    /// <summary>Nothing is used again after the last batch.</summary>
    public void End() => _freeList?.End(false);

    private Decompressor New(Codec codec, int slot)
    {
        Decompressor made = Decompressor.New(codec, out Block* context);
        OwnedBlocks.Set(owned, slot, context);
        return made;
    }

    private DecompressionPool NewPool()
    {
        DecompressionPool made = new(_threads, out Block* owner);
        OwnedBlocks.Set(owned, IpcReader.PoolSlot, owner);
        return made;
    }

    private FreeList NewFreeList()
    {
        FreeList made = new(out Block* owner);
        OwnedBlocks.Set(owned, IpcReader.FreeListSlot, owner);
        return made;
    }
}
