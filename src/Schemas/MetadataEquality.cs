namespace ArrowBridge.Schemas;

/// <summary>Equality of metadata: the same pairs, the same number of times, in any order.</summary>
internal static unsafe class MetadataEquality
{
    public static bool Equal(Field* a, Field* b)
    {
        if (a->metadata_size != b->metadata_size)
        {
            return false;
        }
        ReadOnlySpan<byte> bytesA = new(a->metadata, a->metadata_size);
        ReadOnlySpan<byte> bytesB = new(b->metadata, b->metadata_size);
        return bytesA.SequenceEqual(bytesB) || SortedPairs(a).AsSpan().SequenceEqual(SortedPairs(b));
    }

    private static Pair[] SortedPairs(Field* field)
    {
        List<Pair> pairs = [];
        Metadata.Pairs next = new(field->metadata);
        while (next.Next())
        {
            pairs.Add(new Pair(next.Key.ToArray(), next.Value.ToArray()));
        }
        pairs.Sort();
        return pairs.ToArray();
    }

    private readonly struct Pair(byte[] key, byte[] value) : IComparable<Pair>, IEquatable<Pair>
    {
        private readonly byte[] _key = key;
        private readonly byte[] _value = value;

        public int CompareTo(Pair other)
        {
            int order = _key.AsSpan().SequenceCompareTo(other._key);
            return order != 0 ? order : _value.AsSpan().SequenceCompareTo(other._value);
        }

        public bool Equals(Pair other) => CompareTo(other) == 0;

        public override bool Equals(object? other) => other is Pair pair && Equals(pair);

        public override int GetHashCode() => HashCode.Combine(_key.Length, _value.Length);
    }
}
