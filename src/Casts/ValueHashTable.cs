using System.Runtime.CompilerServices;
using ArrowBridge.Memory;

namespace ArrowBridge.Casts;

/// <summary>
/// Hash table from the bytes of a value to the index of its first occurrence among the distinct values. At most half
/// full. The random seed prevents hash flooding.
/// </summary>
internal unsafe ref struct ValueHashTable
{
    private static readonly ulong s_seed = (ulong)Random.Shared.NextInt64() | 1;

    private readonly RowEncoder _keys;
    private readonly long* _firsts;
    private readonly long* _slots;
    private readonly long _mask;

    /// <param name="rows">Maximum number of values.</param>
    public ValueHashTable(ref CastMemory memory, in RowEncoder keys, long rows)
    {
        long size = 16;
        while (size < Size.Multiply(rows, 2))
        {
            size *= 2;
        }
        _keys = keys;
        _firsts = memory.Scratch(rows);
        _slots = memory.Scratch(size);
        _mask = size - 1;
        Allocator.Zero((byte*)_slots, size * sizeof(long));
    }

    /// <summary>Number of distinct values.</summary>
    public long Count { get; private set; }

    /// <summary>The first row of each distinct value.</summary>
    public readonly TakeIndices Firsts => new(_firsts, Count);

    /// <summary>The index of the value of a row, which must not be null.</summary>
    public long Find(long row)
    {
        ReadOnlySpan<byte> key = _keys.Key(row);
        long slot = (long)Hash(key) & _mask;
        while (_slots[slot] != 0)
        {
            long found = _slots[slot] - 1;
            if (_keys.Key(_firsts[found]).SequenceEqual(key))
            {
                return found;
            }
            slot = (slot + 1) & _mask;
        }
        _firsts[Count] = row;
        _slots[slot] = ++Count;
        return Count - 1;
    }

    private static ulong Hash(ReadOnlySpan<byte> key)
    {
        ulong hash = s_seed ^ (ulong)key.Length;
        fixed (byte* bytes = key)
        {
            int i = 0;
            for (; i + 8 <= key.Length; i += 8)
            {
                hash = Mix(hash ^ Unsafe.ReadUnaligned<ulong>(bytes + i));
            }
            ulong rest = 0;
            for (int shift = 0; i < key.Length; i++, shift += 8)
            {
                rest |= (ulong)bytes[i] << shift;
            }
            return Mix(hash ^ rest);
        }
    }

    /// <summary>Combines both halves of a product, so that every input bit affects every output bit.</summary>
    private static ulong Mix(ulong value)
    {
        ulong high = Math.BigMul(value, s_seed * 0x9E3779B97F4A7C15, out ulong low);
        return high ^ low ^ s_seed;
    }
}
