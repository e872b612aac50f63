using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Hash table from a value to its index in a dictionary that grows. At most a quarter full. Its memory is one block, so
/// that it can outlive calls; the values are not part of it.
/// </summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential)]
internal unsafe struct ValueIndex
{
    private const long FirstSlots = 256;

    public Block head;
    private long _slots;
    private long _count;

    private struct Slot
    {
        public ulong hash;

        /// <summary>Index of the value, plus one; 0 in an empty slot.</summary>
        public long number;
    }

    /// <summary>The values of a dictionary, and those to be added to it, which are rows of another array.</summary>
    public readonly struct Values(Field* field, CArrowArray* dictionary, CArrowArray* more, long* rows)
    {
        private readonly RowEncoder _dictionary = new(field, dictionary);
        private readonly RowEncoder _more = new(field, more);
        private readonly long _split = dictionary->length;

        public ReadOnlySpan<byte> Key(long index) =>
            index < _split ? _dictionary.Key(index) : _more.Key(rows[index - _split]);
    }

    public static ValueIndex* New() => New(FirstSlots);

    private static ValueIndex* New(long slots)
    {
        ValueIndex* table = (ValueIndex*)Allocator.NewZeroed(
            BlockKind.Memory, Size.Add(sizeof(ValueIndex), Size.Multiply(slots, sizeof(Slot))));
        table->_slots = slots;
        return table;
    }

    private static Slot* SlotsOf(ValueIndex* table) => (Slot*)(table + 1);

    /// <summary>A table of the same values with room for one more, or NULL if this one has room.</summary>
    public static ValueIndex* Larger(ValueIndex* table)
    {
        if (table->_count < table->_slots / 4)
        {
            return null;
        }
        ValueIndex* larger = New(Size.Multiply(table->_slots, 4));
        larger->_count = table->_count;
        for (long i = 0; i < table->_slots; i++)
        {
            Slot old = SlotsOf(table)[i];
            if (old.number != 0)
            {
                long slot = (long)old.hash & (larger->_slots - 1);
                while (SlotsOf(larger)[slot].number != 0)
                {
                    slot = (slot + 1) & (larger->_slots - 1);
                }
                SlotsOf(larger)[slot] = old;
            }
        }
        return larger;
    }

    /// <summary>
    /// The index of an equal value. If there is none, the value is added with the index <paramref name="next"/>.
    /// </summary>
    public static long Find(ValueIndex* table, in Values values, ReadOnlySpan<byte> key, long next)
    {
        ulong hash = ByteHash.Of(key);
        long slot = (long)hash & (table->_slots - 1);
        for (; SlotsOf(table)[slot].number != 0; slot = (slot + 1) & (table->_slots - 1))
        {
            long found = SlotsOf(table)[slot].number - 1;
            if (SlotsOf(table)[slot].hash == hash && values.Key(found).SequenceEqual(key))
            {
                return found;
            }
        }
        SlotsOf(table)[slot] = new Slot { hash = hash, number = next + 1 };
        table->_count++;
        return next;
    }
}
