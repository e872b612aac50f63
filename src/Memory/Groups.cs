namespace ArrowBridge.Memory;

/// <summary>OwnedBlocks of blocks whose places are filled, and filled anew, one by one. A group has a reference to each of its blocks.</summary>
internal static unsafe class OwnedBlocks
{
    /// <summary>A group of <paramref name="count"/> empty places.</summary>
    public static OwnedBlocks* New(long count)
    {
        OwnedBlocks* group = (OwnedBlocks*)Allocator.NewZeroed(BlockKind.OwnedBlocks,
            Size.Add(sizeof(OwnedBlocks), Size.Multiply(count, sizeof(Block*))));
        group->count = count;
        return group;
    }

    public static Block* Get(OwnedBlocks* group, long place) => OwnedBlocks.Blocks(group)[place];

    /// <summary>Takes over a reference to a block, or NULL, and gives back the one that was there.</summary>
    public static void Set(OwnedBlocks* group, long place, Block* block)
    {
        Block* old = OwnedBlocks.Blocks(group)[place];
        OwnedBlocks.Blocks(group)[place] = block;
        Native.ab_release(old);
    }
}
