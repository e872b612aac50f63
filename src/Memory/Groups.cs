namespace ArrowBridge.Memory;

/// <summary>Groups of blocks whose places are filled, and filled anew, one by one. A group has a reference to each of its blocks.</summary>
internal static unsafe class Groups
{
    /// <summary>A group of <paramref name="count"/> empty places.</summary>
    public static GroupBlock* New(long count)
    {
        GroupBlock* group = (GroupBlock*)Allocator.NewZeroed(BlockKind.Group,
            Size.Add(sizeof(GroupBlock), Size.Multiply(count, sizeof(Block*))));
        group->count = count;
        return group;
    }

    public static Block* Get(GroupBlock* group, long place) => GroupBlock.Blocks(group)[place];

    /// <summary>Takes over a reference to a block, or NULL, and gives back the one that was there.</summary>
    public static void Set(GroupBlock* group, long place, Block* block)
    {
        Block* old = GroupBlock.Blocks(group)[place];
        GroupBlock.Blocks(group)[place] = block;
        Native.ab_release(old);
    }
}
