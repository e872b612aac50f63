using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>
/// Casts lists of all layouts. First the items that rows refer to are cast, then offsets and sizes are rewritten unless
/// they can stay. Items are only reordered if the target needs contiguous rows and the rows are not contiguous.
/// </summary>
internal static unsafe class CastLists
{
    /// <summary>
    /// The items after the cast, and the number to add to an index of the source's items to get the index among these.
    /// </summary>
    private readonly struct Items(CArrowArray* array, long shift, bool areAll = false)
    {
        public readonly CArrowArray* Array = array;
        public readonly long Shift = shift;

        /// <summary>
        /// Whether these are all items, so that the offsets of empty lists, which may be any valid index, can stay too.
        /// </summary>
        public readonly bool AreAll = areAll;
    }

    public static CArrowArray* Cast(ref CastMemory memory, RowRange* range, Field* to)
    {
        ListRows rows = new(range);
        CArrowArray* result = memory.NewArray(to, range->count);
        memory.ShareValidity(range, result);
        Items items = CastItems(ref memory, range, rows, to);
        if (to->type == TypeId.Map)
        {
            if (CastMaps.HasNulls(items.Array, to))
            {
                CastMaps.KeepReachable(ref memory, range, rows, items.Array, items.Shift, to, result);
                return result;
            }
            items = new Items(CastMaps.AtOffsetZero(ref memory, items.Array, to), items.Shift, items.AreAll);
        }
        bool stays = Layouts.Of(range->field->type).B1 == Layouts.Of(to->type).B1;
        switch (Layouts.Of(to->type).B1)
        {
            case BufferKind.None when stays:
                result->children[0] = items.Array;
                break;
            case BufferKind.None:
                ToFixed(ref memory, range, rows, items, to, result);
                break;
            case BufferKind.Starts32 or BufferKind.Starts64:
                ToViews(ref memory, range, rows, items, to, result, stays);
                break;
            default:
                ToOffsets(ref memory, range, rows, items, to, result, stays);
                break;
        }
        return result;
    }

    /// <summary>
    /// If the items stay the same, all of them are shared and offsets need no change, unless the offsets would not fit.
    /// </summary>
    private static Items CastItems(ref CastMemory memory, RowRange* range, in ListRows rows, Field* to)
    {
        CArrowArray* child = range->array->children[0];
        bool areFixed = to->type == TypeId.FixedSizeList || range->field->type == TypeId.FixedSizeList;
        bool fit = child->length <= int.MaxValue || to->type is TypeId.LargeList or TypeId.LargeListView;
        if (!areFixed && fit && CastSteps.KeepsAllBuffers(range->field->children, to->children))
        {
            return new Items(Caster.CastChild(ref memory, range, 0, 0, child->length, to->children), 0, true);
        }
        (long start, long end) = rows.ItemRange();
        return new Items(Caster.CastChild(ref memory, range, 0, start, end - start, to->children), -start);
    }

    private static void ToViews(
        ref CastMemory memory, RowRange* range, in ListRows rows, in Items items, Field* to, CArrowArray* result,
        bool stays)
    {
        result->children[0] = items.Array;
        bool large = to->type == TypeId.LargeListView;
        int width = large ? sizeof(long) : sizeof(int);
        if (stays && range->count > 0)
        {
            result->buffers[2] = (byte*)range->array->buffers[2] + (range->first * width);
            if (items.AreAll)
            {
                result->buffers[1] = (byte*)range->array->buffers[1] + (range->first * width);
                return;
            }
        }
        byte* startBuffer = memory.Buffer(range->count, width);
        byte* sizeBuffer = stays ? (byte*)result->buffers[2] : memory.Buffer(range->count, width);
        result->buffers[1] = startBuffer;
        result->buffers[2] = sizeBuffer;
        Numbers32Or64 starts = new(startBuffer, large);
        Numbers32Or64 sizes = new(sizeBuffer, large);
        for (long i = 0; i < range->count; i++)
        {
            long count = rows.Size(i);
            long start = count == 0 ? 0 : rows.Start(i) + items.Shift;
            CheckOffsetWidth(range, i, large, start + count);
            starts[i] = start;
            if (!stays)
            {
                sizes[i] = count;
            }
        }
    }

