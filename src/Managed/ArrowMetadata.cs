using System.Collections;
using System.Runtime.InteropServices;
using System.Text;
using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>Pairs of key and value of a field or a schema, in their order; a key may stand there more than once. Immutable.</summary>
/// <remarks>Values that are no texts are kept byte by byte: what was imported is exported as it came.</remarks>
public sealed unsafe class ArrowMetadata : IReadOnlyList<KeyValuePair<string, string>>
{
    private readonly byte[] _encoded;
    private readonly KeyValuePair<string, string>[] _pairs;

    /// <summary>Makes metadata of texts.</summary>
    /// <param name="pairs">Keys with values, in the order to keep.</param>
    public ArrowMetadata(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        _pairs = [.. pairs];
        MemoryStream bytes = new();
        if (_pairs.Length > 0)
        {
            Write(bytes, _pairs.Length);
        }
        foreach ((string key, string value) in _pairs)
        {
            Write(bytes, key);
            Write(bytes, value);
        }
        _encoded = bytes.ToArray();
    }

    /// <summary>Makes metadata of one pair.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value.</param>
    public ArrowMetadata(string key, string value)
        : this(new KeyValuePair<string, string>[] { new(key, value) })
    {
    }

    private ArrowMetadata(byte[] encoded)
    {
        _encoded = encoded;
        List<KeyValuePair<string, string>> pairs = [];
        fixed (byte* start = _encoded)
        {
            Metadata.Pairs next = new(start);
            while (next.Next())
            {
                pairs.Add(new(Encoding.UTF8.GetString(next.Key), Encoding.UTF8.GetString(next.Value)));
            }
        }
        _pairs = [.. pairs];
    }

    /// <summary>No pairs.</summary>
    public static ArrowMetadata Empty { get; } = new(Array.Empty<KeyValuePair<string, string>>());

    /// <summary>How many pairs there are.</summary>
    public int Count => _pairs.Length;

    /// <summary>A pair by its place; bytes that are not UTF-8 appear as replacement characters.</summary>
    /// <param name="index">From 0.</param>
    public KeyValuePair<string, string> this[int index] => _pairs[index];

    /// <summary>The first value of a key; null where there is none.</summary>
    /// <param name="key">The key.</param>
    public string? this[string key] => GetBytes(key) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>The C encoding (SCH-7); empty where there are no pairs.</summary>
    internal ReadOnlySpan<byte> Encoded => _encoded;

    /// <summary>The bytes of the first value of a key; null where there is none.</summary>
    /// <param name="key">The key.</param>
    public byte[]? GetBytes(string key)
    {
        fixed (byte* start = _encoded)
        {
            return Metadata.TryGet(start, Encoding.UTF8.GetBytes(key), out ReadOnlySpan<byte> value) ? value.ToArray() : null;
        }
    }

    /// <summary>The pairs, in order.</summary>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, string>>)_pairs).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static ArrowMetadata Of(Field* field) =>
        field->metadata_size == 0 ? Empty : new ArrowMetadata(new ReadOnlySpan<byte>(field->metadata, field->metadata_size).ToArray());

    /// <summary>Takes over what stands behind a block's header; NULL is none.</summary>
    internal static ArrowMetadata Take(byte* encoded, long size)
    {
        if (encoded == null)
        {
            return Empty;
        }
        ArrowMetadata metadata = new(new ReadOnlySpan<byte>(encoded, (int)size).ToArray());
        Memory.Native.ab_release((Memory.Block*)encoded - 1);
        return metadata;
    }

    private static void Write(MemoryStream bytes, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        Write(bytes, utf8.Length);
        bytes.Write(utf8);
    }

    private static void Write(MemoryStream bytes, int number) => bytes.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(ref number)));
}
