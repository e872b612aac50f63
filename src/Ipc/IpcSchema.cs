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

    /// <summary>Reads the schema and adds its dictionary-encoded fields to <paramref name="encoded"/>.</summary>
    /// <param name="columns">Indices of the top-level columns to include, in that order; null for all.</param>
    public static SchemaBlock* Read(FlatTable schema, List<EncodedField> encoded, int[]? columns = null)
    {
        IpcSchema reader = default;
        // Each field takes at least 4 bytes, in its parent's vector; more fields than that means a cycle or shared
        // children.
        reader._fieldsLeft = schema.BufferSize / sizeof(int);
        reader._textLeft = IpcMetadata.MaxText(schema.BufferSize);
        try
        {
            return reader.Build(schema, encoded, columns);
        }
        finally
        {
            reader._arena.Dispose();
        }
    }

    private SchemaBlock* Build(FlatTable schema, List<EncodedField> encoded, int[]? columns)
    {
        CArrowSchema* root = NewStruct("+s"u8, default);
        root->metadata = Metadata(schema, 2, null);
        AddChildren(root, schema, 1, null, 1);
        if (columns != null)
        {
            Project(root, columns);
        }
        SchemaBlock* block = SchemaImport.Copy(root);
        NoteIds(root, SchemaBlock.Root(block), encoded);
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

    private CArrowSchema* NewStruct(ReadOnlySpan<byte> format, ReadOnlySpan<byte> name)
    {
        CArrowSchema* schema = (CArrowSchema*)_arena.Take(sizeof(CArrowSchema));
        schema->format = _arena.Text(format);
        schema->name = _arena.Text(name);
        schema->release = Native.ReleaseSchema; // not released; the arena frees it
        return schema;
    }

    private void AddChildren(CArrowSchema* schema, FlatTable table, int field, string? name, int depth)
    {
        byte* children = table.Vector(field, sizeof(int), out int count);
        if (depth > SchemaBlock.MaxDepth)
        {
            Throw.Rule("SCH-20", name, $"the schema is nested more than {SchemaBlock.MaxDepth} levels deep");
        }
        _fieldsLeft -= count;
        if (_fieldsLeft < 0)
        {
            Throw.Rule("SEC-5", name, "the metadata is not a valid flatbuffer: fields share children or form a cycle");
        }
        schema->n_children = count;
        schema->children = count == 0 ? null : (CArrowSchema**)_arena.Take((long)count * sizeof(CArrowSchema*));
        for (int i = 0; i < count; i++)
        {
            schema->children[i] = ReadField(table.Element(children, i), depth + 1);
        }
    }

    private CArrowSchema* ReadField(FlatTable field, int depth)
    {
        ReadOnlySpan<byte> name = field.Text(0);
        string display = Utf8Text.Display(name[..Math.Min(name.Length, 100)]);
        IpcTypes.RequireNoNul(name, display, "the name");
        Spend(name.Length);
        byte kind = field.Byte(2);
        field.TryTable(3, out FlatTable type);
        field.Vector(5, sizeof(int), out int children);
        byte[] format = IpcTypes.Format(kind, type, children, display);
        Spend(format.Length);
        long sorted = IpcTypes.KeysSorted(kind, type) ? ArrowFlag.MapKeysSorted : 0;
        long nullable = field.Byte(1) != 0 ? ArrowFlag.Nullable : 0;
        bool isEncoded = field.TryTable(4, out FlatTable encoding);
        CArrowSchema* values = NewStruct(format, isEncoded ? default : name);
        CArrowSchema* schema = isEncoded ? Encode(values, encoding, name, display) : values;
        values->flags = sorted | (isEncoded ? ArrowFlag.Nullable : nullable);
        schema->flags |= nullable;
        schema->metadata = Metadata(field, 6, display);
        AddChildren(values, field, 5, display, isEncoded ? depth + 1 : depth);
        return schema;
    }

    /// <summary>Makes the field of the indices. The type in the metadata is that of the values.</summary>
    private CArrowSchema* Encode(CArrowSchema* values, FlatTable encoding, ReadOnlySpan<byte> name, string display)
    {
        if (encoding.Short(3) != 0)
        {
            Throw.NotSupported("IPC-3", display, $"unknown dictionary kind {encoding.Short(3)}");
        }
        byte[] format = encoding.TryTable(1, out FlatTable indices) ? IpcTypes.Int(indices, display) : "i"u8.ToArray();
        CArrowSchema* schema = NewStruct(format, name);
        schema->flags = encoding.Byte(2) != 0 ? ArrowFlag.DictionaryOrdered : 0;
        schema->dictionary = values;
        schema->private_data = _arena.Take(sizeof(long));
        *(long*)schema->private_data = encoding.Long(0);
        if (--_fieldsLeft < 0)
        {
            Throw.Rule("SEC-5", display,
                "the metadata is not a valid flatbuffer: fields share children or form a cycle");
        }
        return schema;
    }

    private byte* Metadata(FlatTable table, int field, string? name)
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
    public static bool Agree(SchemaBlock* a, List<EncodedField> encodedA, SchemaBlock* b, List<EncodedField> encodedB)
    {
        bool agree = a->n_fields == b->n_fields && encodedA.Count == encodedB.Count;
        for (long i = 0; agree && i < a->n_fields; i++)
        {
            Field* one = SchemaBlock.Root(a) + i;
            Field* other = SchemaBlock.Root(b) + i;
            agree = one->n_children == other->n_children && one->flags == other->flags &&
                one->Name.SequenceEqual(other->Name) && one->IsDictionary == other->IsDictionary &&
                Utf8Text.Span(one->format).SequenceEqual(Utf8Text.Span(other->format));
        }
        for (int i = 0; agree && i < encodedA.Count; i++)
        {
            agree = encodedA[i] == encodedB[i];
        }
        return agree;
    }
}
