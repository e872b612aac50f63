using System.Runtime.InteropServices;

namespace ArrowBridge.Memory;

/// <summary>
/// A block with slots for other blocks, each empty or holding one reference, which can be filled and replaced one by
/// one. Releasing it releases them all. The slots follow this header.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct OwnedBlocks
{
    public Block head;
    public long count;

    /// <summary>Allocates <paramref name="count"/> empty slots.</summary>
    public static OwnedBlocks* New(long count)
    {
        OwnedBlocks* owned = (OwnedBlocks*)Allocator.NewZeroed(BlockKind.OwnedBlocks,
            Size.Add(sizeof(OwnedBlocks), Size.Multiply(count, sizeof(Block*))));
        owned->count = count;
        return owned;
    }

    /// <summary>
    /// Moves all references to a new block with twice as many slots. The old one, which may be NULL, is left with empty
    /// slots and is released by the caller.
    /// </summary>
    /// <param name="first">Number of slots if there was no block before.</param>
    public static OwnedBlocks* MoveToLarger(OwnedBlocks* owned, long first)
    {
        if (owned == null)
        {
            return New(first);
        }
        OwnedBlocks* larger = New(Size.Multiply(owned->count, 2));
        for (long i = 0; i < owned->count; i++)
        {
            Blocks(larger)[i] = Get(owned, i);
            Blocks(owned)[i] = null;
        }
        return larger;
    }

    public static Block** Blocks(OwnedBlocks* owned) => (Block**)(owned + 1);

    public static Block* Get(OwnedBlocks* owned, long slot) => Blocks(owned)[slot];

    /// <summary>
    /// Takes over a reference to <paramref name="block"/> (or NULL) and releases what the slot held before.
    /// </summary>
    public static void Set(OwnedBlocks* owned, long slot, Block* block)
    {
        Block* old = Blocks(owned)[slot];
        Blocks(owned)[slot] = block;
        Native.ab_release(old);
    }
}
