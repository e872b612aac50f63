using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>
/// Temporary memory for the batch that is being written. Allocated pieces do not move. <see cref="Reset"/> frees all
/// pieces at once and keeps the memory for the next batch.
/// </summary>
internal unsafe struct Scratch
{
    // Each block is at least twice as large as the previous one, so this many can never be in use.
    private const int Blocks = 48;
    private const long First = 1 << 16;

    private readonly OwnedBlocks* _blocks;
    private int _block;
    private byte* _next;
    private long _left;

    public Scratch(OwnedBlocks* owned, int slot)
    {
        _blocks = OwnedBlocks.New(Blocks);
        OwnedBlocks.Set(owned, slot, &_blocks->head);
        _block = -1;
    }

    public void Reset()
    {
        _block = -1;
        _left = 0;
    }

    /// <summary>Memory aligned to 8 bytes, not cleared.</summary>
    public byte* Take(long size)
    {
        long padded = Size.Align(size, sizeof(long));
        if (padded > _left)
        {
            Enter(padded);
        }
        byte* taken = _next;
        _next += padded;
        _left -= padded;
        return taken;
    }

    /// <summary>Frees the end of the last piece, so that it has <paramref name="size"/> bytes.</summary>
    public void Shrink(byte* piece, long size)
    {
        byte* end = piece + Size.Align(size, sizeof(long));
        _left += _next - end;
        _next = end;
    }

    /// <summary>
    /// Continues in the next block with <paramref name="size"/> bytes; allocates it if there is none.
    /// </summary>
    private void Enter(long size)
    {
        Block* block;
        long capacity;
        do
        {
            _block++;
            block = OwnedBlocks.Get(_blocks, _block);
            capacity = block == null ? Math.Max(size, First << _block) : block->size - sizeof(Block);
        }
        while (capacity < size);
        if (block == null)
        {
            block = Allocator.New(BlockKind.Memory, Size.Add(sizeof(Block), capacity));
            OwnedBlocks.Set(_blocks, _block, block);
        }
        _next = (byte*)(block + 1);
        _left = capacity;
    }
}
