using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>
/// The current dictionaries of a stream, by id (IPC-3). Every batch gets its own structs for its dictionaries, over
/// shared buffers. Each column owns a reference to the dictionaries that it uses. The reader owns all native memory.
/// </summary>
internal sealed unsafe partial class Dictionaries
{
    private const int None = -1;

    private static readonly Field*[] s_none = []; // the runtime has no shared empty array of pointers

    private Dictionary<long, int>? _byId; // null if the schema has no dictionaries
    private int[] _ofField = [];
    private BatchPlan[] _plans = [];
    private Field*[] _encoded = s_none;
    private OwnedBlocks* _arrays;
    private OwnedBlocks* _owners;
    private BatchPlan _plan;
    private BodyReader _reader = null!;
    private long[] _sizes = [];
    private long _entriesOfAll;
    private int _undefined;
    private bool _changed;

    /// <summary>For an object that is new, or has ended.</summary>
    /// <param name="schema">Owned by the caller, and outlives the use of this object.</param>
    /// <param name="fields">The dictionary-encoded fields; null if there are none.</param>
    /// <param name="projection">The requested columns; null if messages have exactly the columns of the schema.</param>
    /// <param name="owned">Receives the native memory, in <paramref name="arraysSlot"/>,
    /// <paramref name="ownersSlot"/> and <paramref name="deltasSlot"/>.</param>
    public void Begin(
        SchemaBlock* schema, List<IpcSchema.EncodedField>? fields, Projection? projection, BodyReader reader,
        OwnedBlocks* owned, int arraysSlot, int ownersSlot, int deltasSlot)
    {
        Schema = schema;
        Projection = projection;
        _reader = reader;
        _plan = default;
        _plan.AddChildren(SchemaBlock.Root(schema));
        _arrays = _owners = _deltas = null;
        _undefined = 0;
        _changed = _hasDeltas = false;
        if (fields is not null)
        {
            Number(schema, fields);
            Allocate(SchemaBlock.Root(schema), owned, arraysSlot, ownersSlot, deltasSlot);
        }
    }

    /// <summary>Drops what grows with a schema, so that an unused object keeps none of it.</summary>
    public void End()
    {
        Projection = null;
        _byId = null;
        _ofField = [];
        _plans = [];
        _encoded = s_none;
        _sizes = _deltaCounts = [];
        _growth = [];
    }

    /// <summary>Gives each id a number, from 0.</summary>
    private void Number(SchemaBlock* schema, List<IpcSchema.EncodedField> fields)
    {
        Field* root = SchemaBlock.Root(schema);
        _byId = [];
        _ofField = new int[schema->n_fields];
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
        for (int i = 0; i < encoded.Count; i++)
        {
            _encoded[i] = (Field*)encoded[i];
            _plans[i].Add(_encoded[i]->dictionary);
        }
        foreach (IpcSchema.EncodedField field in fields)
        {
            RequireSameType((root + field.Index)->dictionary, _encoded[_ofField[field.Index]]->dictionary, field.Id);
        }
        _entriesOfAll = 0;
        for (long i = 0; i < schema->n_fields; i++)
        {
            _entriesOfAll += root[i].n_buffers;
        }
    }

    private void Allocate(Field* root, OwnedBlocks* owned, int arraysSlot, int ownersSlot, int deltasSlot)
    {
        int count = _encoded.Length;
        _undefined = count;
        _arrays = OwnedBlocks.New(count);
        OwnedBlocks.Set(owned, arraysSlot, &_arrays->head);
        _owners = OwnedBlocks.New(root->n_children);
        OwnedBlocks.Set(owned, ownersSlot, &_owners->head);
        _deltas = OwnedBlocks.New(count);
        OwnedBlocks.Set(owned, deltasSlot, &_deltas->head);
        _sizes = new long[count];
        _deltaCounts = new long[count];
        _growth = new Growth?[count];
    }

    public SchemaBlock* Schema { get; private set; }

    /// <summary>
    /// Index of the dictionary of each field, by index of the field; empty if the schema has no dictionaries.
    /// </summary>
    public ReadOnlySpan<int> OfField => _ofField;

    /// <summary>The requested columns; null for all.</summary>
    public Projection? Projection { get; private set; }

    /// <summary>Numbers of nodes and buffers of a record batch of the schema.</summary>
    public ref readonly BatchPlan Plan => ref _plan;

    /// <summary>
    /// Number of buffer pointers needed for empty dictionaries, which replace dictionaries that are not defined yet.
    /// </summary>
    public long EntriesOfEmpty => _undefined == 0 ? 0 : _entriesOfAll;

    /// <summary>Whether a dictionary of the stream's schema was not read yet.</summary>
    public bool HasUndefined => Projection?.HasUndefined ?? (_undefined > 0);

