using System.Runtime.CompilerServices;
using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Lays out the block of an exported ArrowArray: structs, tables of children, tables of buffers, and the owners of
/// single columns. Until <see cref="Finish"/> the builder owns the block; <see cref="Abandon"/> releases it with
/// everything in it.
/// </summary>
internal unsafe struct ExportedArrayBuilder
{
    /// <summary>The column of the root itself and of its dictionary.</summary>
    public const int Root = -1;

    /// <summary>
    /// The column that recursive fills pass for structs below the root's dictionary: they belong to the root, not to a
    /// column.
    /// </summary>
    public const int BelowDictionary = -2;

    private readonly ExportedBlock* _block;
    private ExportedArray* _next;
    private CArrowArray** _pointers;
    private void** _buffers;

    /// <param name="structs">Total number of structs, including the root.</param>
    /// <param name="buffers">Total number of entries in tables of buffers allocated here.</param>
    /// <param name="owners">0, or the number of top-level children plus one.</param>
    public ExportedArrayBuilder(long structs, long buffers, long owners)
    {
        long size =
            sizeof(ExportedBlock) + (structs * sizeof(ExportedArray)) + ((structs + buffers + owners) * sizeof(void*));
        _block = (ExportedBlock*)Allocator.New(BlockKind.ExportedArray, size);
        _block->base_ = default;
        _next = (ExportedArray*)(_block + 1);
        _pointers = (CArrowArray**)(_next + structs);
        _buffers = (void**)(_pointers + structs);
        _block->owners = owners == 0 ? null : (Block**)(_buffers + buffers);
        _block->n_owners = owners;
        for (long i = 0; i < owners; i++)
        {
            _block->owners[i] = null;
        }
    }

    /// <summary>
    /// The next struct in pre-order. <paramref name="column"/> is -1 for the root and its dictionary.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ExportedArray* Next(int column)
    {
        ExportedArray* exported = _next++;
        exported->block = _block;
        exported->state = 0;
        exported->column = column;
        return exported;
    }

    /// <summary>
    /// Fills the next structs with flat arrays, which have no children, up to the first other array. Returns how many
    /// were filled.
    /// </summary>
    public int CopyPlain(
        Field* fields, CArrowArray** sources, CArrowArray** targets, int count, int firstColumn, int step)
    {
        ExportedArray* exported = _next;
        ExportedBlock* block = _block;
        delegate* unmanaged[Cdecl]<CArrowArray*, void> release = Native.ReleaseArray;
        int i = 0;
        for (; i < count && fields[i].is_flat; i++, exported++)
        {
            CArrowArray.CopyContents(sources[i], &exported->value);
            exported->value.release = release;
            exported->value.private_data = &exported->block;
            exported->block = block;
            exported->state = 0;
            exported->column = firstColumn + (i * step);
            targets[i] = &exported->value;
        }
        _next = exported;
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CArrowArray** Children(long count)
    {
        CArrowArray** children = _pointers;
        _pointers += count;
        return count == 0 ? null : children;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void** Buffers(long count)
    {
        void** buffers = _buffers;
        _buffers += count;
        return buffers;
    }

    /// <summary>
    /// Adds an owner, whose reference is taken over, to one column (-1: the root). The first is stored directly,
    /// further ones in owned blocks.
    /// </summary>
    public void Own(int column, Block* owner)
    {
        Block** slot = &_block->owners[column < 0 ? _block->n_owners - 1 : column];
        if (*slot == null)
        {
            *slot = owner;
            return;
        }
        OwnedBlocks* owned;
        try
        {
            owned = (OwnedBlocks*)Allocator.New(BlockKind.OwnedBlocks, sizeof(OwnedBlocks) + (2 * sizeof(Block*)));
        }
        catch
        {
            Native.ab_release(owner);
            throw;
        }
        owned->count = 2;
        OwnedBlocks.Blocks(owned)[0] = *slot;
        OwnedBlocks.Blocks(owned)[1] = owner;
        *slot = &owned->head;
    }

    /// <summary>Links a filled struct to its private data. This is the last step of filling it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FinishStruct(ExportedArray* exported, CArrowArray* output)
    {
        output->private_data = &exported->block;
        output->release = Native.ReleaseArray;
    }

    /// <summary>Adds a reference to the owner that all structs share. Cannot fail.</summary>
    public readonly void Finish(Reference reference)
    {
        Native.ab_reference_retain(reference);
        _block->base_ = reference;
    }

    public readonly void Abandon()
    {
        for (long i = 0; i < _block->n_owners; i++)
        {
            Native.ab_release(_block->owners[i]);
        }
        Native.ab_release(&_block->head);
    }
}
