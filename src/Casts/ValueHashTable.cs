using System.Runtime.CompilerServices;
using ArrowBridge.Memory;

namespace ArrowBridge.Casts;

/// <summary>
/// Values by their bytes, each with the number of its first coming. Half of the table is empty at least. Nobody outside knows the seed, so nobody can
/// make values that all want the same place.
/// </summary>
internal unsafe ref struct ValueHashTable
{
    private static readonly ulong s_seed = (ulong)Random.Shared.NextInt64() | 1;

    private readonly RowEncoder _keys;
    private readonly long* _firsts;
    private readonly long* _slots;
    private readonly long _mask;

    /// <param name="rows">No more values than that will come.</param>
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

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>The row in which each value first came.</summary>
    public readonly TakeIndices Firsts => new(_firsts, Count);

    /// <summary>The number of the value of a row, which is not null.</summary>
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

    /// <summary>Both halves of a product, so that every bit has to do with every other.</summary>
    private static ulong Mix(ulong value)
    {
        ulong high = Math.BigMul(value, s_seed * 0x9E3779B97F4A7C15, out ulong low);
        return high ^ low ^ s_seed;
    }
}
