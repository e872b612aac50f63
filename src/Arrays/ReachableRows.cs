using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Finds the slots of a range that valid rows of its ancestors refer to. A slot below a null row of a struct or list,
/// or in a member of a union that the row does not use, has no meaning. Computed only when a null is found where none
/// is allowed, and stored in each range for all ranges below it.
/// </summary>
internal static unsafe class ReachableRows
{
    /// <returns>One bit per slot of the range, valid as long as the range; NULL if all slots are reachable.</returns>
    public static byte* Of(RowRange* range)
    {
        if (!range->is_reachable_known)
        {
            Find(range);
            range->is_reachable_known = true;
        }
        return range->reachable;
    }

    /// <summary>Whether a slot of the range is reachable.</summary>
    public static bool Includes(RowRange* range, long index)
    {
        byte* reachable = Of(range);
        return reachable == null || Bits.Get(reachable, index);
    }

    private static void Find(RowRange* range)
    {
        RowRange* parent = range->parent;
        if (parent == null || parent->field->dictionary == range->field)
        {
            return;
        }
        byte* parentReachable = Of(parent);
        bool chooses =
            parent->field->type is TypeId.DenseUnion or TypeId.SparseUnion or TypeId.ListView or TypeId.LargeListView
            or TypeId.RunEndEncoded;
        if (parentReachable != null || parent->Validity != null || chooses)
        {
            range->reachable_block = NewBits(range->count, out range->reachable);
            Mark(range, parent, parentReachable, range->reachable);
        }
    }

    /// <summary>Bits that are all 0, and the block that holds them.</summary>
    public static Block* NewBits(long count, out byte* bits)
    {
        long size = Size.Bits(count);
        Block* block = Allocator.NewBuffer(size, out bits);
        Allocator.Zero(bits, size);
        return block;
    }

    private static void Mark(RowRange* range, RowRange* parent, byte* parentReachable, byte* reachable)
    {
        if (parent->field->type is TypeId.ListView or TypeId.LargeListView)
        {
            MarkListViews(range, parent, parentReachable, reachable);
            return;
        }
        if (parent->field->type == TypeId.RunEndEncoded)
        {
            MarkRuns(range, parent, parentReachable, reachable);
            return;
        }
        for (long row = 0; row < parent->count; row++)
        {
            if ((parentReachable == null || Bits.Get(parentReachable, row)) && parent->IsValid(row))
            {
                (long start, long end) = Slots(range, parent, row);
                for (long i = start; i < end; i++)
                {
                    Bits.Set(reachable, i);
                }
            }
        }
    }

    /// <summary>The slots of the range that belong to one row of its parent.</summary>
    private static (long Start, long End) Slots(RowRange* range, RowRange* parent, long row)
    {
        long size = parent->field->fixed_size;
        switch (parent->field->type)
        {
            case TypeId.FixedSizeList:
                return (row * size, (row + 1) * size);
            case TypeId.List or TypeId.Map:
                int* offsets = parent->Values<int>();
                return (offsets[row] - (long)offsets[0], offsets[row + 1] - (long)offsets[0]);
            case TypeId.LargeList:
                long* wide = parent->Values<long>();
                return (wide[row] - wide[0], wide[row + 1] - wide[0]);
            case TypeId.SparseUnion:
                return IsTaken(range, parent, row) ? (row, row + 1) : default;
            case TypeId.DenseUnion:
                long slot = parent->Values<int>()[row];
                return IsTaken(range, parent, row) ? (slot, slot + 1) : default;
            default:
                return (row, row + 1);
        }
    }

    // A cast of a child has not checked the type ids of the union, so an unknown one is refused here.
    private static bool IsTaken(RowRange* range, RowRange* parent, long row)
    {
        int member = ValidationUnions.MemberOf(parent->field, parent->Values<byte>(0)[row]);
        return parent->field->children + member == range->field;
    }

    /// <summary>A run is reachable if any of its rows is.</summary>
    private static void MarkRuns(RowRange* range, RowRange* parent, byte* parentReachable, byte* reachable)
    {
        long first = range->first - range->array->offset;
        long row = first == 0 ? 0 : Math.Max(0, RunEnd(parent, first - 1));
        for (long i = 0; i < range->count && row < parent->count; i++)
        {
            long end = Math.Min(RunEnd(parent, first + i), parent->count);
            for (; row < end; row++)
            {
                if (parentReachable == null || Bits.Get(parentReachable, row))
                {
                    Bits.Set(reachable, i);
                }
            }
        }
    }

    /// <summary>The end of a run, counted in rows of the range.</summary>
    private static long RunEnd(RowRange* range, long run)
    {
        CArrowArray* ends = range->array->children[0];
        return Integers.Read(ends->buffers[1], range->field->children->type, ends->offset + run) - range->first;
    }

    /// <summary>
    /// List views may overlap, so marking the items of each would cost rows times items. Instead, starts and ends are
    /// counted and summed.
    /// </summary>
    private static void MarkListViews(RowRange* range, RowRange* parent, byte* parentReachable, byte* reachable)
    {
        long size = Size.Multiply(Size.Add(range->count, 1), sizeof(long));
        Block* block = Allocator.NewBuffer(size, out byte* bytes);
        try
        {
            Allocator.Zero(bytes, size);
            long* steps = (long*)bytes;
            long first = range->first - range->array->offset;
            bool wide = parent->field->type == TypeId.LargeListView;
            for (long row = 0; row < parent->count; row++)
            {
                if ((parentReachable == null || Bits.Get(parentReachable, row)) && parent->IsValid(row))
                {
                    long offset = wide ? parent->Values<long>()[row] : parent->Values<int>()[row];
                    long length = wide ? parent->Values<long>(2)[row] : parent->Values<int>(2)[row];
                    if (length > 0)
                    {
                        steps[offset - first]++;
                        steps[offset - first + length]--;
                    }
                }
            }
            long open = 0;
            for (long i = 0; i < range->count; i++)
            {
                open += steps[i];
                if (open > 0)
                {
                    Bits.Set(reachable, i);
                }
            }
        }
        finally
        {
            Native.ab_release(block);
        }
    }
}
