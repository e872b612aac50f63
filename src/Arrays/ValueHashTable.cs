using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using ArrowBridge.Memory;

namespace ArrowBridge.Arrays;

/// <summary>
/// Hash table from a value to the index of its first occurrence among the distinct values. At most a quarter full, so
/// that most searches end at the first slot, as the processor predicts; it grows with the number of distinct values.
/// The random seeds prevent hash flooding.
/// </summary>
internal unsafe ref struct ValueHashTable<TKeys>
    where TKeys : struct, IHashKeys
{
    /// <summary>The most rows that are looked up at once.</summary>
    public const int BlockSize = 64;

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
    public long Find(long row) => Find(row, _keys.Hash(row));

    /// <summary>
    /// Finds the indices of the values of up to <see cref="BlockSize"/> rows. All are hashed first, since the processor
    /// can hash several values at once, but only follow one search.
    /// </summary>
    /// <param name="first">The first row.</param>
    /// <param name="wanted">A bit for each row that has a value. The indices of other rows are not written.</param>
    public void Find(long first, int count, ulong wanted, long* indices)
    {
        ulong* hashes = stackalloc ulong[BlockSize];
        TKeys keys = _keys;
        if (wanted == ulong.MaxValue >> (BlockSize - count))
        {
            for (int i = 0; i < count; i++)
            {
                hashes[i] = keys.Hash(first + i);
            }
            for (int i = 0; i < count; i++)
            {
                indices[i] = Find(first + i, hashes[i]);
            }
            return;
        }
        for (; wanted != 0; wanted &= wanted - 1)
        {
            int i = BitOperations.TrailingZeroCount(wanted);
            indices[i] = Find(first + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Find(long row, ulong hash)
    {
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
        return Add(slot, row, hash);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long Add(long slot, long row, ulong hash)
    {
        _firsts[Count] = row;
        _slots[slot] = new Slot { hash = hash, number = ++Count };
        if (Count == MaxCount(_mask + 1))
        {
            Grow();
        }
        return Count - 1;
    }

    private static long MaxCount(long slots) => slots / 4;

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
