using System.Diagnostics.CodeAnalysis;
using ArrowBridge.Memory;

namespace ArrowBridge.Arrays;

/// <summary>The values of rows as bytes.</summary>
internal interface IHashKeys
{
    /// <summary>The bytes of a row that is not null.</summary>
    ReadOnlySpan<byte> Key(long row);
}

/// <summary>
/// Hash table from the bytes of a value to the index of its first occurrence among the distinct values. At most half
/// full. The random seed prevents hash flooding.
/// </summary>
internal unsafe ref struct ValueHashTable<TKeys>
    where TKeys : struct, IHashKeys
{
    [SuppressMessage("Style", "IDE0044:Add readonly modifier", Justification = "Calls would copy a readonly field")]
    private TKeys _keys;

    private readonly long* _slots;
    private readonly long _mask;

    /// <param name="rows">Maximum number of values.</param>
    /// <param name="memory">As many numbers as <see cref="ValueHashTable.Size"/> says.</param>
    public ValueHashTable(in TKeys keys, long rows, long* memory)
    {
        long size = ValueHashTable.Slots(rows);
        _keys = keys;
        Firsts = memory;
        _slots = memory + rows;
        _mask = size - 1;
        Allocator.Zero((byte*)_slots, size * sizeof(long));
    }

    /// <summary>Number of distinct values.</summary>
    public long Count { get; private set; }

    /// <summary>The first row of each distinct value.</summary>
    public readonly long* Firsts { get; }

    /// <summary>The index of the value of a row, which must not be null.</summary>
    public long Find(long row)
    {
        ReadOnlySpan<byte> key = _keys.Key(row);
        long slot = (long)ByteHash.Of(key) & _mask;
        while (_slots[slot] != 0)
        {
            long found = _slots[slot] - 1;
            if (_keys.Key(Firsts[found]).SequenceEqual(key))
            {
                return found;
            }
            slot = (slot + 1) & _mask;
        }
        Firsts[Count] = row;
        _slots[slot] = ++Count;
        return Count - 1;
    }
}

/// <summary>Sizes of <see cref="ValueHashTable{TKeys}"/>.</summary>
internal static class ValueHashTable
{
    /// <summary>Numbers of 64 bits that a table needs.</summary>
    public static long Size(long rows) => Memory.Size.Add(rows, Slots(rows));

    public static long Slots(long rows)
    {
        long size = 16;
        while (size < Memory.Size.Multiply(rows, 2))
        {
            size *= 2;
        }
        return size;
    }
}
