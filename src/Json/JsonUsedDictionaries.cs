using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Json;

/// <summary>
/// The dictionaries of the batches that are written. A file has one dictionary per field, so the dictionaries of all
/// batches must be prefixes of the longest one, which is written.
/// </summary>
internal sealed unsafe class JsonUsedDictionaries
{
    private readonly List<int> _fields = [];
    private readonly CArrowArray*[] _arrays;
    private readonly SchemaBlock* _schema;

    /// <param name="schema">Owned by the caller, which outlives this object.</param>
    public JsonUsedDictionaries(SchemaBlock* schema)
    {
        _schema = schema;
        Ids = new long[schema->n_fields];
        Number(SchemaBlock.Root(schema));
        _arrays = new CArrowArray*[_fields.Count];
    }

    public int Count => _fields.Count;

    /// <summary>Dictionary ids, by index in the schema's array of fields.</summary>
    public long[] Ids { get; }

    /// <summary>
    /// Assigns ids, to inner dictionaries before outer ones: readers that read the list in order expect that.
    /// </summary>
    private void Number(Field* field)
    {
        for (int i = 0; i < field->n_children; i++)
        {
            Number(field->children + i);
        }
        if (field->dictionary != null)
        {
            Number(field->dictionary);
            Ids[field->index] = _fields.Count;
            _fields.Add(field->index);
        }
    }

    /// <summary>Adds the dictionaries of a batch.</summary>
    /// <param name="owned">Receives the batches whose dictionaries are written, in one slot per dictionary.</param>
    public void Add(ArrayBlock* batch, OwnedBlocks* owned)
    {
        if (Count > 0)
        {
            Add(SchemaBlock.Root(_schema), &batch->array, batch, owned);
        }
    }

    private void Add(Field* field, CArrowArray* array, ArrayBlock* batch, OwnedBlocks* owned)
    {
        for (int i = 0; i < field->n_children; i++)
        {
            Add(field->children + i, array->children[i], batch, owned);
        }
        if (field->dictionary == null)
        {
            return;
        }
        Add(field->dictionary, array->dictionary, batch, owned);
        int id = (int)Ids[field->index];
        CArrowArray* known = _arrays[id];
        CArrowArray* values = array->dictionary;
        if (known != null)
        {
            long common = Math.Min(known->length, values->length);
            Position knownValues = new(field->dictionary, known, known->offset);
            if (!Equality.Equal(knownValues, new Position(field->dictionary, values, values->offset), common))
            {
                Throw.NotSupported(null, Field.Path(field),
                    "the dictionary differs from that of an earlier batch; the format has one for all batches");
            }
        }
        if (known == null || values->length > known->length)
        {
            _arrays[id] = values;
            Native.ab_retain(&batch->head);
            OwnedBlocks.Set(owned, id, &batch->head);
        }
    }

    public void Write(ref JsonOutput output, OwnedBlocks* owned)
    {
        output.Key("dictionaries"u8);
        output.Start('[');
        for (int id = 0; id < Count; id++)
        {
            Field* values = (SchemaBlock.Root(_schema) + _fields[id])->dictionary;
            output.Line();
            output.Start('{');
            output.Key("id"u8);
            output.Number((long)id);
            output.Key("data"u8);
            output.Start('{');
            output.Key("count"u8);
            output.Number(_arrays[id] == null ? 0 : _arrays[id]->length);
            output.Key("columns"u8);
            output.Start('[');
            WriteValues(ref output, Encoding.ASCII.GetBytes($"DICT{id}"), values, _arrays[id]);
            output.End(']');
            output.End('}');
            output.End('}');
        }
        output.End(']');
    }

    private static void WriteValues(ref JsonOutput output, byte[] name, Field* values, CArrowArray* array)
    {
        if (array != null)
        {
            JsonArrayWriter.Write(ref output, name, new Position(values, array, array->offset), array->length);
            return;
        }
        Arena arena = default;
        try
        {
            JsonArrayWriter.Write(ref output, name, new Position(values, Empty(ref arena, values), 0), 0);
        }
        finally
        {
            arena.Dispose();
        }
    }

    /// <summary>An array without rows, for a dictionary that no batch has.</summary>
    private static CArrowArray* Empty(ref Arena arena, Field* field)
    {
        CArrowArray* array = (CArrowArray*)arena.Take(sizeof(CArrowArray));
        array->n_buffers = field->n_buffers;
        array->buffers = (void**)arena.Take((long)field->n_buffers * sizeof(void*));
        array->n_children = field->n_children;
        array->children = (CArrowArray**)arena.Take((long)field->n_children * sizeof(CArrowArray*));
        for (int i = 0; i < field->n_children; i++)
        {
            array->children[i] = Empty(ref arena, field->children + i);
        }
        return array;
    }
}
