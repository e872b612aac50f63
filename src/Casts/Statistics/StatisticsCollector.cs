using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts.Statistics;

/// <summary>
/// Collects statistics of all columns, at any depth, over any number of batches of one schema. All memory is in one
/// block of owned blocks.
/// </summary>
internal sealed unsafe class StatisticsCollector
{
    private const int StatesSlot = 0;

    private readonly ColumnStatistics* _states;
    private int _next; // the column at hand

    public StatisticsCollector(SchemaBlock* schema)
    {
        Schema = schema;
        Field* root = SchemaBlock.Root(schema);
        Columns = Count(root) - (root->type == TypeId.Struct ? 1 : 0);
        Owned = OwnedBlocks.New(1 + (2L * Columns));
        try
        {
            long size = Size.Multiply(Columns, sizeof(ColumnStatistics));
            Block* states = Allocator.NewZeroed(BlockKind.Memory, Size.Add(sizeof(Block), size));
            OwnedBlocks.Set(Owned, StatesSlot, states);
            _states = (ColumnStatistics*)(states + 1);
        }
        catch
        {
            Native.ab_release(&Owned->head);
            throw;
        }
    }

    public SchemaBlock* Schema { get; }

    /// <summary>The memory. The caller releases it.</summary>
    public OwnedBlocks* Owned { get; }

    /// <summary>Number of columns, children included, in the order of the IPC format.</summary>
    public int Columns { get; }

    public long Rows { get; private set; }

    public ColumnStatistics* Of(int column) => _states + column;

    /// <summary>The least or greatest value of a column of strings or binary values.</summary>
    public ReadOnlySpan<byte> Bytes(int column, bool isMax)
    {
        Block* block = OwnedBlocks.Get(Owned, Slot(column, isMax));
        return new ReadOnlySpan<byte>(block + 1, checked((int)(isMax ? Of(column)->max_size : Of(column)->min_size)));
    }

    private static long Slot(int column, bool isMax) => 1 + (2L * column) + (isMax ? 1 : 0);

    /// <summary>Number of columns of a field, itself included.</summary>
    public static int Count(Field* field)
    {
        int count = 1;
        for (int i = 0; i < field->n_children; i++)
        {
            count += Count(field->children + i);
        }
        return count;
    }

    /// <param name="array">An array of the schema's type, whose contents are checked.</param>
    public void Add(CArrowArray* array)
    {
        Field* field = SchemaBlock.Root(Schema);
        RowRange root = new(null, field, array, array->offset, array->length);
        _next = 0;
        Rows = Size.Add(Rows, array->length);
        try
        {
            if (field->type == TypeId.Struct)
            {
                WalkChildren(&root);
            }
            else
            {
                Walk(&root);
            }
        }
        finally
        {
            Native.ab_release(root.reachable_block);
        }
    }

    private void Walk(RowRange* range)
    {
        int column = _next++;
        Observe(column, range);
        WalkChildren(range);
    }

    private void WalkChildren(RowRange* range)
    {
        switch (range->field->type)
        {
            case TypeId.List or TypeId.LargeList or TypeId.Map or TypeId.ListView or TypeId.LargeListView
                or TypeId.FixedSizeList:
                (long start, long end) = new ListRows(range).ItemRange();
                WalkChild(range, 0, start, end - start);
                break;
            case TypeId.RunEndEncoded:
                _next += Count(range->field) - 1; // run ends and values are a part of the column
                break;
            default:
                bool isDense = range->field->type == TypeId.DenseUnion;
                for (int i = 0; i < range->field->n_children; i++)
                {
                    long count = isDense ? range->array->children[i]->length : range->count;
                    WalkChild(range, i, isDense ? 0 : range->first, count);
                }
                break;
        }
    }

    private void WalkChild(RowRange* range, int index, long start, long count)
    {
        CArrowArray* child = range->array->children[index];
        RowRange below = new(range, range->field->children + index, child, child->offset + start, count);
        try
        {
            Walk(&below);
        }
        finally
        {
            Native.ab_release(below.reachable_block);
        }
    }

    private void Observe(int column, RowRange* range)
    {
        byte* reachable = ReachableRows.Of(range);
        ColumnStatistics* state = Of(column);
        long rows = reachable == null ? range->count : Bits.Count(reachable, 0, range->count);
        state->rows += rows;
        if (IsEncoded(range->field))
        {
            ObserveEncoded(column, range);
            return;
        }
        if (range->field->type == TypeId.Null)
        {
            state->nulls += rows;
            return;
        }
        state->nulls += Nulls(range, reachable);
        Order(column, range, true);
    }

