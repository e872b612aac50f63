using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

// Dictionaries. Each encoded field has one of its own, unless its source says that fields share one; it is written again only when it has changed.
internal unsafe partial struct IpcWriter
{
    private void CountDictionaries(ReadOnlySpan<int> numbers)
    {
        Field* root = SchemaBlock.Root(_schema);
        int fields = 0;
        for (long i = 0; i < _schema->n_fields; i++)
        {
            fields += root[i].IsDictionary ? 1 : 0;
        }
        if (fields == 0)
        {
            return;
        }
        long batches = Size.Multiply(fields, 2 * sizeof(long));
        long size = Size.Add(batches, Size.Multiply(_schema->n_fields, sizeof(int)));
        OwnedBlocks.Set(_keep, IdsSlot, Allocator.NewBuffer(size, out byte* memory));
        Allocator.Zero(memory, batches);
        _replaced = (long*)memory;
        _relied = _replaced + fields;
        _ids = (int*)(memory + batches);
        int count = 0;
        for (long i = 0; i < _schema->n_fields; i++)
        {
            _ids[i] = !root[i].IsDictionary ? -1 : numbers.IsEmpty ? count : numbers[(int)i];
            count = Math.Max(count, _ids[i] + 1);
        }
        _dictionaries = OwnedBlocks.New(count);
        OwnedBlocks.Set(_keep, DictionariesSlot, &_dictionaries->head);
    }

    private void WriteDictionaries(Field* root, CArrowArray* batch, ArrayBlock* block)
    {
        for (int i = 0; i < root->n_children; i++)
        {
            Reference reference = SharedArray.ReferenceTo(block);
            if (reference.column < 0)
            {
                reference.column = i;
            }
            WriteDictionaries(root->children + i, batch->children[i], reference);
        }
    }

    /// <summary>Writes what has changed in an array and below it, the innermost first.</summary>
    /// <param name="reference">What keeps the array.</param>
    /// <returns>Whether a dictionary was replaced: what refers to it must be written anew.</returns>
    private bool WriteDictionaries(Field* field, CArrowArray* array, Reference reference)
    {
        bool replaced = false;
        for (int i = 0; i < field->n_children; i++)
        {
            replaced |= WriteDictionaries(field->children + i, array->children[i], reference);
        }
        if (field->dictionary == null)
        {
            return replaced;
        }
        int id = _ids[field->index];
        ArrayBlock* old = (ArrayBlock*)OwnedBlocks.Get(_dictionaries, id);
        CArrowArray* values = array->dictionary;
        if (old != null && (array->length == 0 || IsSame(&old->array, values)))
        {
            Rely(id, array);
            return _replaced[id] > _batches; // for another field that shares it
        }
        for (int i = 0; i < field->dictionary->n_children; i++)
        {
            replaced |= WriteDictionaries(field->dictionary->children + i, values->children[i], reference);
        }
        ArrayBlock* held = SharedArray.View(*values, _schema, field->dictionary, reference, false);
        try
        {
            if (_relied[id] > _batches)
            {
                RequireAlike(field, old, held);
                replaced = false; // what it refers to has been written before it
            }
            replaced = WriteDictionary(field, old, held, replaced);
            _replaced[id] = replaced ? _batches + 1 : _replaced[id];
            Rely(id, array);
            return _replaced[id] > _batches;
        }
        finally
        {
            Native.ab_release(&held->head);
        }
    }

    private readonly void Rely(int id, CArrowArray* array)
    {
        if (array->length > 0)
        {
            _relied[id] = _batches + 1;
        }
    }

    /// <summary>Refuses what would change a dictionary below the indices of another field of this batch.</summary>
    private static void RequireAlike(Field* field, ArrayBlock* old, ArrayBlock* held)
    {
        if (!BeginsAlike(field->dictionary, old, held))
        {
            Throw.Rule("IPC-3", Field.Path(field), "the dictionary is another one than in this batch that of a field with which it is shared");
        }
    }

    /// <summary>Whether two structs speak of the same memory. Both are held, so it has not changed.</summary>
    private static bool IsSame(CArrowArray* a, CArrowArray* b)
    {
        if (a->length != b->length || a->offset != b->offset || a->n_buffers != b->n_buffers ||
            !new ReadOnlySpan<nint>(a->buffers, (int)a->n_buffers).SequenceEqual(new ReadOnlySpan<nint>(b->buffers, (int)b->n_buffers)))
        {
            return false;
        }
        for (long i = 0; i < a->n_children; i++)
        {
            if (!IsSame(a->children[i], b->children[i]))
            {
                return false;
            }
        }
        return a->dictionary == null || IsSame(a->dictionary, b->dictionary);
    }

    /// <param name="mustReplace">Whether what it refers to has changed.</param>
    private bool WriteDictionary(Field* field, ArrayBlock* old, ArrayBlock* held, bool mustReplace)
    {
        int id = _ids[field->index];
        Field* values = field->dictionary;
        CArrowArray* array = &held->array;
        if (old == null)
        {
            PutDictionary(id, values, held, 0, false);
            return false;
        }
        long before = old->array.length;
        bool extends = !mustReplace && BeginsAlike(values, old, held);
        if (extends && array->length <= before)
        {
            if (array->length == before)
            {
                Keep(id, held);
            }
            return false;
        }
        // Readers there are that do not take in deltas of what holds dictionaries: only a file, which can hold nothing else, gets those.
        if (extends && (_options.is_file || (_options.deltas && !HasDictionary(values))))
        {
            PutDictionary(id, values, held, before, true);
            return false;
        }
        if (_options.is_file)
        {
            Throw.Rule("IPC-8", Field.Path(field),
                "the dictionary is another one than before, and a file can hold only one, which may grow; the stream format can hold both");
        }
        PutDictionary(id, values, held, 0, false);
        return true;
    }

    /// <summary>Whether the one that is shorter is the beginning of the other.</summary>
    private static bool BeginsAlike(Field* values, ArrayBlock* old, ArrayBlock* held)
    {
        Validation.Check(held, Validation.Default); // comparing follows offsets
        long work = EqualityWork.Limit(values, &old->array, &held->array);
        return Equality.Equal(new Position(values, &old->array, old->array.offset, &work),
            new Position(values, &held->array, held->array.offset, &work), Math.Min(old->array.length, held->array.length));
    }

    private static bool HasDictionary(Field* field)
    {
        bool has = field->IsDictionary;
        for (int i = 0; i < field->n_children && !has; i++)
        {
            has = HasDictionary(field->children + i);
        }
        return has;
    }

    private readonly void Keep(int id, ArrayBlock* held)
    {
        Native.ab_retain(&held->head);
        OwnedBlocks.Set(_dictionaries, id, &held->head);
    }

    /// <summary>A dictionary from one of its entries on.</summary>
    private void PutDictionary(int id, Field* values, ArrayBlock* held, long from, bool isDelta)
    {
        CArrowArray* array = &held->array;
        _encoder.Start();
        _encoder.Add(values, array, array->offset + from, array->length - from);
        StartBody(MessageType.DictionaryBatch, null, out long message);
        long table = _flat.Table([sizeof(long), sizeof(int), 1]);
        _flat.Link(message, 2, table);
        _flat.Set(table, 0, (long)id);
        _flat.Set(table, 2, isDelta);
        _flat.Link(table, 1, PutBatch(array->length - from, out long size));
        Send(message, size, ref _dictionaryBlocks, ref _dictionaryCount);
        Keep(id, held);
    }
}
