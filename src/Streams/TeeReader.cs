using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Streams;

/// <summary>
/// One of several readers that each yield all batches of a source. They walk along a linked list (streams.h); the first
/// reader that reaches its end reads the source and appends a link. A link references the next one, and a reader its
/// link, so that a batch is freed when the last reader has passed it.
/// </summary>
internal sealed unsafe class TeeReader : AdapterReader
{
    private const int CallLockRef = 1;
    private const int PositionRef = 2;
    private const int Refs = 2;

    private TeeReader(ReaderBlock* source)
        : base(source)
    {
    }

    private Block* SourceLock => ReaderBlock.Refs(Block)[CallLockRef];

    private ref LinkBlock* Place => ref ((LinkBlock**)ReaderBlock.Refs(Block))[PositionRef];

    /// <summary>Fills <paramref name="output"/> with handles; on failure it makes none.</summary>
    public static void Create(ReaderBlock* source, long count, ReaderBlock** output)
    {
        Block* call_lock = CallLock.New();
        LinkBlock* first = null;
        long made = 0;
        try
        {
            first = NewLink();
            for (; made < count; made++)
            {
                ReaderBlock* block = new TeeReader(source).AttachToSource(Refs);
                Native.ab_retain(call_lock);
                ReaderBlock.Refs(block)[CallLockRef] = call_lock;
                Native.ab_retain(&first->head);
                ReaderBlock.Refs(block)[PositionRef] = &first->head;
                output[made] = block;
            }
        }
        catch
        {
            while (made > 0)
            {
                Native.ab_release(&output[--made]->head);
                output[made] = null;
            }
            throw;
        }
        finally
        {
            Native.ab_release((Block*)first);
            Native.ab_release(call_lock);
        }
    }

    private static LinkBlock* NewLink() => (LinkBlock*)Allocator.NewZeroed(BlockKind.Link, sizeof(LinkBlock));

    public override bool Next(CArrowArray* output)
    {
        if (Following(Place) == null && !Ask())
        {
            return true;
        }
        Export((ArrayBlock*)Place->array, output);
        LinkBlock* passed = Place;
        Native.ab_retain(&passed->next->head);
        Place = passed->next;
        Native.ab_release(&passed->head);
        return true;
    }

    private static LinkBlock* Following(LinkBlock* place) => (LinkBlock*)Volatile.Read(ref *(nint*)&place->next);

    /// <summary>
    /// Reads the source for the batch after this reader's link, in this call or in one that it waits for. Returns
    /// whether there is one.
    /// </summary>
    private bool Ask()
    {
        CallLock.Acquire(SourceLock);
        try
        {
            return Following(Place) != null || Lengthen(Place);
        }
        finally
        {
            CallLock.Release(SourceLock);
        }
    }

    /// <summary>
    /// End of stream and errors of the source are sticky: each reader that gets there sees them itself.
    /// </summary>
    private bool Lengthen(LinkBlock* last)
    {
        LinkBlock* next = NewLink();
        CArrowArray array = default;
        try
        {
            Cursor.Next(Source, &array);
            if (array.release == null)
            {
                Native.ab_release(&next->head);
                return false;
            }
            last->array = &SharedArray.Adopt(&array, Schema, SchemaBlock.Root(Schema), IsBatches)->head;
        }
        catch
        {
            Handles.Release(&array);
            Native.ab_release(&next->head);
            throw;
        }
        Volatile.Write(ref *(nint*)&last->next, (nint)next);
        return true;
    }
}
