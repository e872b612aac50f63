using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>
/// The dictionaries of a stream as they stand, by id (IPC-3). Every batch gets structs of its own for its dictionaries, over the same
/// buffers; columns keep alive the dictionaries that they use. All native memory belongs to the group that is given.
/// </summary>
internal sealed unsafe class Dictionaries
{
    private const int None = -1;

    private readonly Dictionary<long, int> _byId = [];
    private readonly int[] _ofField;
    private readonly BatchPlan[] _plans;
    private readonly Field*[] _encoded;
    private readonly OwnedBlocks* _arrays;
    private readonly OwnedBlocks* _owners;
    private readonly BatchPlan _plan;
    private readonly BodyReader _reader;
    private readonly long[] _sizes;
    private readonly long _entriesOfAll;
    private int _undefined;
    private bool _changed;

    /// <param name="schema">Kept by the caller.</param>
    /// <param name="choice">Null where messages have no columns but those of the schema.</param>
    /// <param name="keep">Keeps what is made here, in the two places.</param>
    public Dictionaries(
        SchemaBlock* schema, List<IpcSchema.EncodedField> fields, Projection? choice, BodyReader reader,
        OwnedBlocks* keep, int arraysPlace, int livesPlace)
    {
        Schema = schema;
        Choice = choice;
        _reader = reader;
        Field* root = SchemaBlock.Root(schema);
        _plan.AddChildren(root);
        _ofField = fields.Count == 0 ? [] : new int[schema->n_fields];
        List<nint> encoded = [];
        foreach (IpcSchema.EncodedField field in fields)
        {
            if (_byId.TryAdd(field.Id, encoded.Count))
            {
                encoded.Add((nint)(root + field.Index));
            }
            _ofField[field.Index] = _byId[field.Id];
        }
        _encoded = new Field*[encoded.Count];
        _plans = new BatchPlan[encoded.Count];
        _sizes = new long[encoded.Count];
        for (int i = 0; i < encoded.Count; i++)
        {
            _encoded[i] = (Field*)encoded[i];
            _plans[i].Add(_encoded[i]->dictionary);
        }
        foreach (IpcSchema.EncodedField field in fields)
        {
            RequireSameType((root + field.Index)->dictionary, _encoded[_ofField[field.Index]]->dictionary, field.Id);
        }
        for (long i = 0; i < schema->n_fields; i++)
        {
            _entriesOfAll += root[i].n_buffers;
        }
        _undefined = encoded.Count;
        if (encoded.Count > 0)
        {
            _arrays = OwnedBlocks.New(encoded.Count);
            OwnedBlocks.Set(keep, arraysPlace, &_arrays->head);
            _owners = OwnedBlocks.New(root->n_children);
            OwnedBlocks.Set(keep, livesPlace, &_owners->head);
        }
    }

    public SchemaBlock* Schema { get; }

    /// <summary>The number of each field's dictionary; empty where there are none.</summary>
    public ReadOnlySpan<int> OfField => _ofField;

    /// <summary>The columns that were asked for; null for all.</summary>
    public Projection? Choice { get; }

    /// <summary>What a record batch of the schema consists of.</summary>
    public ref readonly BatchPlan Plan => ref _plan;

    /// <summary>Entries in tables of buffers that empty dictionaries may need, in place of ones that never came.</summary>
    public long EntriesOfEmpty => _undefined == 0 ? 0 : _entriesOfAll;

    /// <summary>Takes in a dictionary batch.</summary>
    public void Accept(in Message message, bool isFile)
    {
        long id = message.header.Long(0);
        if (!_byId.TryGetValue(id, out int entry))
        {
            if (Choice is not null && Choice.HasDictionary(id))
            {
                return;
            }
            Throw.Rule("IPC-3", null, $"the dictionary batch has id {id}, which no field of the schema uses");
        }
        if (!message.header.TryTable(1, out FlatTable data))
        {
            Throw.Rule("IPC-3", null, $"the dictionary batch with id {id} has no data");
        }
        Field* values = _encoded[entry]->dictionary;
        bool isDelta = message.header.Byte(2) != 0;
        ArrayBlock* old = (ArrayBlock*)OwnedBlocks.Get(_arrays, entry);
        if (isFile && !isDelta && old != null)
        {
            Throw.Rule("IPC-8", Field.Path(values), $"dictionary {id} stands in the file twice; only deltas may follow the first");
        }
        if (isDelta && old == null)
        {
            Throw.Rule("IPC-3", Field.Path(values), $"the dictionary batch with id {id} is a delta, but there is nothing to extend");
        }
        CArrowArray array;
        long size = BatchDecoder.Values(message, data, _reader, values, _plans[entry], &array);
        if (isDelta)
        {
            size = Size.Add(size, _sizes[entry]);
            if (size > _reader.MaxBytes)
            {
                array.release(&array);
                Throw.Limit(Field.Path(values), _reader.MaxBytes);
            }
            Extend(values, old, &array);
        }
        Replace(entry, values, &array);
        _sizes[entry] = size;
    }

    /// <summary>Puts a delta behind what is there; batches that were handed out keep the shorter one. Dictionaries inside are put together as
    /// indices: what they look into is the same for both, and gets to them with each batch.</summary>
    private static void Extend(Field* values, ArrayBlock* old, CArrowArray* array)
    {
        CArrowArray delta = *array;
        *array = default;
        try
        {
            Concat.Append(values, &old->array, &delta, array);
        }
        finally
        {
            delta.release(&delta);
        }
    }

