using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>
/// The one dictionary of a field for a whole stream: values that a batch brings are appended, those that are there keep
/// their indices. While the dictionaries of the batches only grow, they are shared, not copied.
/// </summary>
internal sealed unsafe class GrowingDictionary(Field* field, bool isOrdered, OwnedBlocks* owned, long firstSlot)
{
    /// <summary>Slots of owned blocks that one dictionary uses.</summary>
    public const int Slots = 4;

    private readonly Field* _values = field->dictionary;
    private readonly Growth _growth = new();
    private readonly long _currentSlot = firstSlot;
    private readonly long _lastSlot = firstSlot + 1;
    private readonly long _placesSlot = firstSlot + 2;
    private readonly long _indexSlot = firstSlot + 3;
    private long _indexed; // values of the dictionary that are in the table
    private long _firstNull = -1;

    /// <summary>The values so far; NULL before the first batch.</summary>
    public ArrayBlock* Current => (ArrayBlock*)OwnedBlocks.Get(owned, _currentSlot);

    /// <summary>The dictionary of the last batch, if it is not <see cref="Current"/>.</summary>
    private ArrayBlock* Last => (ArrayBlock*)OwnedBlocks.Get(owned, _lastSlot);

    private ValueIndex* Index => (ValueIndex*)OwnedBlocks.Get(owned, _indexSlot);

    /// <summary>The indices in <see cref="Current"/> of the values of the last batch; NULL if these did not change.
    /// </summary>
    private long* Places
    {
        get
        {
            Block* block = OwnedBlocks.Get(owned, _placesSlot);
            return block == null ? null : (long*)(block + 1);
        }
    }

    /// <summary>Whether a batch has the dictionary itself.</summary>
    public bool IsCurrent(CArrowArray* values) =>
        Current != null && EqualityDictionaries.AreSame(&Current->array, values);

    /// <summary>Adds the values of a batch's dictionary, whose contents are checked.</summary>
    /// <param name="array">The array with the dictionary. If it has no rows, its dictionary is not used.</param>
    /// <param name="reference">Keeps the array alive.</param>
    /// <returns>For each of its values the index in <see cref="Current"/>; NULL if that is its index.</returns>
    public long* Add(CArrowArray* array, SchemaBlock* schema, Reference reference)
    {
        CArrowArray* values = array->dictionary;
        if (Last != null && EqualityDictionaries.AreSame(&Last->array, values))
        {
            return Places;
        }
        if (IsCurrent(values) || (Current != null && array->length == 0))
        {
            return null;
        }
        ArrayBlock* added = SharedArray.View(*values, schema, _values, reference, false);
        try
        {
            if (Current == null || EqualityDictionaries.IsPrefix(_values, &Current->array, values))
            {
                Remember(added, null);
                if (Current == null || values->length > Current->array.length)
                {
                    Replace(added);
                }
                return null;
            }
            if (isOrdered && Current->array.length > 0)
            {
                Throw.NotSupported("DIC-1", Field.Path(field),
                    "the dictionary is ordered and differs between batches, which cannot be unified in order; " +
                    "set the option that drops the order, or cast the field to its values first");
            }
            Remember(added, Allocator.New(
                BlockKind.Memory, Size.Add(sizeof(Block), Size.Multiply(values->length, sizeof(long)))));
            Merge(values);
            return Places;
        }
        finally
        {
            Native.ab_release(&added->head);
        }
    }

    /// <param name="places">Taken over.</param>
    private void Remember(ArrayBlock* last, Block* places)
    {
        Native.ab_retain(&last->head);
        OwnedBlocks.Set(owned, _lastSlot, &last->head);
        OwnedBlocks.Set(owned, _placesSlot, places);
    }

    /// <summary>Shares a longer dictionary.</summary>
    private void Replace(ArrayBlock* current)
    {
        _growth.Clear();
        Native.ab_retain(&current->head);
        OwnedBlocks.Set(owned, _currentSlot, &current->head);
    }

    /// <summary>Finds the places of the values, and appends those that are new.</summary>
    private void Merge(CArrowArray* values)
    {
        CastMemory memory = new();
        try
        {
            CArrowArray* added = values;
            if (_values->dictionary != null || !new RowEncoder(_values, values).HasKeys)
            {
                for (long i = 0; i < values->length; i++)
                {
                    Places[i] = Size.Add(Current->array.length, i);
                }
            }
            else
            {
                long* rows = memory.Scratch(values->length);
                long count = FindAll(values, rows);
                added = count == values->length
                    ? values
                    : Take.Rows(ref memory, _values, values, new TakeIndices(rows, count));
            }
            if (added->length > 0)
            {
                Append(CompactCopy.Rows(ref memory, _values, added, added->offset, added->length));
            }
        }
        finally
        {
            memory.Dispose();
        }
    }

    private void Append(CArrowArray* added)
    {
        SchemaBlock* schema = SharedArray.SchemaOf(Current);
        CArrowArray extended;
        Concat.Append(_values, &Current->array, added, &extended, _growth);
        ArrayBlock* block;
        try
        {
            block = SharedArray.Adopt(&extended, schema, _values, false);
        }
        catch
        {
            extended.release(&extended);
            throw;
        }
        _growth.Commit(&block->array);
        OwnedBlocks.Set(owned, _currentSlot, &block->head);
    }

    /// <summary>Lists the rows of the values that are new, and returns their number.</summary>
    private long FindAll(CArrowArray* values, long* rows)
    {
        CArrowArray* current = &Current->array;
        ValueIndex.Values known = new(_values, current, values, rows);
        RowEncoder present = new(_values, current);
        RowEncoder keys = new(_values, values);
        long work = EqualityWork.Limit(_values, current, values);
        for (; _indexed < current->length; _indexed++)
        {
            FindOne(present, known, _indexed, _indexed, &work);
        }
        long count = 0;
        for (long i = 0; i < values->length; i++)
        {
            Places[i] = FindOne(keys, known, i, current->length + count, &work);
            if (Places[i] == current->length + count)
            {
                rows[count++] = i;
            }
        }
        _indexed += count;
        return count;
    }

    /// <summary>
    /// The index of a value in the dictionary, in which it gets the index <paramref name="next"/> if it is new.
    /// </summary>
    private long FindOne(in RowEncoder keys, in ValueIndex.Values known, long row, long next, long* work)
    {
        if (keys.IsNull(row))
        {
            return _firstNull = _firstNull >= 0 ? _firstNull : next;
        }
        ReadOnlySpan<byte> key = keys.Key(row);
        if ((*work -= 1 + (key.Length / EqualityWork.BytesPerSlot)) < 0)
        {
            EqualityWork.TooMuch(_values);
        }
        ValueIndex* larger = Index == null ? ValueIndex.New() : ValueIndex.Larger(Index);
        if (larger != null)
        {
            OwnedBlocks.Set(owned, _indexSlot, &larger->head);
        }
        return ValueIndex.Find(Index, known, key, next);
    }
}
