using System.Runtime.CompilerServices;
using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Lays out the one block behind an exported ArrowArray: nodes, tables of children, tables of buffers, and what columns alone
/// keep alive. Until <see cref="Finish"/> the block is this builder's, and <see cref="Abandon"/> undoes it all.
/// </summary>
internal unsafe struct ExportedArrayBuilder
{
    /// <summary>The column of the root itself and of its dictionary.</summary>
    public const int Root = -1;

    /// <summary>For walks: what is below the root's dictionary. It belongs to the root, it is no column of its own.</summary>
    public const int BelowDictionary = -2;

    private readonly ExportedBlock* _tree;
    private ExportedArray* _node;
    private CArrowArray** _pointers;
    private void** _buffers;

    /// <param name="nodes">Structs in all, the root's included.</param>
    /// <param name="buffers">Entries in tables of buffers that are made here.</param>
    /// <param name="owners">0, or the number of top-level children plus one.</param>
    public ExportedArrayBuilder(long nodes, long buffers, long owners)
    {
        long size = sizeof(ExportedBlock) + (nodes * sizeof(ExportedArray)) + ((nodes + buffers + owners) * sizeof(void*));
        _tree = (ExportedBlock*)Allocator.New(BlockKind.ExportedArray, size);
        _tree->base_ = default;
        _node = (ExportedArray*)(_tree + 1);
        _pointers = (CArrowArray**)(_node + nodes);
        _buffers = (void**)(_pointers + nodes);
        _tree->owners = owners == 0 ? null : (Block**)(_buffers + buffers);
        _tree->n_owners = owners;
        for (long i = 0; i < owners; i++)
        {
            _tree->owners[i] = null;
        }
    }

    /// <summary>The next node in pre-order; <paramref name="column"/> is -1 for the root and its dictionary.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ExportedArray* Node(int column)
    {
        ExportedArray* node = _node++;
        node->block = _tree;
        node->state = 0;
        node->column = column;
        return node;
    }

    /// <summary>Fills the next nodes with arrays that have no children, and says how many there were.</summary>
    public int CopyPlain(Field* fields, CArrowArray** sources, CArrowArray** targets, int count, int firstColumn, int step)
    {
        ExportedArray* node = _node;
        ExportedBlock* tree = _tree;
        delegate* unmanaged[Cdecl]<CArrowArray*, void> release = Native.ReleaseArray;
        int i = 0;
        for (; i < count && fields[i].is_flat; i++, node++)
        {
            CArrowArray.CopyContents(sources[i], &node->value);
            node->value.release = release;
            node->value.private_data = &node->block;
            node->block = tree;
            node->state = 0;
            node->column = firstColumn + (i * step);
            targets[i] = &node->value;
        }
        _node = node;
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

    /// <summary>Gives a column (-1: the root) a reference that it alone keeps. The first is kept as it is, further ones in a group.</summary>
    public void Keep(int column, Block* life)
    {
        Block** slot = &_tree->owners[column < 0 ? _tree->n_owners - 1 : column];
        if (*slot == null)
        {
            *slot = life;
            return;
        }
        OwnedBlocks* group;
        try
        {
            group = (OwnedBlocks*)Allocator.New(BlockKind.OwnedBlocks, sizeof(OwnedBlocks) + (2 * sizeof(Block*)));
        }
        catch
        {
            Native.ab_release(life);
            throw;
        }
        group->count = 2;
        OwnedBlocks.Blocks(group)[0] = *slot;
        OwnedBlocks.Blocks(group)[1] = life;
        *slot = &group->head;
    }

    /// <summary>Links a filled struct to its node, as the last step of filling it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FinishStruct(ExportedArray* node, CArrowArray* output)
    {
        output->private_data = &node->block;
        output->release = Native.ReleaseArray;
    }

    /// <summary>Takes a share in what all nodes need. Cannot fail.</summary>
    public readonly void Finish(Reference reference)
    {
        Native.ab_reference_retain(reference);
        _tree->base_ = reference;
    }

    public readonly void Abandon()
    {
        for (long i = 0; i < _tree->n_owners; i++)
        {
            Native.ab_release(_tree->owners[i]);
        }
        Native.ab_release(&_tree->head);
    }
}
