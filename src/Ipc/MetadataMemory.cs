using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>
/// Memory for the metadata of one message, or for a footer, in a slot of the reader. Metadata of a mapped file is
/// copied here before it is checked, because another process may write to the file at any time.
/// </summary>
internal readonly unsafe struct MetadataMemory(OwnedBlocks* owned, int slot)
{
    /// <summary>Memory for <paramref name="size"/> bytes; NULL if the slot has no block of that size.</summary>
    public byte* Reuse(int size)
    {
        Block* block = OwnedBlocks.Get(owned, slot);
        return block == null || block->size < sizeof(Block) + (long)size ? null : (byte*)(block + 1);
    }

    /// <summary>Takes over a reference to a block that replaces the one in the slot.</summary>
    public void Replace(Block* block) => OwnedBlocks.Set(owned, slot, block);

    /// <summary>A copy, valid until the next one.</summary>
    public byte* Copy(byte* metadata, int size)
    {
        byte* copy = Reuse(size);
        if (copy == null)
        {
            Replace(Allocator.NewBuffer(size, out copy));
        }
        Allocator.Copy(metadata, copy, size);
        return copy;
    }
}
