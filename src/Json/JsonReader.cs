using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Streams;

namespace ArrowBridge.Json;

/// <summary>A reader of a JSON file in the Arrow integration format.</summary>
internal sealed unsafe class JsonReader : Reader
{
    private readonly JsonSource _source;
    private int _next;

    private JsonReader(JsonSource source)
        : base(source.Schema, true)
    {
        _source = source;
    }

    public static ReaderBlock* Open(byte* path)
    {
        JsonSource source = JsonSource.Open(path);
        try
        {
            ReaderBlock* block = new JsonReader(source).Attach(1);
            ReaderBlock.Refs(block)[0] = &source.Owned->head;
            return block;
        }
        catch
        {
            Native.ab_release(&source.Owned->head); // the reader has taken over and released the schema
            throw;
        }
    }

    public override ReadOnlySpan<int> DictionaryNumbers => _source.DictionaryNumbers;

    public override bool Next(CArrowArray* output)
    {
        if (_next < _source.Count)
        {
            _source.Read(_next, output);
            _next++;
        }
        return false;
    }
}
