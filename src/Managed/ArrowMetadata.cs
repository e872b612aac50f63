using System.Collections;
using System.Runtime.InteropServices;
using System.Text;
using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>Represents the key-value metadata of a field or a schema: an ordered list of pairs, in which a key may
/// occur more than once. Metadata is immutable.</summary>
/// <remarks>Values that are not valid UTF-8 are kept byte by byte, so imported metadata is exported
/// unchanged.</remarks>
public sealed unsafe class ArrowMetadata : IReadOnlyList<KeyValuePair<string, string>>
{
    private readonly byte[] _encoded;
    private readonly KeyValuePair<string, string>[] _pairs;

    /// <summary>Initializes metadata with pairs of strings.</summary>
    /// <param name="pairs">The pairs of key and value, in order.</param>
    /// <exception cref="ArgumentNullException"><paramref name="pairs"/> is null.</exception>
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

    /// <summary>Initializes metadata with one pair.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
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

    /// <summary>Gets metadata without pairs.</summary>
    public static ArrowMetadata Empty { get; } = new(Array.Empty<KeyValuePair<string, string>>());

    /// <summary>Gets the number of pairs.</summary>
    public int Count => _pairs.Length;

    /// <summary>Gets the pair at an index. Bytes that are not valid UTF-8 appear as replacement characters.</summary>
    /// <param name="index">The index, from 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="IndexOutOfRangeException">The index is out of range.</exception>
    public KeyValuePair<string, string> this[int index] => _pairs[index];

    /// <summary>Gets the first value of a key, or null if the key does not exist.</summary>
    /// <param name="key">The key.</param>
    public string? this[string key] => GetBytes(key) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>Gets the encoding of the C data interface (SCH-7). It is empty if there are no pairs.</summary>
    internal ReadOnlySpan<byte> Encoded => _encoded;

    /// <summary>Gets the bytes of the first value of a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The bytes, or null if the key does not exist.</returns>
    public byte[]? GetBytes(string key)
    {
        fixed (byte* start = _encoded)
        {
            return Metadata.TryGet(start, Encoding.UTF8.GetBytes(key), out ReadOnlySpan<byte> value)
                ? value.ToArray()
                : null;
        }
    }

    /// <summary>Returns an enumerator of the pairs, in order.</summary>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, string>>)_pairs).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static ArrowMetadata Of(Field* field) =>
        field->metadata_size == 0
            ? Empty
            : new ArrowMetadata(new ReadOnlySpan<byte>(field->metadata, field->metadata_size).ToArray());

    /// <summary>Takes ownership of encoded metadata that follows a block's header. NULL gives
    /// <see cref="Empty"/>.</summary>
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

    private static void Write(MemoryStream bytes, int number) =>
        bytes.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(ref number)));
}
