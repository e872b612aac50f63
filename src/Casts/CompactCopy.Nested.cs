using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

// List views and dense unions, whose rows may refer to their children in any way. If they refer to each item once, in
// order, exactly these items are copied; otherwise all from the first to the last, so that the copy is never larger
// than the source.
internal static unsafe partial class CompactCopy
{
    /// <summary>The items of a child that rows refer to, seen one after the other.</summary>
    private struct Items(Field* type)
    {
        public long Start = long.MaxValue;
        public long End;
        private long _count;
        private bool _isAscending = true;

        public void Add(long start, long size)
        {
            _isAscending &= start >= End;
            Start = Math.Min(Start, start);
            End = Math.Max(End, start + size);
            _count += size;
        }

        /// <summary>
        /// Whether there are gaps between the items that can be left out. Where items take no memory, a small array may
        /// have more of them than could be listed.
        /// </summary>
        public readonly bool HasGaps => _isAscending && _count < End - Start && TakesMemory(type);

        public readonly long Count => _count;

        public readonly long First => Math.Min(Start, End);

        private static bool TakesMemory(Field* field)
        {
            bool takes = field->type switch
            {
                TypeId.Null or TypeId.Struct or TypeId.RunEndEncoded or TypeId.FixedSizeList => false,
                TypeId.FixedSizeBinary => field->fixed_size > 0,
                _ => true,
            };
            bool hasSameRows = field->type == TypeId.Struct || field->fixed_size > 0;
            for (int i = 0; hasSameRows && i < field->n_children && !takes; i++)
            {
                takes = TakesMemory(field->children + i);
            }
            return takes;
        }
    }

    private static void CopyListViews(ref CastMemory memory, RowRange* range, CArrowArray* result)
    {
        ListRows rows = new(range);
        Items items = new(range->field->children);
        for (long i = 0; i < range->count; i++)
        {
            if (range->IsValid(i) && rows.Size(i) > 0)
            {
                items.Add(rows.Start(i), rows.Size(i));
            }
        }
        bool large = range->field->type == TypeId.LargeListView;
        long width = large ? sizeof(long) : sizeof(int);
        Numbers32Or64 starts = new(memory.Buffer(range->count, width), large);
        Numbers32Or64 sizes = new(memory.Buffer(range->count, width), large);
        result->buffers[1] = starts.Address;
        result->buffers[2] = sizes.Address;
        long next = 0;
        for (long i = 0; i < range->count; i++)
        {
            long size = range->IsValid(i) ? rows.Size(i) : 0;
            starts[i] = size == 0 ? 0 : items.HasGaps ? next : rows.Start(i) - items.First;
            sizes[i] = size;
            next += size;
        }
        result->children[0] = items.HasGaps
            ? TakeItems(ref memory, range, rows, items.Count)
            : Child(ref memory, range, 0, items.First, items.End - items.First);
    }

    private static CArrowArray* TakeItems(ref CastMemory memory, RowRange* range, in ListRows rows, long count)
    {
        CastMemory temporary = new();
        try
        {
            long* list = temporary.Scratch(count);
            long next = 0;
            for (long i = 0; i < range->count; i++)
            {
                long size = range->IsValid(i) ? rows.Size(i) : 0;
                for (long j = 0; j < size; j++)
                {
                    list[next++] = rows.Start(i) + j;
                }
            }
            return Take(ref memory, ref temporary, range, 0, new TakeIndices(list, count));
        }
        finally
        {
            temporary.Dispose();
        }
    }

    /// <summary>Copies rows of a child that are not one range. What is taken still shares memory with the source.
    /// </summary>
    private static CArrowArray* Take(
        ref CastMemory memory, ref CastMemory temporary, RowRange* range, int child, in TakeIndices indices)
    {
        Field* field = range->field->children + child;
        CArrowArray* taken = Casts.Take.Rows(ref temporary, field, range->array->children[child], indices);
        return Rows(ref memory, field, taken, taken->offset, taken->length);
    }

    private static void CopyDenseUnion(ref CastMemory memory, RowRange* range, CArrowArray* result)
    {
        byte* ids = CopyOf(ref memory, range, 0, sizeof(byte));
        int* offsets = (int*)memory.Buffer(range->count, sizeof(int));
        result->buffers[0] = ids;
        result->buffers[1] = offsets;
        for (int i = 0; i < range->field->n_children; i++)
        {
            result->children[i] = CopyMember(ref memory, range, i, ids, offsets);
        }
    }

    /// <summary>Copies the values of one member, and writes the offsets of the rows that use it.</summary>
    private static CArrowArray* CopyMember(ref CastMemory memory, RowRange* range, int member, byte* ids, int* offsets)
    {
        int* source = range->Values<int>();
        byte id = range->field->type_ids[member];
        Items items = new(range->field->children + member);
        for (long i = 0; i < range->count; i++)
        {
            if (ids[i] == id)
            {
                items.Add(source[i], 1);
            }
        }
        CastMemory temporary = new();
        try
        {
            long* list = items.HasGaps ? temporary.Scratch(items.Count) : null;
            int next = 0;
            for (long i = 0; i < range->count; i++)
            {
                if (ids[i] == id && list != null)
                {
                    list[next] = source[i];
                    offsets[i] = next++;
                }
                else if (ids[i] == id)
                {
                    offsets[i] = source[i] - (int)items.First;
                }
            }
            return list == null
                ? Child(ref memory, range, member, items.First, items.End - items.First)
                : Take(ref memory, ref temporary, range, member, new TakeIndices(list, items.Count));
        }
        finally
        {
            temporary.Dispose();
        }
    }
}
