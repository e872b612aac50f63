using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Json;

/// <summary>The dictionaries of a file, by id. Each is read when a batch first needs it.</summary>
internal sealed unsafe class JsonDictionaries
{
    private readonly Dictionary<long, int> _byId = [];
    private readonly int[] _ofField;
    private readonly JsonValue[] _data;
    private readonly Field*[] _encoded;
    private readonly long[] _ids;
    private readonly OwnedBlocks* _arrays;
    private readonly SchemaBlock* _schema;

    /// <param name="schema">Owned by the caller, which outlives this object.</param>
    /// <param name="owned">Receives the arrays, in <paramref name="slot"/>.</param>
    public JsonDictionaries(
        JsonValue file, SchemaBlock* schema, List<JsonSchema.EncodedField> fields, OwnedBlocks* owned, int slot)
    {
        _schema = schema;
        Field* root = SchemaBlock.Root(schema);
        _ofField = fields.Count == 0 ? [] : new int[schema->n_fields];
        _encoded = new Field*[fields.Count];
        _ids = new long[fields.Count];
        foreach (JsonSchema.EncodedField field in fields)
        {
            int entry = _byId.Count;
            if (_byId.TryAdd(field.Id, entry))
            {
                _encoded[entry] = root + field.Index;
                _ids[entry] = field.Id;
            }
            _ofField[field.Index] = _byId[field.Id];
        }
        foreach (JsonSchema.EncodedField field in fields)
        {
            RequireSameType(root + field.Index, _encoded[_ofField[field.Index]], field.Id);
        }
        _data = new JsonValue[_byId.Count];
        Find(file["dictionaries"u8]);
        _arrays = OwnedBlocks.New(_byId.Count);
        OwnedBlocks.Set(owned, slot, &_arrays->head);
    }

    /// <summary>Index of the dictionary of each field, by index of the field.</summary>
    public ReadOnlySpan<int> OfField => _ofField;

    private void Find(JsonValue dictionaries)
    {
        if (dictionaries.Exists && !dictionaries.IsNull && !dictionaries.IsArray)
        {
            Throw.Invalid(null, $"\"dictionaries\" is {dictionaries.Display()}, not an array");
        }
        JsonValue.Elements elements = new(dictionaries);
        while (elements.Next())
        {
            long id = JsonNumbers.Require(elements.Current, "id"u8, long.MinValue, long.MaxValue, null);
            if (!_byId.TryGetValue(id, out int entry))
            {
                continue; // no field uses it
            }
            if (_data[entry].Exists)
            {
                Throw.Invalid(null, $"the file has dictionary {id} twice");
            }
            _data[entry] = elements.Current["data"u8];
        }
    }

    /// <summary>The dictionary of a field, owned by this object.</summary>
    public ArrayBlock* Get(Field* field)
    {
        int entry = _ofField[field->index];
        ArrayBlock* array = (ArrayBlock*)OwnedBlocks.Get(_arrays, entry);
        if (array == null)
        {
            // This also reads the dictionaries in its values. A type never contains itself, so the recursion ends.
            array = Read(entry);
            OwnedBlocks.Set(_arrays, entry, &array->head);
        }
        return array;
    }

    private ArrayBlock* Read(int entry)
    {
        Field* field = _encoded[entry];
        JsonValue.Elements columns = new(_data[entry]["columns"u8]);
        if (!columns.Next())
        {
            string problem = _data[entry].Exists
                ? "has no column with its values"
                : "is used by the schema, but the file does not have it";
            Throw.Invalid(Field.Path(field), $"dictionary {_ids[entry]} {problem}");
        }
        CArrowArray array;
        JsonArrays.Values(columns.Current, field->dictionary, this, &array);
        try
        {
            return SharedArray.Adopt(&array, _schema, field->dictionary, true);
        }
        catch
        {
            array.release(&array);
            throw;
        }
    }

    /// <summary>
    /// Requires that fields that share a dictionary have the same value type, including dictionaries in the values.
    /// </summary>
    private void RequireSameType(Field* field, Field* first, long id)
    {
        if (!SchemaEquality.AreSameType(field->dictionary, first->dictionary) ||
            !HaveSameIds(field->dictionary, first->dictionary))
        {
            Throw.Invalid(Field.Path(field), $"dictionary {id} is used with values of two different types");
        }
    }

    private bool HaveSameIds(Field* a, Field* b)
    {
        for (int i = 0; i < a->n_children; i++)
        {
            if (!HaveSameIds(a->children + i, b->children + i))
            {
                return false;
            }
        }
        return a->dictionary == null ||
            (_ofField[a->index] == _ofField[b->index] && HaveSameIds(a->dictionary, b->dictionary));
    }
}
