using System.Runtime.CompilerServices;
using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Json;

/// <summary>
/// Reads the schema of a file. It builds a temporary ArrowSchema and imports that like any other ArrowSchema, which
/// checks the rules. Dictionary ids, which the C data interface does not have, are returned separately.
/// </summary>
internal unsafe ref struct JsonSchema
{
    private Arena _arena;

    /// <summary>
    /// The dictionary id of the dictionary-encoded field with this index in the schema's array of fields.
    /// </summary>
    public readonly record struct EncodedField(int Index, long Id);

    /// <param name="file">The JSON object of the whole file.</param>
    public static SchemaBlock* Read(JsonValue file, List<EncodedField> encoded)
    {
        JsonValue schema = file["schema"u8];
        if (!schema.IsObject)
        {
            Throw.Invalid(null, file.IsObject
                ? $"\"schema\" is {schema.Display()}, not an object: the file is not in Arrow's integration format"
                : $"the text is {file.Display()}, not an object");
        }
        JsonSchema reader = default;
        try
        {
            CArrowSchema* root = reader.NewStruct("+s"u8, default);
            root->metadata = reader.Metadata(schema["metadata"u8], null);
            reader.AddChildren(root, schema.RequireArray("fields"u8, null), null, 1);
            SchemaBlock* block = SchemaImport.Copy(root);
            NoteIds(root, SchemaBlock.Root(block), encoded);
            return block;
        }
        finally
        {
            reader._arena.Dispose();
        }
    }

    private CArrowSchema* NewStruct(ReadOnlySpan<byte> format, ReadOnlySpan<byte> name)
    {
        CArrowSchema* schema = (CArrowSchema*)_arena.Take(sizeof(CArrowSchema));
        schema->format = _arena.Text(format);
        schema->name = _arena.Text(name);
        schema->release = Native.ReleaseSchema; // not released; the arena frees it
        return schema;
    }

    private void AddChildren(CArrowSchema* schema, JsonValue fields, string? path, int depth)
    {
        if (depth > SchemaBlock.MaxDepth)
        {
            Throw.Rule("SCH-20", path, $"the schema is nested more than {SchemaBlock.MaxDepth} levels deep");
        }
        schema->n_children = fields.Count();
        schema->children = schema->n_children == 0
            ? null
            : (CArrowSchema**)_arena.Take(schema->n_children * sizeof(CArrowSchema*));
        JsonValue.Elements elements = new(fields);
        for (long i = 0; elements.Next(); i++)
        {
            schema->children[i] = ReadField(elements.Current, path, i, depth + 1);
        }
    }

    private CArrowSchema* ReadField(JsonValue field, string? parent, long index, int depth)
    {
        string position = parent is null ? $"[{index}]" : $"{parent}.[{index}]";
        JsonValue given = field["name"u8];
        if (!given.IsString && !given.IsNull)
        {
            Throw.Invalid(position, field.IsObject
                ? $"\"name\" is {given.Display()}, not a string"
                : $"the field is {field.Display()}, not an object");
        }
        byte[] name = given.IsString ? given.StringBytes() : [];
        JsonTypes.RequireNoNul(name, position, "the name");
        string path = name.Length == 0 ? position : Join(parent, Encoding.UTF8.GetString(name));
        JsonValue type = field["type"u8];
        byte[] format = JsonTypes.Format(type, path);
        long sorted = JsonTypes.KeysSorted(type) ? ArrowFlag.MapKeysSorted : 0;
        long nullable = IsTrue(field, "nullable"u8, path, true) ? ArrowFlag.Nullable : 0;
        JsonValue encoding = field["dictionary"u8];
        bool isEncoded = encoding.Exists && !encoding.IsNull;
        CArrowSchema* values = NewStruct(format, isEncoded ? default : name);
        CArrowSchema* schema = isEncoded ? Encode(values, encoding, name, path) : values;
        values->flags = sorted | (isEncoded ? ArrowFlag.Nullable : nullable);
        schema->flags |= nullable;
        schema->metadata = Metadata(field["metadata"u8], path);
        if (field["children"u8] is { Exists: true, IsNull: false })
        {
            AddChildren(values, field.RequireArray("children"u8, path), path, isEncoded ? depth + 1 : depth);
        }
        return schema;
    }

    private static string Join(string? parent, string name) => parent is null ? name : $"{parent}.{name}";

    private static bool IsTrue(JsonValue owner, ReadOnlySpan<byte> name, string field, bool otherwise)
    {
        JsonValue value = owner[name];
        if (!value.Exists)
        {
            return otherwise;
        }
        if (!JsonNumbers.TryBool(value, out bool truth))
        {
            Throw.Invalid(field, $"\"{Encoding.ASCII.GetString(name)}\" is {value.Display()}, not true or false");
        }
        return truth;
    }

    /// <summary>Makes the field of the indices. The type in the file is that of the values.</summary>
    private CArrowSchema* Encode(CArrowSchema* values, JsonValue encoding, ReadOnlySpan<byte> name, string path)
    {
        JsonValue indices = encoding["indexType"u8];
        CArrowSchema* schema = NewStruct(indices.Exists ? JsonTypes.Int(indices, path) : "i"u8, name);
        schema->flags = IsTrue(encoding, "isOrdered"u8, path, false) ? ArrowFlag.DictionaryOrdered : 0;
        schema->dictionary = values;
        schema->private_data = _arena.Take(sizeof(long));
        *(long*)schema->private_data = JsonNumbers.Require(encoding, "id"u8, long.MinValue, long.MaxValue, path);
        return schema;
    }

    /// <summary>Encodes key-value metadata as in the C data interface (SCH-7).</summary>
    private byte* Metadata(JsonValue pairs, string? path)
    {
        if (!pairs.Exists || pairs.IsNull)
        {
            return null;
        }
        if (!pairs.IsArray)
        {
            Throw.Invalid(path, $"\"metadata\" is {pairs.Display()}, not an array");
        }
        long size = sizeof(int);
        int count = 0;
        JsonValue.Elements elements = new(pairs);
        while (elements.Next())
        {
            JsonValue key = elements.Current["key"u8];
            JsonValue value = elements.Current["value"u8];
            if (!key.IsString || !value.IsString)
            {
                Throw.Invalid(path,
                    $"the metadata has key {key.Display()} with value {value.Display()}; both must be strings");
            }
            long length = JsonText.Length(key.StringStart) + JsonText.Length(value.StringStart);
            size = Size.Add(size, (2 * sizeof(int)) + length);
            count++;
        }
        if (size > int.MaxValue)
        {
            Throw.Rule("SCH-9", path, "the metadata has more than 2147483647 bytes");
        }
        if (count == 0)
        {
            return null;
        }
        byte* encoded = _arena.Take(size);
        Unsafe.WriteUnaligned(encoded, count);
        byte* next = encoded + sizeof(int);
        elements = new JsonValue.Elements(pairs);
        while (elements.Next())
        {
            Append(ref next, elements.Current["key"u8]);
            Append(ref next, elements.Current["value"u8]);
        }
        return encoded;
    }

    private static void Append(ref byte* next, JsonValue text)
    {
        byte* length = next;
        next = JsonText.Copy(text.StringStart, next + sizeof(int));
        Unsafe.WriteUnaligned(length, (int)(next - length - sizeof(int)));
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
}