    private static void ToOffsets(
        ref CastMemory memory, RowRange* range, in ListRows rows, Items items, Field* to, CArrowArray* result,
        bool stays)
    {
        bool large = to->type == TypeId.LargeList;
        if (stays && items.Shift == 0 && range->count > 0)
        {
            result->children[0] = items.Array;
            result->buffers[1] =
                (byte*)range->array->buffers[1] + (range->first * (large ? sizeof(long) : sizeof(int)));
            return;
        }
        byte* buffer = memory.Buffer(Size.Add(range->count, 1), large ? sizeof(long) : sizeof(int));
        Numbers32Or64 offsets = new(buffer, large);
        result->buffers[1] = buffer;
        if (!rows.IsView && range->field->type != TypeId.FixedSizeList && range->count > 0 && !stays)
        {
            CheckOffsetWidth(range, range->count - 1, large, rows.ItemRange().End + items.Shift);
            Numbers32Or64.Shift(
                (byte*)range->array->buffers[1], !large, range->first, range->count + 1, buffer, -items.Shift);
            result->children[0] = items.Array;
            return;
        }
        long end = StartIfInOrder(range, rows);
        if (end < 0)
        {
            items = new Items(TakeItems(ref memory, range, rows, items, to), 0);
            end = 0;
        }
        else
        {
            end += items.Shift;
        }
        offsets[0] = end;
        for (long i = 0; i < range->count; i++)
        {
            end = Size.Add(end, Count(range, rows, i));
            CheckOffsetWidth(range, i, large, end);
            offsets[i + 1] = end;
        }
        result->children[0] = items.Array;
    }

    /// <summary>The number of items of a row. Null list views have none.</summary>
    private static long Count(RowRange* range, in ListRows rows, long row) =>
        rows.IsView && !range->IsValid(row) ? 0 : rows.Size(row);

    /// <summary>
    /// The first item of the first row, if the items of every other row begin where those of the row before end;
    /// otherwise -1.
    /// </summary>
    private static long StartIfInOrder(RowRange* range, in ListRows rows)
    {
        if (!rows.IsView)
        {
            return range->count == 0 ? 0 : rows.Start(0);
        }
        long first = -1;
        long end = -1;
        for (long i = 0; i < range->count; i++)
        {
            long count = Count(range, rows, i);
            if (count == 0)
            {
                continue;
            }
            if (end >= 0 && rows.Start(i) != end)
            {
                return -1;
            }
            first = first < 0 ? rows.Start(i) : first;
            end = rows.Start(i) + count;
        }
        return first < 0 ? rows.ItemRange().Start : first;
    }

    private static CArrowArray* TakeItems(
        ref CastMemory memory, RowRange* range, in ListRows rows, in Items items, Field* to)
    {
        long total = 0;
        for (long i = 0; i < range->count; i++)
        {
            total = Size.Add(total, Count(range, rows, i));
        }
        long* list = memory.Scratch(total);
        long* next = list;
        for (long i = 0; i < range->count; i++)
        {
            long start = rows.Start(i) + items.Shift;
            long count = Count(range, rows, i);
            for (long j = 0; j < count; j++)
            {
                *next++ = start + j;
            }
        }
        return Take.Rows(ref memory, to->children, items.Array, new TakeIndices(list, total));
    }

    private static void ToFixed(
        ref CastMemory memory, RowRange* range, in ListRows rows, in Items items, Field* to, CArrowArray* result)
    {
        long size = to->fixed_size;
        bool contiguous = true;
        ConversionErrors errors = new(range);
        for (long i = 0; i < range->count; i++)
        {
            bool fits = rows.Size(i) == size;
            contiguous &= fits && rows.Start(i) + items.Shift == i * size;
            if (!fits && errors.IsError(ref memory, i))
            {
                errors.Refuse(i, $"the list has {rows.Size(i)} items, not {size}");
            }
        }
        if (contiguous)
        {
            result->children[0] = items.Array;
            return;
        }
        long total = Size.Multiply(range->count, size);
        long* list = memory.Scratch(total);
        for (long i = 0; i < range->count; i++)
        {
            bool fits = rows.Size(i) == size;
            for (long j = 0; j < size; j++)
            {
                list[(i * size) + j] = fits ? rows.Start(i) + items.Shift + j : TakeIndices.Unreachable;
            }
        }
        result->children[0] = Take.Rows(ref memory, to->children, items.Array, new TakeIndices(list, total));
    }

    public static void CheckOffsetWidth(RowRange* range, long row, bool large, long end)
    {
        if (!large && end > int.MaxValue)
        {
            Throw.NotSupported(null, Field.Path(range->field),
                $"up to row {row} the lists have {end} items, more than 32 bits can count");
        }
    }
}
