using System.Runtime.CompilerServices;
using ArrowBridge.Memory;

namespace ArrowBridge.Casts;

/// <summary>
/// Hash table from the bytes of a value to the index of its first occurrence among the distinct values. At most half
/// full. The random seed prevents hash flooding.
/// </summary>
internal unsafe ref struct ValueHashTable
{
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
        long slot = (long)ByteHash.Of(key) & _mask;
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
}