    private void Replace(int entry, Field* values, CArrowArray* array)
    {
        ArrayBlock* block;
        try
        {
            block = SharedArray.Adopt(array, Schema, values, true);
        }
        catch
        {
            array->release(array);
            throw;
        }
        _undefined -= OwnedBlocks.Get(_arrays, entry) == null ? 1 : 0;
        OwnedBlocks.Set(_arrays, entry, &block->head);
        _changed = true;
    }

    /// <summary>Brings what columns keep alive up to date.</summary>
    /// <returns>Whether there are dictionaries at all.</returns>
    public bool Prepare()
    {
        if (_changed)
        {
            Field* root = SchemaBlock.Root(Schema);
            for (int i = 0; i < root->n_children; i++)
            {
                OwnedBlocks.Set(_owners, i, OwnerOf(root->children + i));
            }
            _changed = false;
        }
        return _owners != null;
    }

    /// <summary>One block for all dictionaries below a column, or NULL.</summary>
    private Block* OwnerOf(Field* field)
    {
        long count = Collect(field, null, 0);
        if (count == 0)
        {
            return null;
        }
        OwnedBlocks* group = OwnedBlocks.New(count);
        Collect(field, group, 0);
        return &group->head;
    }

    private long Collect(Field* field, OwnedBlocks* into, long count)
    {
        for (int i = 0; i < field->n_children; i++)
        {
            count = Collect(field->children + i, into, count);
        }
        if (field->dictionary == null)
        {
            return count;
        }
        Block* array = OwnedBlocks.Get(_arrays, _ofField[field->index]);
        if (array != null)
        {
            if (into != null)
            {
                Native.ab_retain(array);
                OwnedBlocks.Set(into, count, array);
            }
            count++;
        }
        return Collect(field->dictionary, into, count);
    }

    /// <summary>Lets a batch's column keep its dictionaries.</summary>
    public void Keep(ref ExportedArrayBuilder tree, int column)
    {
        if (_owners == null)
        {
            return;
        }
        Block* life = OwnedBlocks.Get(_owners, column);
        if (life != null)
        {
            Native.ab_retain(life);
            tree.Own(column, life);
        }
    }

    /// <summary>Gives a column of indices its dictionary.</summary>
    /// <param name="zero">An offset of 0.</param>
    public void AttachDictionary(ref ExportedArrayBuilder tree, Field* field, CArrowArray* indices, int column, void** zero)
    {
        int entry = _ofField[field->index];
        ArrayBlock* values = (ArrayBlock*)OwnedBlocks.Get(_arrays, entry);
        if (values == null && indices->null_count != indices->length)
        {
            Throw.Rule("IPC-3", Field.Path(field), $"dictionary {IdOf(entry)} is used, but no dictionary batch has defined it");
        }
        ExportedArray* node = tree.Next(column);
        indices->dictionary = &node->value;
        if (values == null)
        {
            FillEmpty(ref tree, field->dictionary, node, column, zero);
        }
        else
        {
            Fill(ref tree, field->dictionary, &values->array, node, column, zero);
        }
    }

    private void Fill(ref ExportedArrayBuilder tree, Field* field, CArrowArray* source, ExportedArray* node, int column, void** zero)
    {
        CArrowArray* output = &node->value;
        *output = *source;
        output->children = tree.Children(field->n_children);
        for (int i = 0; i < field->n_children; i++)
        {
            ExportedArray* child = tree.Next(column);
            output->children[i] = &child->value;
            Fill(ref tree, field->children + i, source->children[i], child, column, zero);
        }
        if (field->dictionary != null)
        {
            AttachDictionary(ref tree, field, output, column, zero);
        }
        ExportedArrayBuilder.FinishStruct(node, output);
    }

    /// <summary>An array of no length, where no dictionary came and none is needed.</summary>
    private void FillEmpty(ref ExportedArrayBuilder tree, Field* field, ExportedArray* node, int column, void** zero)
    {
        CArrowArray* output = &node->value;
        *output = default;
        output->n_buffers = field->n_buffers;
        output->buffers = tree.Buffers(field->n_buffers);
        for (int i = 0; i < field->n_buffers; i++)
        {
            output->buffers[i] = null;
        }
        ref readonly Layout layout = ref Layouts.Of(field->type);
        if (layout.B1 is BufferKind.Offsets32 or BufferKind.Offsets64)
        {
            output->buffers[1] = zero;
        }
        output->n_children = field->n_children;
        output->children = tree.Children(field->n_children);
        for (int i = 0; i < field->n_children; i++)
        {
            ExportedArray* child = tree.Next(column);
            output->children[i] = &child->value;
            FillEmpty(ref tree, field->children + i, child, column, zero);
        }
        if (field->dictionary != null)
        {
            AttachDictionary(ref tree, field, output, column, zero);
        }
        ExportedArrayBuilder.FinishStruct(node, output);
    }

    private long IdOf(int entry)
    {
        foreach ((long id, int index) in _byId)
        {
            if (index == entry)
            {
                return id;
            }
        }
        return None;
    }

    /// <summary>Fields that share a dictionary must agree on its type, down to the dictionaries in it.</summary>
    private void RequireSameType(Field* field, Field* first, long id)
    {
        bool same = field->n_children == first->n_children && field->IsDictionary == first->IsDictionary &&
            Utf8Text.Span(field->format).SequenceEqual(Utf8Text.Span(first->format)) &&
            (!field->IsDictionary || _ofField[field->index] == _ofField[first->index]);
        if (!same)
        {
            Throw.Rule("IPC-3", Field.Path(field), $"dictionary {id} is used with values of two different types");
        }
        for (int i = 0; i < field->n_children; i++)
        {
            RequireSameType(field->children + i, first->children + i, id);
        }
        if (field->IsDictionary)
        {
            RequireSameType(field->dictionary, first->dictionary, id);
        }
    }
}
