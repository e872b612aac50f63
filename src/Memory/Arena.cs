namespace ArrowBridge.Memory;

/// <summary>Memory that is freed as a whole: a chain of blocks, the newest first.</summary>
internal unsafe ref struct Arena
{
    // The first block is small and of a size that each thread keeps (shards.c).
    private const long FirstStep = (1 << 12) - 64;
    private const long Step = 1 << 14;

    // After each block's header is the address of the previous block.
    private Block* _last;
    private byte* _next;
    private long _left;

    /// <summary>Returns zeroed memory, aligned to 8 bytes.</summary>
    public byte* Take(long size)
    {
        size = Size.Align(size, 8);
        if (size > _left)
        {
            long capacity = Math.Max(size, _last == null ? FirstStep : Step);
            Block* block = Allocator.New(BlockKind.Memory, Size.Add(sizeof(Block) + sizeof(Block*), capacity));
            *(Block**)(block + 1) = _last;
            _last = block;
            _next = (byte*)(block + 1) + sizeof(Block*);
            _left = capacity;
        }
        byte* taken = _next;
        Allocator.Zero(taken, size);
        _next += size;
        _left -= size;
        return taken;
    }

    /// <summary>Makes a NUL-terminated copy.</summary>
    public byte* Text(ReadOnlySpan<byte> text)
    {
        byte* copy = Take((long)text.Length + 1);
        text.CopyTo(new Span<byte>(copy, text.Length));
        return copy;
    }

    public void Dispose()
    {
        while (_last != null)
        {
            Block* before = *(Block**)(_last + 1);
            Native.ab_release(_last);
            _last = before;
        }
    }
}
