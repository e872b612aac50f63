namespace ArrowBridge.Memory;

/// <summary>Ties a callback that ends something of the caller's to a block.</summary>
internal static unsafe class CallerMemory
{
    /// <summary>Calls back when the last reference to the block goes; at once if the block cannot be made.</summary>
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

    /// <summary>Another reference to what <see cref="Own"/> made, for whoever takes one over; NULL stays NULL.</summary>
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
