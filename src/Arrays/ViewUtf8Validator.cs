using System.Numerics;
using ArrowBridge.Abi;
using ArrowBridge.Memory;

namespace ArrowBridge.Arrays;

/// <summary>
/// Checks the UTF-8 of long views. Each view is checked by itself until their total length is several times that of the
/// buffers. After that, since views may refer to the same bytes many times, each buffer is scanned once and one bit is
/// stored for each position where a character is not followed by the start of another. From then on the cost of a view
/// does not depend on its length.
/// </summary>
internal unsafe ref struct ViewUtf8Validator
{
    // How many times the bytes of the buffers may be checked view by view, before the buffers are scanned.
    private const int Times = 4;

    private const int BitsPerCount = 512;

    private readonly CArrowArray* _array;
    private readonly bool _isEnabled;

    // Number of bytes that may still be checked view by view; negative when it is used up.
    private long _left;

    // One slot per buffer for its table of faults, created when needed.
    private OwnedBlocks* _faults;

    /// <param name="isEnabled">Whether the views are strings and are checked at the full level.</param>
    public ViewUtf8Validator(RowRange* range, bool isEnabled)
    {
        _array = range->array;
        _isEnabled = isEnabled;
        for (long i = 0; isEnabled && i < Buffers; i++)
        {
            _left = (long)UInt128.Min((UInt128)long.MaxValue, (UInt128)_left + ((UInt128)(ulong)Lengths[i] * Times));
        }
    }

    private readonly long Buffers => _array->n_buffers - 3;

    private readonly long* Lengths => (long*)_array->buffers[_array->n_buffers - 1];

    public readonly void Release() => Native.ab_release((Block*)_faults);

    /// <summary>Whether a view is UTF-8. Its buffer and offset are already checked.</summary>
    public bool AreUtf8(View* view, byte* bytes)
    {
        if (!_isEnabled)
        {
            return true;
        }
        if (_left >= 0)
        {
            _left -= view->length;
            return ValidationText.IsUtf8(bytes, view->length);
        }
        return HasNoFault(FaultsOf(view->index), bytes, view->offset, view->length);
    }

    private static bool HasNoFault(Faults* faults, byte* bytes, long start, long length)
    {
        // The last character of the view is checked by itself, since what follows it in the buffer is not part of the
        // view.
        long last = length - 1;
        while (last > 0 && length - last < 4 && ValidationText.IsContinuation(bytes[last]))
        {
            last--;
        }
        return !ValidationText.IsContinuation(bytes[0]) && ValidationText.IsUtf8(bytes + last, length - last) &&
            faults->Before(start + last) == faults->Before(start);
    }

    private Faults* FaultsOf(int index)
    {
        if (_faults == null)
        {
            _faults = OwnedBlocks.New(Buffers);
        }
        Block* block = OwnedBlocks.Get(_faults, index);
        if (block == null)
        {
            block = Faults.Find((byte*)_array->buffers[2 + (long)index], Lengths[index]);
            OwnedBlocks.Set(_faults, index, block);
        }
        return (Faults*)(block + 1);
    }

    /// <summary>
    /// A table in one block: one bit per byte of a buffer, set at a fault, and the number of faults before each chunk
    /// of bits.
    /// </summary>
    private struct Faults
    {
        public ulong* bits;
        public long* counts;

        public static Block* Find(byte* bytes, long length)
        {
            long chunks = (length / BitsPerCount) + 1;
            long words = chunks * (BitsPerCount / 64);
            long size = Size.Add(sizeof(Block) + sizeof(Faults), Size.Multiply(chunks + words, sizeof(long)));
            Block* block = Allocator.NewZeroed(BlockKind.Memory, size);
            Faults* faults = (Faults*)(block + 1);
            faults->counts = (long*)(faults + 1);
            faults->bits = (ulong*)(faults->counts + chunks);
            faults->Mark(bytes, length);
            long count = 0;
            for (long i = 0; i < words; i++)
            {
                if (i % (BitsPerCount / 64) == 0)
                {
                    faults->counts[i / (BitsPerCount / 64)] = count;
                }
                count += BitOperations.PopCount(faults->bits[i]);
            }
            return block;
        }

        private readonly void Mark(byte* bytes, long length)
        {
            for (long i = 0; i < length;)
            {
                long size = bytes[i] < 0x80 ? 1 : CharacterSize(bytes + i, length - i);
                if (size == 0 || (i + size < length && ValidationText.IsContinuation(bytes[i + size])))
                {
                    bits[i >> 6] |= 1UL << (int)(i & 63);
                }
                i += Math.Max(size, 1);
                while (i < length && ValidationText.IsContinuation(bytes[i]))
                {
                    i++;
                }
            }
        }

        /// <summary>The number of bytes of the character that starts here, or 0 if none does.</summary>
        private static long CharacterSize(byte* bytes, long left)
        {
            long size = bytes[0] switch
            {
                >= 0xF0 => 4,
                >= 0xE0 => 3,
                _ => 2,
            };
            return size <= left && ValidationText.IsUtf8(bytes, size) ? size : 0;
        }

        /// <summary>Number of faults before a position.</summary>
        public readonly long Before(long at)
        {
            long count = counts[at / BitsPerCount];
            for (long word = at / BitsPerCount * (BitsPerCount / 64); word < at >> 6; word++)
            {
                count += BitOperations.PopCount(bits[word]);
            }
            return count + BitOperations.PopCount(bits[at >> 6] & ((1UL << (int)(at & 63)) - 1));
        }
    }
}
