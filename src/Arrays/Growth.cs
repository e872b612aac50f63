using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Arrays;

/// <summary>
/// Spare capacity at the end of the buffers of an array that is extended again and again, as a dictionary is by deltas.
/// The new rows are written after those of the array before, which keeps the same memory and does not see them; when a
/// buffer is full, the next has twice the size. So n rows cost in the order of n copies, not n squared, while every
/// array that was made stays as it is. Only the newest array can be extended, by one thread at a time.
/// </summary>
internal sealed unsafe class Growth
{
    private Slot[] _slots = [];
    private Slot[] _next = [];
    private int _count;
    private void* _array;

    private struct Slot
    {
        public Block* Block; // owned by the newest array
        public byte* Data;
        public long Capacity;
        public long Used;
    }

    /// <summary>Starts an array. Until it is committed there is no newest one.</summary>
    /// <returns>Whether <paramref name="first"/> was the newest.</returns>
    public bool Begin(CArrowArray* first)
    {
        bool isNewest = _array != null && first->private_data == _array;
        _array = null;
        _count = 0;
        return isNewest;
    }

    /// <summary>
    /// The next buffer, in the order of the type. Its first <paramref name="kept"/> bytes are those of the array
    /// before; the caller fills the others.
    /// </summary>
    /// <returns>The block, with a reference for the caller.</returns>
    public Block* Next(long size, long kept, out byte* data)
    {
        Slot old = kept > 0 ? _slots[_count] : default;
        if (old.Used != kept)
        {
            Throw.Invalid(null, $"{kept} bytes of a dictionary are kept, but there are {old.Used}");
        }
        Slot slot = old;
        slot.Used = size;
        if (old.Block != null && size <= old.Capacity)
        {
            Native.ab_retain(old.Block);
            Allocator.Zero(old.Data + size, Math.Min(Size.Align(size, Allocator.Alignment), old.Capacity) - size);
            Native.ab_count_copy(size - kept);
        }
        else
        {
            slot.Capacity = Size.Multiply(Size.Align(size, Allocator.Alignment), 2);
            slot.Block = Allocator.NewBuffer(slot.Capacity, out slot.Data);
            Allocator.Zero(slot.Data + size, Size.Align(size, Allocator.Alignment) - size);
            Allocator.Copy(old.Data, slot.Data, kept);
            Native.ab_count_copy(size);
        }
        if (_count == _next.Length)
        {
            Array.Resize(ref _next, Math.Max(4, 2 * _count));
        }
        _next[_count++] = slot;
        data = slot.Data;
        return slot.Block;
    }

    /// <summary>The array that was started is complete and is now the newest.</summary>
    public void Commit(CArrowArray* array)
    {
        (_slots, _next) = (_next, _slots);
        _array = array->private_data;
    }

    /// <summary>Forgets the newest array, before it may be released.</summary>
    public void Clear() => _array = null;
}
