namespace ArrowBridge.Memory;

/// <summary>Blocks that own memory or state of the caller, with the callback that releases it.</summary>
internal static unsafe class CallerMemory
{
    /// <summary>
    /// Makes a block whose end calls <paramref name="release"/>. If the block cannot be made, calls it at once and
    /// throws.
    /// </summary>
    public static Block* Own(delegate* unmanaged[Cdecl]<void*, void> release, void* owner)
    {
        OwnerBlock* block;
        try
        {
            block = (OwnerBlock*)Allocator.New(BlockKind.Owner, sizeof(OwnerBlock));
        }
        catch
        {
            End(release, owner);
            throw;
        }
        block->release = release;
        block->owner = owner;
        return &block->head;
    }

    /// <summary>Adds a reference, for a callee that takes one over. NULL stays NULL.</summary>
    public static Block* Share(Block* owner)
    {
        if (owner != null)
        {
            Native.ab_retain(owner);
        }
        return owner;
    }

    public static void End(delegate* unmanaged[Cdecl]<void*, void> release, void* owner)
    {
        if (release != null)
        {
            release(owner);
        }
    }
}