    /// <summary>Reads a dictionary batch.</summary>
    public void Accept(in Message message, bool isFile)
    {
        long id = message.header.Long(0);
        Projection?.Define(id);
        int entry = None;
        if (_byId?.TryGetValue(id, out entry) != true)
        {
            if (Projection is not null && Projection.HasDictionary(id))
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
            Throw.Rule("IPC-8", Field.Path(values),
                $"the file defines dictionary {id} twice; only deltas may follow the first");
        }
        if (isDelta && old == null)
        {
            Throw.Rule("IPC-3", Field.Path(values),
                $"the dictionary batch with id {id} is a delta, but dictionary {id} is not defined yet");
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
            AddDelta(entry, Adopt(values, &array));
        }
        else
        {
            ArrayBlock* block = Adopt(values, &array);
            DropDeltas(entry);
            _growth[entry] = null;
            Replace(entry, block);
        }
        _sizes[entry] = size;
    }

    private ArrayBlock* Adopt(Field* values, CArrowArray* array)
    {
        try
        {
            return SharedArray.Adopt(array, Schema, values, true);
        }
        catch
        {
            array->release(array);
            throw;
        }
    }

    private void Replace(int entry, ArrayBlock* block)
    {
        _undefined -= OwnedBlocks.Get(_arrays, entry) == null ? 1 : 0;
        OwnedBlocks.Set(_arrays, entry, &block->head);
        _changed = true;
    }

    /// <summary>Appends the deltas that were read since the last batch, and updates the dictionaries that each column
    /// owns.</summary>
    /// <returns>Whether the schema has dictionaries.</returns>
    public bool Prepare()
    {
        if (_hasDeltas)
        {
            AppendDeltas();
        }
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

    /// <summary>One block that owns all dictionaries of a column and its descendants; NULL if there are none.</summary>
    private Block* OwnerOf(Field* field)
    {
        long count = Collect(field, null, 0);
        if (count == 0)
        {
            return null;
        }
        OwnedBlocks* dictionaries = OwnedBlocks.New(count);
        Collect(field, dictionaries, 0);
        return &dictionaries->head;
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

    /// <summary>Gives a column of a batch a reference to its dictionaries.</summary>
    public void AddOwner(ref ExportedArrayBuilder builder, int column)
    {
        if (_owners == null)
        {
            return;
        }
        Block* owner = OwnedBlocks.Get(_owners, column);
        if (owner != null)
        {
            Native.ab_retain(owner);
            builder.Own(column, owner);
        }
    }

    /// <summary>Attaches the dictionary to an array of indices.</summary>
    /// <param name="zero">Points to an offset of 0.</param>
    public void AttachDictionary(
        ref ExportedArrayBuilder builder, Field* field, CArrowArray* indices, int column, void** zero)
    {
        int entry = _ofField[field->index];
        ArrayBlock* values = (ArrayBlock*)OwnedBlocks.Get(_arrays, entry);
        if (values == null && indices->null_count != indices->length)
        {
            Throw.Rule("IPC-3", Field.Path(field),
                $"the batch uses dictionary {IdOf(entry)}, which no dictionary batch has defined yet");
        }
        ExportedArray* exported = builder.Next(column);
        indices->dictionary = &exported->value;
        if (values == null)
        {
            FillEmpty(ref builder, field->dictionary, exported, column, zero);
        }
        else
        {
            Fill(ref builder, field->dictionary, &values->array, exported, column, zero);
        }
    }

    private void Fill(
        ref ExportedArrayBuilder builder, Field* field, CArrowArray* source, ExportedArray* exported, int column,
        void** zero)
    {
        CArrowArray* output = &exported->value;
        *output = *source;
        output->children = builder.Children(field->n_children);
        for (int i = 0; i < field->n_children; i++)
        {
            ExportedArray* child = builder.Next(column);
            output->children[i] = &child->value;
            Fill(ref builder, field->children + i, source->children[i], child, column, zero);
        }
        if (field->dictionary != null)
        {
            AttachDictionary(ref builder, field, output, column, zero);
        }
        ExportedArrayBuilder.FinishStruct(exported, output);
    }

    /// <summary>Makes an array of length 0, for a dictionary that is not defined and not used.</summary>
    private void FillEmpty(
        ref ExportedArrayBuilder builder, Field* field, ExportedArray* exported, int column, void** zero)
    {
        CArrowArray* output = &exported->value;
        *output = default;
        output->n_buffers = field->n_buffers;
        output->buffers = builder.Buffers(field->n_buffers);
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
        output->children = builder.Children(field->n_children);
        for (int i = 0; i < field->n_children; i++)
        {
            ExportedArray* child = builder.Next(column);
            output->children[i] = &child->value;
            FillEmpty(ref builder, field->children + i, child, column, zero);
        }
        if (field->dictionary != null)
        {
            AttachDictionary(ref builder, field, output, column, zero);
        }
        ExportedArrayBuilder.FinishStruct(exported, output);
    }

    private long IdOf(int entry)
    {
        foreach ((long id, int index) in _byId!)
        {
            if (index == entry)
            {
                return id;
            }
        }
        return None;
    }

    /// <summary>
    /// Requires that fields that share a dictionary have the same value type, including dictionaries in the values.
    /// </summary>
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
