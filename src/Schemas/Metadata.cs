using System.Runtime.CompilerServices;
using ArrowBridge.Errors;

namespace ArrowBridge.Schemas;

/// <summary>
/// Metadata in the encoded form: int32 count, then length and bytes of each key and value, in native byte order (SCH-7,
/// SCH-8).
/// </summary>
internal static unsafe class Metadata
{
    /// <summary>Size of the encoding in bytes; 0 for NULL and for no pairs (SCH-6).</summary>
    public static long EncodedSize(byte* metadata)
    {
        if (metadata == null)
        {
            return 0;
        }
        int pairs = Unsafe.ReadUnaligned<int>(metadata);
        if (pairs < 0)
        {
            Throw.Rule("SCH-7", null, $"the metadata has a count of {pairs} pairs");
        }
        long size = pairs == 0 ? 0 : sizeof(int);
        for (long i = 0; i < 2L * pairs; i++)
        {
            int length = Unsafe.ReadUnaligned<int>(metadata + size);
            if (length < 0)
            {
                Throw.Rule("SCH-7", null, $"the metadata has a {(i % 2 == 0 ? "key" : "value")} of {length} bytes");
            }
            size += sizeof(int) + (long)length;
            if (size > int.MaxValue)
            {
                Throw.Rule("SCH-9", null, "the metadata has more than 2147483647 bytes");
            }
        }
        return size;
    }

    public ref struct Pairs(byte* metadata)
    {
        private byte* _next = metadata == null ? null : metadata + sizeof(int);
        private int _left = metadata == null ? 0 : Unsafe.ReadUnaligned<int>(metadata);

        public ReadOnlySpan<byte> Key { get; private set; }

        public ReadOnlySpan<byte> Value { get; private set; }

        public bool Next()
        {
            if (_left == 0)
            {
                return false;
            }
            _left--;
            Key = Text();
            Value = Text();
            return true;
        }

        private ReadOnlySpan<byte> Text()
        {
            int length = Unsafe.ReadUnaligned<int>(_next);
            ReadOnlySpan<byte> text = new(_next + sizeof(int), length);
            _next += sizeof(int) + length;
            return text;
        }
    }

    /// <summary>Gets the first value of a key. Returns false if the key is missing.</summary>
    public static bool TryGet(byte* metadata, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        Pairs pairs = new(metadata);
        while (pairs.Next())
        {
            if (pairs.Key.SequenceEqual(key))
            {
                value = pairs.Value;
                return true;
            }
        }
        value = default;
        return false;
    }
}
