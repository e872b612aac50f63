using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>Memory for what a batch needs while it is written. It is taken piece by piece, stays where it is, and is all free again after
/// <see cref="Reset"/>.</summary>
internal unsafe struct Scratch
{
    // Each block is at least twice as large as the one before, so these are more than can ever be.
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

    /// <summary>Gives back the end of the piece that was taken last.</summary>
    public void Shrink(byte* piece, long size)
    {
        byte* end = piece + Size.Align(size, sizeof(long));
        _left += _next - end;
        _next = end;
    }

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
