using System.Runtime.InteropServices;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>Buffers of released batches, which the next batch of a reader uses again; see native/freelist.h.</summary>
internal sealed unsafe class FreeList
{
    private const string Module = "arrowbridge_native";

    [DllImport(Module), SuppressGCTransition]
    private static extern Block* ab_freelist_new();

    [DllImport(Module), SuppressGCTransition]
    private static extern void ab_freelist_begin(Block* list);

    [DllImport(Module), SuppressGCTransition]
    private static extern BufferBlock* ab_freelist_take(Block* list, long size);

    [DllImport(Module)]
    private static extern void ab_freelist_end(Block* list, int keeps);

    private readonly Block* _list;

    /// <param name="owner">What the reader must keep alive; its end closes the list.</param>
    public FreeList(out Block* owner)
    {
        _list = ab_freelist_new();
        if (_list == null)
        {
            Throw.OutOfMemory(0);
        }
        owner = CallerMemory.Own(IpcNative.CloseFreeList, _list);
    }

    /// <summary>Before a batch takes its buffers.</summary>
    public void Begin() => ab_freelist_begin(_list);

    /// <summary>After a batch has all its buffers.</summary>
    /// <param name="keeps">Whether they are of use when they are released.</param>
    public void End(bool keeps) => ab_freelist_end(_list, keeps ? 1 : 0);

    /// <summary>As <see cref="Allocator.NewBuffer"/>.</summary>
    public Block* NewBuffer(long size, out byte* data)
    {
        long padded = Size.Align(size, Allocator.Alignment);
        BufferBlock* block = ab_freelist_take(_list, Size.Add(padded, Allocator.Alignment - 1));
        if (block == null)
        {
            Throw.OutOfMemory(size);
        }
        data = Allocator.Place(block + 1, size, padded);
        return &block->head;
    }
}