    private static long Nulls(RowRange* range, byte* reachable)
    {
        byte* validity = range->Validity;
        if (validity == null)
        {
            return 0;
        }
        if (reachable == null)
        {
            return range->count - Bits.Count(validity, range->first, range->count);
        }
        long nulls = 0;
        for (long i = 0; i < range->count; i++)
        {
            nulls += Bits.Get(reachable, i) && !Bits.Get(validity, range->first + i) ? 1 : 0;
        }
        return nulls;
    }

    /// <summary>Whether the values of the rows are stored once, in a dictionary or in runs.</summary>
    public static bool IsEncoded(Field* field) => field->IsDictionary || field->type == TypeId.RunEndEncoded;

    /// <summary>The field of the values behind dictionaries and runs.</summary>
    public static Field* Decoded(Field* field)
    {
        while (IsEncoded(field))
        {
            field = ValuesOf(field);
        }
        return field;
    }

    private static Field* ValuesOf(Field* encoded) =>
        encoded->IsDictionary ? encoded->dictionary : encoded->children + 1;

    /// <summary>A row is null if its index or its value is. Only values that are used count.</summary>
    private void ObserveEncoded(int column, RowRange* range)
    {
        ColumnStatistics* state = Of(column);
        CArrowArray* array = range->array;
        Field* field = range->field;
        for (; IsEncoded(field); field = ValuesOf(field))
        {
            array = field->IsDictionary ? array->dictionary : array->children[1];
        }
        RowRange values = new(null, field, array, array->offset, array->length) { is_reachable_known = true };
        bool isBytes = ColumnOrder.IsBytes(field->type);
        values.reachable_block = ReachableRows.NewBits(array->length, out values.reachable);
        try
        {
            for (long i = 0; i < range->count; i++)
            {
                if (!ReachableRows.Includes(range, i))
                {
                    continue;
                }
                if (!TryFindValue(new Position(range->field, range->array, range->first + i), out long slot))
                {
                    state->nulls++;
                    continue;
                }
                Bits.Set(values.reachable, slot - values.first);
                if (isBytes)
                {
                    ValueBytes.Of(field, array, slot, out long width);
                    state->AddWidth(width);
                }
            }
            Order(column, &values, false);
        }
        finally
        {
            Native.ab_release(values.reachable_block);
        }
    }

    /// <summary>Finds the slot of a row's value behind dictionaries and runs. A null has none.</summary>
    private static bool TryFindValue(Position position, out long slot)
    {
        slot = -1;
        while (position.field->type != TypeId.Null && position.IsValid)
        {
            if (position.field->IsDictionary)
            {
                position = position.Entry(EqualityDictionaries.Index(position, 0));
            }
            else if (position.field->type == TypeId.RunEndEncoded)
            {
                position = position.Child(1, EqualityRuns.RunOf(position));
            }
            else
            {
                slot = position.at;
                return true;
            }
        }
        return false;
    }

    private void Order(int column, RowRange* range, bool addsWidths)
    {
        ColumnStatistics* state = Of(column);
        if (!ColumnOrder.IsBytes(range->field->type))
        {
            ColumnOrder.Numbers(state, range);
            return;
        }
        for (long i = 0; i < range->count; i++)
        {
            if (ReachableRows.Includes(range, i) && range->IsValid(i))
            {
                byte* value = ValueBytes.Of(range->field, range->array, range->first + i, out long size);
                if (addsWidths)
                {
                    state->AddWidth(size);
                }
                AddBytes(column, value, size);
            }
        }
    }

    private void AddBytes(int column, byte* value, long size)
    {
        ColumnStatistics* state = Of(column);
        if (size > int.MaxValue)
        {
            state->is_partial = true; // the statistics could not hold it
            return;
        }
        ReadOnlySpan<byte> bytes = new(value, (int)size);
        bool isFirst = !state->has_order;
        if (isFirst || bytes.SequenceCompareTo(Bytes(column, false)) < 0)
        {
            Keep(Slot(column, false), bytes);
            state->min_size = size;
        }
        if (isFirst || bytes.SequenceCompareTo(Bytes(column, true)) > 0)
        {
            Keep(Slot(column, true), bytes);
            state->max_size = size;
        }
        state->has_order = true;
    }

    private void Keep(long slot, ReadOnlySpan<byte> bytes)
    {
        Block* block = OwnedBlocks.Get(Owned, slot);
        if (block == null || block->size < sizeof(Block) + (long)bytes.Length)
        {
            block = Allocator.New(BlockKind.Memory, sizeof(Block) + (2L * bytes.Length));
            OwnedBlocks.Set(Owned, slot, block);
        }
        bytes.CopyTo(new Span<byte>(block + 1, bytes.Length));
    }
}
