using System.Numerics;
using ArrowBridge.Abi;
using ArrowBridge.Memory;

namespace ArrowBridge.Arrays;

/// <summary>
/// UTF-8 of long views. Each is looked at by itself, as long as all together are not much more than the buffers they name. Where views name
/// the same bytes again and again, each buffer is gone through once: a bit is kept for each place where a character is followed by nothing
/// that can stand there. From then on a view costs the same however long it is.
/// </summary>
internal unsafe ref struct ViewUtf8Validator
{
    // How often the bytes of the buffers may be gone through, before they are gone through once for all.
    private const int Times = 4;

    private const int BitsPerCount = 512;

    private readonly CArrowArray* _array;
    private readonly bool _looks;

    // Bytes that may still be looked at one by one; below 0 never again.
    private long _left;

    // By buffer, once they are made: a table of faults.
    private OwnedBlocks* _faults;

    /// <param name="looks">Whether the views are texts, and asked for in full.</param>
    public ViewUtf8Validator(RowRange* range, bool looks)
    {
        _array = range->array;
        _looks = looks;
        for (long i = 0; looks && i < Buffers; i++)
        {
            _left = (long)UInt128.Min((UInt128)long.MaxValue, (UInt128)_left + ((UInt128)(ulong)Lengths[i] * Times));
        }
    }

    private readonly long Buffers => _array->n_buffers - 3;

    private readonly long* Lengths => (long*)_array->buffers[_array->n_buffers - 1];

    public readonly void Release() => Native.ab_release((Block*)_faults);

    /// <summary>Whether a view that was found to be sound is UTF-8.</summary>
    public bool AreUtf8(View* view, byte* bytes)
    {
        if (!_looks)
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
        // The last character may be followed by anything, since nothing of the view comes after it.
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

    /// <summary>In a block: a bit per byte of a buffer, and how many are set before each stretch of them.</summary>
    private struct Faults
    {
        public ulong* bits;
        public long* counts;

        public static Block* Find(byte* bytes, long length)
        {
            long stretches = (length / BitsPerCount) + 1;
            long words = stretches * (BitsPerCount / 64);
            long size = Size.Add(sizeof(Block) + sizeof(Faults), Size.Multiply(stretches + words, sizeof(long)));
            Block* block = Allocator.NewZeroed(BlockKind.Memory, size);
            Faults* faults = (Faults*)(block + 1);
            faults->counts = (long*)(faults + 1);
            faults->bits = (ulong*)(faults->counts + stretches);
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

        /// <summary>The bytes of the character that begins here; 0 where none does.</summary>
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

        /// <summary>Faults before a place.</summary>
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
