using System.Runtime.CompilerServices;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>
/// Reads a schema from metadata. It becomes a temporary ArrowSchema, and that goes through the door that every schema goes through, which checks
/// the rules. Ids of dictionaries, which the C data interface does not have, are noted beside.
/// </summary>
internal unsafe ref struct IpcSchema
{
    /// <summary>No honest metadata repeats its texts so often that they grow by more than this.</summary>
    private const int TextGrowth = 16;

    private const long TextAlways = 1 << 20;

    private Arena _arena;
    private long _fieldsLeft;
    private long _textLeft;

    /// <summary>Ids of dictionary-encoded fields, by place in the schema's array of fields.</summary>
    public readonly record struct EncodedField(int Index, long Id);

    /// <summary>The schema, and the dictionary-encoded fields in it.</summary>
    public static SchemaBlock* Read(FlatTable schema, List<EncodedField> encoded)
    {
        IpcSchema reader = default;
        // A field's place in a vector alone takes 4 bytes; fields that refer to each other in a knot run out of them.
        reader._fieldsLeft = schema.BufferSize / sizeof(int);
        reader._textLeft = Math.Max(TextAlways, (long)TextGrowth * schema.BufferSize);
        try
        {
            return reader.Build(schema, encoded);
        }
        finally
        {
            reader._arena.Dispose();
        }
    }

    private SchemaBlock* Build(FlatTable schema, List<EncodedField> encoded)
    {
        if (schema.Short(0) != 0)
        {
            Throw.NotSupported("IPC-12", null, "the data is big-endian, which is not supported");
        }
        CArrowSchema* root = NewStruct("+s"u8, default);
        root->metadata = Metadata(schema, 2, null);
        AddChildren(root, schema, 1, null, 1);
        SchemaBlock* block = SchemaImport.Copy(root);
        NoteIds(root, SchemaBlock.Root(block), encoded);
        return block;
    }

    private CArrowSchema* NewStruct(ReadOnlySpan<byte> format, ReadOnlySpan<byte> name)
    {
        CArrowSchema* schema = (CArrowSchema*)_arena.Take(sizeof(CArrowSchema));
        schema->format = _arena.Text(format);
        schema->name = _arena.Text(name);
        schema->release = Native.ReleaseSchema; // marks it as live; the arena ends it
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
            Throw.Rule("SEC-5", name, "the metadata is broken: fields refer to each other");
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

    /// <summary>The field of the indices; what the metadata says of the type is said of the values.</summary>
    private CArrowSchema* Encode(CArrowSchema* values, FlatTable encoding, ReadOnlySpan<byte> name, string display)
    {
        if (encoding.Short(3) != 0)
        {
            Throw.NotSupported("IPC-3", display, $"dictionaries of kind {encoding.Short(3)} are not known");
        }
        byte[] format = encoding.TryTable(1, out FlatTable indices) ? IpcTypes.Int(indices, display) : "i"u8.ToArray();
        CArrowSchema* schema = NewStruct(format, name);
        schema->flags = encoding.Byte(2) != 0 ? ArrowFlag.DictionaryOrdered : 0;
        schema->dictionary = values;
        schema->private_data = _arena.Take(sizeof(long));
        *(long*)schema->private_data = encoding.Long(0);
        if (--_fieldsLeft < 0)
        {
            Throw.Rule("SEC-5", display, "the metadata is broken: fields refer to each other");
        }
        return schema;
    }

    /// <summary>Pairs of keys and values, as the C data interface encodes them (SCH-7).</summary>
    private byte* Metadata(FlatTable table, int field, string? name)
    {
        byte* pairs = table.Vector(field, sizeof(int), out int count);
        if (count == 0)
        {
            return null;
        }
        long size = sizeof(int);
        for (int i = 0; i < count; i++)
        {
            FlatTable pair = table.Element(pairs, i);
            size += (2 * sizeof(int)) + (long)pair.Text(0).Length + pair.Text(1).Length;
        }
        if (size > int.MaxValue)
        {
            Throw.Rule("SCH-9", name, "the metadata has more than 2147483647 bytes");
        }
        Spend(size);
        byte* encoded = _arena.Take(size);
        byte* next = encoded;
        Append(ref next, count);
        for (int i = 0; i < count; i++)
        {
            FlatTable pair = table.Element(pairs, i);
            Append(ref next, pair.Text(0));
            Append(ref next, pair.Text(1));
        }
        return encoded;
    }

    private static void Append(ref byte* next, int value)
    {
        Unsafe.WriteUnaligned(next, value);
        next += sizeof(int);
    }

    private static void Append(ref byte* next, ReadOnlySpan<byte> text)
    {
        Append(ref next, text.Length);
        text.CopyTo(new Span<byte>(next, text.Length));
        next += text.Length;
    }

    private void Spend(long size)
    {
        _textLeft -= size;
        if (_textLeft < 0)
        {
            Throw.Rule("SEC-5", null, "the metadata is broken: its texts are many times longer than itself");
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

    /// <summary>Whether footer and stream of a file describe the same data (IPC-6); custom metadata may differ, since it changes nothing.</summary>
    public static bool Agree(SchemaBlock* a, List<EncodedField> encodedA, SchemaBlock* b, List<EncodedField> encodedB)
    {
        bool agree = a->n_fields == b->n_fields && encodedA.Count == encodedB.Count;
        for (long i = 0; agree && i < a->n_fields; i++)
        {
            Field* one = SchemaBlock.Root(a) + i;
            Field* other = SchemaBlock.Root(b) + i;
            agree = one->n_children == other->n_children && one->flags == other->flags && one->Name.SequenceEqual(other->Name) &&
                one->IsDictionary == other->IsDictionary &&
                Utf8Text.Span(one->format).SequenceEqual(Utf8Text.Span(other->format));
        }
        for (int i = 0; agree && i < encodedA.Count; i++)
        {
            agree = encodedA[i] == encodedB[i];
        }
        return agree;
    }
}
