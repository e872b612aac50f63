using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Streams;

/// <summary>Reads batches as array handles.</summary>
internal static unsafe class Batches
{
    /// <summary>Returns the next batch, or NULL at end of stream.</summary>
    public static ArrayBlock* Next(ReaderBlock* block)
    {
        CArrowArray array;
        Cursor.Next(block, &array);
        return array.release == null
            ? null
            : SharedArray.Import(&array, (SchemaBlock*)block->schema, Reader.Of(block).IsBatches);
    }

    /// <summary>
    /// Returns all remaining batches, in a list that begins after a block's header. On failure it releases those it has
    /// read.
    /// </summary>
    public static ArrayBlock** ReadAll(ReaderBlock* block, out long count)
    {
        count = 0;
        long capacity = 16;
        ArrayBlock** list = NewList(capacity);
        try
        {
            for (ArrayBlock* next = Next(block); next != null; next = Next(block))
            {
                if (count == capacity)
                {
                    list = Grow(list, count, next, capacity *= 2);
                }
                list[count++] = next;
            }
            return list;
        }
        catch
        {
            for (long i = 0; i < count; i++)
            {
                Native.ab_release(&list[i]->head);
            }
            Native.ab_release((Block*)list - 1);
            throw;
        }
    }

    private static ArrayBlock** NewList(long capacity) => (ArrayBlock**)((Block*)Allocator.New(
        BlockKind.Memory, sizeof(Block) + (capacity * sizeof(ArrayBlock*))) + 1);

    private static ArrayBlock** Grow(ArrayBlock** list, long count, ArrayBlock* next, long capacity)
    {
        ArrayBlock** larger;
        try
        {
            larger = NewList(capacity);
        }
        catch
        {
            Native.ab_release(&next->head);
            throw;
        }
        Allocator.Copy(list, larger, count * sizeof(ArrayBlock*));
        Native.ab_release((Block*)list - 1);
        return larger;
    }
}
