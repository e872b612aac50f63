using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

// Dictionaries. Each encoded field has its own dictionary, unless the source tells that fields share one. A dictionary
// is written again only after it has changed.
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
        OwnedBlocks.Set(_owned, IdsSlot, Allocator.NewBuffer(size, out byte* memory));
        Allocator.Zero(memory, batches);
        _lastReplaced = (long*)memory;
        _lastUsed = _lastReplaced + fields;
        _ids = (int*)(memory + batches);
        int count = 0;
        for (long i = 0; i < _schema->n_fields; i++)
        {
            _ids[i] = !root[i].IsDictionary ? -1 : numbers.IsEmpty ? count : numbers[(int)i];
            count = Math.Max(count, _ids[i] + 1);
        }
        _dictionaries = OwnedBlocks.New(count);
        OwnedBlocks.Set(_owned, DictionariesSlot, &_dictionaries->head);
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

    /// <summary>Writes the changed dictionaries of an array and its descendants, the innermost first.</summary>
    /// <param name="reference">Reference to the owner of the array.</param>
    /// <returns>Whether a dictionary was replaced: dictionaries that contain it must be written again.</returns>
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
        ArrayBlock* previous = (ArrayBlock*)OwnedBlocks.Get(_dictionaries, id);
        CArrowArray* values = array->dictionary;
        if (previous != null && (array->length == 0 || EqualityDictionaries.AreSame(&previous->array, values)))
        {
            MarkUsed(id, array);
            return _lastReplaced[id] > _batches; // it may have been replaced for another field that shares it
        }
        for (int i = 0; i < field->dictionary->n_children; i++)
        {
            replaced |= WriteDictionaries(field->dictionary->children + i, values->children[i], reference);
        }
        ArrayBlock* current = SharedArray.View(*values, _schema, field->dictionary, reference, false);
        try
        {
            if (_lastUsed[id] > _batches)
            {
                RequireSame(field, previous, current);
                replaced = false; // the dictionaries in its values were written before it
            }
            replaced = WriteDictionary(field, previous, current, replaced);
            _lastReplaced[id] = replaced ? _batches + 1 : _lastReplaced[id];
            MarkUsed(id, array);
            return _lastReplaced[id] > _batches;
        }
        finally
        {
            Native.ab_release(&current->head);
        }
    }

    private readonly void MarkUsed(int id, CArrowArray* array)
    {
        if (array->length > 0)
        {
            _lastUsed[id] = _batches + 1;
        }
    }

    /// <summary>Refuses to change a dictionary that another field of the same batch already uses.</summary>
    private static void RequireSame(Field* field, ArrayBlock* previous, ArrayBlock* current)
    {
        if (!EqualityDictionaries.IsPrefix(field->dictionary, &previous->array, &current->array))
        {
            Throw.Rule("IPC-3", Field.Path(field),
                "the dictionary differs from that of another field in this batch with which it is shared");
        }
    }

    /// <param name="mustReplace">Whether a dictionary in its values was replaced.</param>
    private bool WriteDictionary(Field* field, ArrayBlock* previous, ArrayBlock* current, bool mustReplace)
    {
        int id = _ids[field->index];
        Field* values = field->dictionary;
        CArrowArray* array = &current->array;
        if (previous == null)
        {
            PutDictionary(id, values, current, 0, false);
            return false;
        }
        long before = previous->array.length;
        bool extends = !mustReplace && EqualityDictionaries.IsPrefix(values, &previous->array, array);
        if (extends && array->length <= before)
        {
            if (array->length == before)
            {
                KeepLast(id, current);
            }
            return false;
        }
        // Some readers do not support deltas whose values have dictionaries. Only a file gets such deltas: it allows no
        // replacement.
        if (extends && (_options.is_file || (_options.deltas && !HasDictionary(values))))
        {
            PutDictionary(id, values, current, before, true);
            return false;
        }
        if (_options.is_file)
        {
            Throw.Rule("IPC-8", Field.Path(field),
                "the dictionary differs from that of an earlier batch; in a file a dictionary can only grow; " +
                "the stream format allows it to be replaced");
        }
        PutDictionary(id, values, current, 0, false);
        return true;
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

    private readonly void KeepLast(int id, ArrayBlock* current)
    {
        Native.ab_retain(&current->head);
        OwnedBlocks.Set(_dictionaries, id, &current->head);
    }

    /// <summary>Writes a dictionary, from entry <paramref name="from"/> on.</summary>
    private void PutDictionary(int id, Field* values, ArrayBlock* current, long from, bool isDelta)
    {
        CArrowArray* array = &current->array;
        _encoder.Start();
        _encoder.Add(values, array, array->offset + from, array->length - from);
        Compress();
        StartBody(MessageType.DictionaryBatch, null, out long message);
        long table = _flat.Table([sizeof(long), sizeof(int), 1]);
        _flat.Link(message, 2, table);
        _flat.Set(table, 0, (long)id);
        _flat.Set(table, 2, isDelta);
        BatchTable batch = AddBatch();
        _flat.Link(table, 1, batch.position);
        Send(message, Fill(batch, array->length - from), ref _dictionaryBlocks, ref _dictionaryCount);
        KeepLast(id, current);
    }
}
