using System.Diagnostics.CodeAnalysis;
using ArrowBridge.Memory;

namespace ArrowBridge.Arrays;

/// <summary>
/// Hash table from a value to the index of its first occurrence among the distinct values. At most half
/// full; it grows with the number of distinct values. The random seeds prevent hash flooding.
/// </summary>
internal unsafe ref struct ValueHashTable<TKeys>
    where TKeys : struct, IHashKeys
{
    private const long FirstSlots = 512;

    [SuppressMessage("Style", "IDE0044:Add readonly modifier", Justification = "Calls would copy a readonly field")]
    private TKeys _keys;

    // The slots, and after them the first row of each distinct value, for as many as there may be.
    private Block* _memory;
    private Slot* _slots;
    private long* _firsts;
    private long _mask;

    public ValueHashTable(in TKeys keys)
    {
        _keys = keys;
        _memory = NewMemory(FirstSlots, out _slots, out _firsts);
        _mask = FirstSlots - 1;
    }

    /// <summary>Number of distinct values.</summary>
    public long Count { get; private set; }

    /// <summary>The first row of each distinct value, until the next value is added.</summary>
    public readonly long* Firsts => _firsts;

    private struct Slot
    {
        public ulong hash;

        /// <summary>Index of the value, plus one; 0 in an empty slot.</summary>
        public long number;
    }

    public readonly void Dispose() => Native.ab_release(_memory);

    /// <summary>The index of the value of a row, which must not be null.</summary>
    public long Find(long row)
    {
        ulong hash = _keys.Hash(row);
        long slot = (long)hash & _mask;
        while (_slots[slot].number != 0)
        {
            long found = _slots[slot].number - 1;
            if (_slots[slot].hash == hash && _keys.AreSame(_firsts[found], row))
            {
                return found;
            }
            slot = (slot + 1) & _mask;
        }
        _firsts[Count] = row;
        _slots[slot] = new Slot { hash = hash, number = ++Count };
        if (Count == MaxCount(_mask + 1))
        {
            Grow();
        }
        return Count - 1;
    }

    private static long MaxCount(long slots) => slots / 2;

    private static Block* NewMemory(long slots, out Slot* table, out long* firsts)
    {
        long size = Size.Multiply(slots, sizeof(Slot));
        Block* memory = Allocator.NewBuffer(
            Size.Add(size, Size.Multiply(MaxCount(slots), sizeof(long))), out byte* bytes);
        Allocator.Zero(bytes, size);
        table = (Slot*)bytes;
        firsts = (long*)(bytes + size);
        return memory;
    }

    private void Grow()
    {
        long slots = Size.Multiply(_mask + 1, 4);
        Block* memory = NewMemory(slots, out Slot* table, out long* firsts);
        Allocator.Copy(_firsts, firsts, Count * sizeof(long));
        for (long i = 0; i <= _mask; i++)
        {
            long slot = (long)_slots[i].hash & (slots - 1);
            while (_slots[i].number != 0 && table[slot].number != 0)
            {
                slot = (slot + 1) & (slots - 1);
            }
            if (_slots[i].number != 0)
            {
                table[slot] = _slots[i];
            }
        }
        Native.ab_release(_memory);
        _memory = memory;
        _slots = table;
        _firsts = firsts;
        _mask = slots - 1;
    }
}
