using System.Runtime.CompilerServices;
using ArrowBridge.Memory;

namespace ArrowBridge.Schemas;

/// <summary>
/// Equality of metadata: the same pairs, the same number of times, in any order. Both sides are sorted by a hash of
/// their pairs; only pairs with equal hashes are compared. The memory for this is native, since metadata can be large.
/// </summary>
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
        if (bytesA.SequenceEqual(bytesB))
        {
            return true;
        }
        int count = Unsafe.ReadUnaligned<int>(a->metadata);
        return count == Unsafe.ReadUnaligned<int>(b->metadata) && HaveSamePairs(a->metadata, b->metadata, count);
    }

    private static bool HaveSamePairs(byte* a, byte* b, int count)
    {
        long size = count * (long)sizeof(ulong);
        Block* block = Allocator.NewBuffer(Size.Multiply(size, 3), out byte* memory);
        try
        {
            Span<ulong> hashesA = new(memory, count);
            Span<ulong> hashesB = new(memory + size, count);
            Span<int> startsA = new(memory + (2 * size), count);
            Span<int> startsB = new(memory + (2 * size) + (size / 2), count);
            SortByHash(a, hashesA, startsA);
            SortByHash(b, hashesB, startsB);
            if (!hashesA.SequenceEqual(hashesB))
            {
                return false;
            }
            for (int start = 0, end; start < count; start = end)
            {
                end = start + 1;
                while (end < count && hashesA[end] == hashesA[start])
                {
                    end++;
                }
                if (!HaveSamePairs(a, startsA[start..end], b, startsB[start..end]))
                {
                    return false;
                }
            }
            return true;
        }
        finally
        {
            Native.ab_release(block);
        }
    }

    /// <summary>Compares pairs with equal hashes: nearly always copies of one pair.</summary>
    private static bool HaveSamePairs(byte* a, Span<int> startsA, byte* b, Span<int> startsB)
    {
        ReadOnlySpan<byte> first = Pair(a, startsA[0]);
        int same = 1;
        while (same < startsA.Length && Pair(a, startsA[same]).SequenceEqual(first))
        {
            same++;
        }
        if (same < startsA.Length)
        {
            startsA.Sort(new PairOrder(a));
            startsB.Sort(new PairOrder(b));
        }
        for (int i = 0; i < startsA.Length; i++)
        {
            if (!Pair(a, startsA[i]).SequenceEqual(Pair(b, startsB[i])))
            {
                return false;
            }
        }
        return true;
    }

    private static void SortByHash(byte* metadata, Span<ulong> hashes, Span<int> starts)
    {
        int start = sizeof(int);
        for (int i = 0; i < hashes.Length; i++)
        {
            ReadOnlySpan<byte> pair = Pair(metadata, start);
            hashes[i] = ByteHash.Of(pair);
            starts[i] = start;
            start += pair.Length;
        }
        hashes.Sort(starts);
    }

    /// <summary>The encoding of one pair: the length and the bytes of its key, and those of its value.</summary>
    private static ReadOnlySpan<byte> Pair(byte* metadata, int start)
    {
        int key = Unsafe.ReadUnaligned<int>(metadata + start);
        int value = Unsafe.ReadUnaligned<int>(metadata + start + sizeof(int) + key);
        return new ReadOnlySpan<byte>(metadata + start, (2 * sizeof(int)) + key + value);
    }

    private readonly struct PairOrder(byte* metadata) : IComparer<int>
    {
        private readonly byte* _metadata = metadata;

        public int Compare(int x, int y) => Pair(_metadata, x).SequenceCompareTo(Pair(_metadata, y));
    }
}
