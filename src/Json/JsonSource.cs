using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Json;

/// <summary>An open file of the integration format: its schema, and its batches by index.</summary>
internal sealed unsafe class JsonSource
{
    private const int TextSlot = 0;
    private const int DictionariesSlot = 1;
    private const int Slots = 2;

    private readonly JsonDictionaries _dictionaries;
    private readonly List<JsonValue> _batches = [];
    private readonly string _path;

    private JsonSource(
        SchemaBlock* schema, OwnedBlocks* owned, JsonDictionaries dictionaries, JsonValue batches, string path)
    {
        Schema = schema;
        Owned = owned;
        _dictionaries = dictionaries;
        _path = path;
        JsonValue.Elements elements = new(batches);
        while (elements.Next())
        {
            _batches.Add(elements.Current);
        }
    }

    /// <summary>The schema; the caller of <see cref="Open"/> owns a reference to it.</summary>
    public SchemaBlock* Schema { get; }

    /// <summary>All native memory except the schema; the caller of <see cref="Open"/> owns a reference to it.</summary>
    public OwnedBlocks* Owned { get; }

    public int Count => _batches.Count;

    public ReadOnlySpan<int> DictionaryNumbers => _dictionaries.OfField;

    public static JsonSource Open(byte* path)
    {
        string display = Utf8Text.Display(Utf8Text.Span(path));
        OwnedBlocks* owned = OwnedBlocks.New(Slots);
        SchemaBlock* schema = null;
        try
        {
            OwnedBlocks.Set(owned, TextSlot, JsonFile.Load(path, out JsonValue file));
            List<JsonSchema.EncodedField> encoded = [];
            schema = JsonSchema.Read(file, encoded);
            JsonDictionaries dictionaries = new(file, schema, encoded, owned, DictionariesSlot);
            return new JsonSource(schema, owned, dictionaries, file.RequireArray("batches"u8, null), display);
        }
        catch (Exception exception)
        {
            Native.ab_release((Block*)schema);
            Native.ab_release(&owned->head);
            AddPosition(exception, display, -1);
            throw;
        }
    }

    /// <summary>Reads a batch in the form that every consumer takes. It is independent of this object.</summary>
    public void Read(int number, CArrowArray* output)
    {
        try
        {
            JsonArrays.Batch(_batches[number], SchemaBlock.Root(Schema), _dictionaries, output);
        }
        catch (Exception exception)
        {
            AddPosition(exception, _path, number);
            throw;
        }
    }

    private static void AddPosition(Exception exception, string path, long batch)
    {
        if (exception is ArrowBridgeException { IsForeign: false } error)
        {
            error.File = path;
            error.Batch = batch;
        }
    }

    public void Release()
    {
        Native.ab_release(&Schema->head);
        Native.ab_release(&Owned->head);
    }
}
