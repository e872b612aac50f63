using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>
/// Reads a schema from IPC metadata. It builds a temporary ArrowSchema and imports that like any other ArrowSchema,
/// which checks the rules. Dictionary ids, which the C data interface does not have, are returned separately.
/// </summary>
internal unsafe ref struct IpcSchema
{
    private Arena _arena;
    private long _fieldsLeft;
    private long _textLeft;
    private bool _encodes;

    /// <summary>
    /// The dictionary id of the dictionary-encoded field with this index in the schema's array of fields.
    /// </summary>
    public readonly record struct EncodedField(int Index, long Id);

    /// <summary>Whether bodies are in the other byte order than this machine's (IPC-12).</summary>
    public static bool IsSwapped(FlatTable schema)
    {
        int endianness = schema.Short(0);
        if (endianness is not (0 or 1))
        {
            Throw.NotSupported("IPC-12", null, $"unknown endianness {endianness}");
        }
        return endianness == (BitConverter.IsLittleEndian ? 1 : 0);
    }

    /// <summary>Reads the schema.</summary>
    /// <param name="encoded">Receives its dictionary-encoded fields; null if there are none.</param>
    /// <param name="columns">Indices of the top-level columns to include, in that order; null for all.</param>
    public static SchemaBlock* Read(FlatTable schema, out List<EncodedField>? encoded, int[]? columns = null)
    {
        IpcSchema reader = default;
        // Each field takes at least 4 bytes, in its parent's vector; more fields than that means a cycle or shared
        // children.
        reader._fieldsLeft = schema.BufferSize / sizeof(int);
        reader._textLeft = IpcMetadata.MaxText(schema.BufferSize);
        try
        {
            return reader.Build(schema, out encoded, columns);
        }
        finally
        {
            reader._arena.Dispose();
        }
    }

    private SchemaBlock* Build(FlatTable schema, out List<EncodedField>? encoded, int[]? columns)
    {
        encoded = null;
        CArrowSchema* root = NewStruct(IpcTypes.Struct, _arena.Text(default));
        root->metadata = Metadata(schema, 2, default);
        byte* fields = schema.Vector(1, sizeof(int), out int count);
        AddChildren(root, schema, fields, count, default, 1);
        if (columns != null)
        {
            Project(root, columns);
        }
        SchemaBlock* block = SchemaImport.Copy(root);
        if (_encodes)
        {
            encoded = [];
            NoteIds(root, SchemaBlock.Root(block), encoded);
        }
        return block;
    }

    private void Project(CArrowSchema* root, int[] columns)
    {
        CArrowSchema** projected =
            columns.Length == 0 ? null : (CArrowSchema**)_arena.Take((long)columns.Length * sizeof(CArrowSchema*));
        for (int i = 0; i < columns.Length; i++)
        {
            projected[i] = root->children[columns[i]];
        }
        root->children = projected;
        root->n_children = columns.Length;
    }

    private CArrowSchema* NewStruct(byte* format, byte* name)
    {
        CArrowSchema* schema = (CArrowSchema*)_arena.Take(sizeof(CArrowSchema));
        Begin(schema, format, name);
        return schema;
    }

    private static void Begin(CArrowSchema* schema, byte* format, byte* name)
    {
        schema->format = format;
        schema->name = name;
        schema->release = Native.ReleaseSchema; // not released; the arena frees it
    }

    /// <param name="table">Any table of the flatbuffer.</param>
    /// <param name="tables">The vector with the children.</param>
    private void AddChildren(
        CArrowSchema* schema, in FlatTable table, byte* tables, int count, ReadOnlySpan<byte> name, int depth)
    {
        if (depth > SchemaBlock.MaxDepth)
        {
            Throw.Rule("SCH-20", IpcTypes.Shown(name),
                $"the schema is nested more than {SchemaBlock.MaxDepth} levels deep");
        }
        _fieldsLeft -= count;
        if (_fieldsLeft < 0)
        {
            TooManyFields(name);
        }
        CArrowSchema** children =
            (CArrowSchema**)_arena.Take((long)count * (sizeof(CArrowSchema*) + sizeof(CArrowSchema)));
        CArrowSchema* structs = (CArrowSchema*)(children + count);
        schema->n_children = count;
        schema->children = count == 0 ? null : children;
        for (int i = 0; i < count; i++)
        {
            children[i] = structs + i;
            ReadField(table.Element(tables, i), structs + i, depth + 1);
        }
    }

    /// <param name="schema">Receives the field; zero.</param>
    private void ReadField(in FlatTable field, CArrowSchema* schema, int depth)
    {
        ReadOnlySpan<byte> name = field.Text(0);
        IpcTypes.RequireNoNul(name, name, "the name");
        byte kind = field.Byte(2);
        field.TryTable(3, out FlatTable type);
        byte* childTables = field.Vector(5, sizeof(int), out int children);
        byte* format = IpcTypes.Format(kind, type, children, name, ref _arena);
        Spend((long)name.Length + Utf8Text.Span(format).Length);
        long nullable = field.Byte(1) != 0 ? ArrowFlag.Nullable : 0;
        CArrowSchema* values = schema;
        byte* text = field.IsTerminated(name) ? FlatTable.Address(name) : _arena.Text(name);
        if (field.TryTable(4, out FlatTable encoding))
        {
            values = Encode(schema, encoding, text, name);
            Begin(values, format, _arena.Text(default));
            values->flags = ArrowFlag.Nullable;
            depth++;
        }
        else
        {
            Begin(schema, format, text);
        }
        schema->flags |= nullable;
        values->flags |= IpcTypes.KeysSorted(kind, type) ? ArrowFlag.MapKeysSorted : 0;
        if (field.Has(6))
        {
            schema->metadata = Metadata(field, 6, name);
        }
        if (children > 0)
        {
            AddChildren(values, field, childTables, children, name, depth);
        }
    }

    /// <summary>
    /// Makes the field of the indices, and that of the values. The type in the metadata is that of the values.
    /// </summary>
    private CArrowSchema* Encode(CArrowSchema* schema, in FlatTable encoding, byte* text, ReadOnlySpan<byte> name)
    {
        if (encoding.Short(3) != 0)
        {
            Throw.NotSupported("IPC-3", IpcTypes.Shown(name), $"unknown dictionary kind {encoding.Short(3)}");
        }
        byte* format =
            encoding.TryTable(1, out FlatTable indices) ? IpcTypes.Int(indices, name) : IpcTypes.DefaultIndices;
        _encodes = true;
        Begin(schema, format, text);
        schema->flags = encoding.Byte(2) != 0 ? ArrowFlag.DictionaryOrdered : 0;
        schema->dictionary = (CArrowSchema*)_arena.Take(sizeof(CArrowSchema));
        schema->private_data = _arena.Take(sizeof(long));
        *(long*)schema->private_data = encoding.Long(0);
        if (--_fieldsLeft < 0)
        {
            TooManyFields(name);
        }
        return schema->dictionary;
    }

    private static void TooManyFields(ReadOnlySpan<byte> name) =>
        Throw.Rule("SEC-5", IpcTypes.Shown(name),
            "the metadata is not a valid flatbuffer: fields share children or form a cycle");

    private byte* Metadata(in FlatTable table, int field, ReadOnlySpan<byte> name)
    {
        long size = IpcMetadata.Size(table, field, name);
        Spend(size);
        if (size == 0)
        {
            return null;
        }
        byte* encoded = _arena.Take(size);
        IpcMetadata.Write(table, field, encoded);
        return encoded;
    }

    /// <summary>Counts bytes of text, against the maximum for the size of the metadata.</summary>
    private void Spend(long size)
    {
        _textLeft -= size;
        if (_textLeft < 0)
        {
            IpcMetadata.TooLong();
        }
    }

    private static void NoteIds(CArrowSchema* schema, Field* field, List<EncodedField> encoded)
    {
        for (int i = 0; i < field->n_children; i++)
        {
            NoteIds(schema->children[i], field->children + i, encoded);
        }
        if (field->dictionary != null)
        {
            encoded.Add(new EncodedField(field->index, *(long*)schema->private_data));
            NoteIds(schema->dictionary, field->dictionary, encoded);
        }
    }

    /// <summary>
    /// Whether the footer and the stream of a file describe the same data (IPC-6). Custom metadata may differ: it does
    /// not change the data.
    /// </summary>
    public static bool Agree(
        SchemaBlock* a, List<EncodedField>? encodedA, SchemaBlock* b, List<EncodedField>? encodedB)
    {
        int count = encodedA?.Count ?? 0;
        bool agree = a->n_fields == b->n_fields && count == (encodedB?.Count ?? 0);
        for (long i = 0; agree && i < a->n_fields; i++)
        {
            Field* one = SchemaBlock.Root(a) + i;
            Field* other = SchemaBlock.Root(b) + i;
            agree = one->n_children == other->n_children && one->flags == other->flags &&
                one->Name.SequenceEqual(other->Name) && one->IsDictionary == other->IsDictionary &&
                Utf8Text.Span(one->format).SequenceEqual(Utf8Text.Span(other->format));
        }
        for (int i = 0; agree && i < count; i++)
        {
            agree = encodedA![i] == encodedB![i];
        }
        return agree;
    }
}
