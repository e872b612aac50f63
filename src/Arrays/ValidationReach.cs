using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Which slots of a window valid rows of its ancestors lead to. Below a null row of a struct or list, and in a branch of a union that is not
/// taken, a slot stands for nothing. Asked for only when a null was found where none is allowed, and kept by each window for all below it.
/// </summary>
internal static unsafe class Reach
{
    /// <returns>A bit per slot of the window, as long as it owners; NULL where all are reached.</returns>
    public static byte* Of(Window* window)
    {
        if (!window->is_reach_known)
        {
            Find(window);
            window->is_reach_known = true;
        }
        return window->reached;
    }

    private static void Find(Window* window)
    {
        Window* parent = window->parent;
        if (parent == null || parent->field->dictionary == window->field)
        {
            return;
        }
        byte* parentReached = Of(parent);
        bool chooses = parent->field->type is TypeId.DenseUnion or TypeId.SparseUnion or TypeId.ListView or TypeId.LargeListView
            or TypeId.RunEndEncoded;
        if (parentReached != null || parent->Validity != null || chooses)
        {
            window->reach_block = NewBits(window->count, out window->reached);
            Mark(window, parent, parentReached, window->reached);
        }
    }

    private static Block* NewBits(long count, out byte* bits)
    {
        long size = Size.Bits(count);
        Block* block = Allocator.NewBuffer(size, out bits);
        Allocator.Zero(bits, size);
        return block;
    }

    private static void Mark(Window* window, Window* parent, byte* parentReached, byte* reached)
    {
        if (parent->field->type is TypeId.ListView or TypeId.LargeListView)
        {
            MarkListViews(window, parent, parentReached, reached);
            return;
        }
        if (parent->field->type == TypeId.RunEndEncoded)
        {
            MarkRuns(window, parent, parentReached, reached);
            return;
        }
        for (long row = 0; row < parent->count; row++)
        {
            if ((parentReached == null || Bits.Get(parentReached, row)) && parent->IsValid(row))
            {
                (long start, long end) = Slots(window, parent, row);
                for (long i = start; i < end; i++)
                {
                    Bits.Set(reached, i);
                }
            }
        }
    }

    /// <summary>Slots of the window that belong to one row of its parent.</summary>
    private static (long Start, long End) Slots(Window* window, Window* parent, long row)
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
                return IsTaken(window, parent, row) ? (row, row + 1) : default;
            case TypeId.DenseUnion:
                long place = parent->Values<int>()[row];
                return IsTaken(window, parent, row) ? (place, place + 1) : default;
            default:
                return (row, row + 1);
        }
    }

    private static bool IsTaken(Window* window, Window* parent, long row) =>
        parent->field->children + parent->field->child_of_type_id[parent->Values<byte>(0)[row]] == window->field;

    /// <summary>A run is reached where any of its rows is.</summary>
    private static void MarkRuns(Window* window, Window* parent, byte* parentReached, byte* reached)
    {
        long first = window->first - window->array->offset;
        long row = first == 0 ? 0 : Math.Max(0, RunEnd(parent, first - 1));
        for (long i = 0; i < window->count && row < parent->count; i++)
        {
            long end = Math.Min(RunEnd(parent, first + i), parent->count);
            for (; row < end; row++)
            {
                if (parentReached == null || Bits.Get(parentReached, row))
                {
                    Bits.Set(reached, i);
                }
            }
        }
    }

    /// <summary>Where a run ends, counted in rows of the window.</summary>
    private static long RunEnd(Window* window, long run)
    {
        CArrowArray* ends = window->array->children[0];
        return Integers.Read(ends->buffers[1], window->field->children->type, ends->offset + run) - window->first;
    }

    /// <summary>Lists may overlap, so that marking each would take rows times items: starts and ends are counted instead.</summary>
    private static void MarkListViews(Window* window, Window* parent, byte* parentReached, byte* reached)
    {
        long size = Size.Multiply(Size.Add(window->count, 1), sizeof(long));
        Block* block = Allocator.NewBuffer(size, out byte* bytes);
        try
        {
            Allocator.Zero(bytes, size);
            long* steps = (long*)bytes;
            long first = window->first - window->array->offset;
            bool wide = parent->field->type == TypeId.LargeListView;
            for (long row = 0; row < parent->count; row++)
            {
                if ((parentReached == null || Bits.Get(parentReached, row)) && parent->IsValid(row))
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
            for (long i = 0; i < window->count; i++)
            {
                open += steps[i];
                if (open > 0)
                {
                    Bits.Set(reached, i);
                }
            }
        }
        finally
        {
            Native.ab_release(block);
        }
    }
}
