using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;

namespace ArrowBridge.Casts;

/// <summary>Where the values of a range begin in their buffer, also of the one after the last.</summary>
internal interface IStarts
{
    long this[long index] { get; }
}

internal readonly unsafe struct Offsets<T>(T* offsets) : IStarts
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly T* _offsets = offsets;

    public long this[long index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => sizeof(T) == sizeof(int) ? *(int*)(_offsets + index) : *(long*)(_offsets + index);
    }
}

/// <summary>The starts of values of one size.</summary>
internal readonly struct Multiples(long first, long size) : IStarts
{
    public long this[long index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (first + index) * size;
    }
}

/// <summary>Writes the views of the values of a range. They refer to one buffer, in pieces.</summary>
/// <param name="data">The buffer.</param>
/// <param name="first">Where in the buffer the first value begins, and the first piece.</param>
/// <param name="end">Where the last value ends.</param>
internal readonly unsafe ref struct ViewFiller(RowRange* range, byte* data, long first, long end, View* views)
{
    private const int BlockSize = 64;
    private const long OffsetMask = (1L << CastViews.BufferBits) - 1;

    private readonly RowRange* _range = range;
    private readonly byte* _data = data;
    private readonly View* _views = views;
    private readonly long _first = first;
    private readonly long _lastReadable = end - sizeof(View);

    /// <returns>Whether any value is too long to be stored inline.</returns>
    public bool Fill<TStarts>(ref CastMemory memory, TStarts starts)
        where TStarts : struct, IStarts
    {
        // From 12 minus the length on, there are as many ones as an inline value has bytes.
        ReadOnlySpan<byte> constant =
        [
            0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ];
        byte* ones = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(constant)) + View.MostInline;
        ConversionErrors errors = new(_range);
        bool hasLong = false;
        for (long block = 0; block < _range->count; block += BlockSize)
        {
            int count = (int)Math.Min(BlockSize, _range->count - block);
            ulong others = FillBlock(starts, block, count, ones, out ulong longs);
            ulong valid = ValidBits(block, count);
            hasLong |= (longs & valid) != 0;
            for (; others != 0; others &= others - 1)
            {
                int bit = BitOperations.TrailingZeroCount(others);
                if ((valid >> bit & 1) != 0)
                {
                    FillOther(ref memory, ref errors, block + bit, starts);
                }
            }
            ulong nulls = ~valid & (ulong.MaxValue >> (BlockSize - count));
            for (; nulls != 0; nulls &= nulls - 1)
            {
                _views[block + BitOperations.TrailingZeroCount(nulls)] = default;
            }
        }
        return hasLong;
    }

    /// <summary>
    /// Writes the values of a block, also of null slots. Left out are values that no view can have, and short ones that
    /// end too near the end of the buffer to be read as a vector.
    /// </summary>
    /// <param name="longs">A bit for each value that is too long to be stored inline.</param>
    /// <returns>A bit for each value that is left out.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong FillBlock<TStarts>(TStarts starts, long block, int count, byte* ones, out ulong longs)
        where TStarts : struct, IStarts
    {
        byte* data = _data;
        View* views = _views + block;
        long lastReadable = _lastReadable;
        // Indices of 255 give 0 on every processor.
        Vector128<byte> places = Vector128.Create((byte)255, 255, 255, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        ulong tooLong = 0;
        ulong others = 0;
        long first = _first;
        long start = starts[block];
        for (int i = 0; i < count; i++)
        {
            long next = starts[block + i + 1];
            long length = next - start;
            if ((ulong)length <= View.MostInline && start <= lastReadable)
            {
                Vector128<byte> value = VectorTable.Lookup(Vector128.Load(data + start), places);
                Vector128<byte> mask = Vector128.Load(ones - length);
                Vector128.Store((value & mask) | Vector128.CreateScalar((int)length).AsByte(), (byte*)(views + i));
            }
            else if (length is > View.MostInline and <= int.MaxValue)
            {
                tooLong |= 1UL << i;
                long offset = start - first;
                views[i].low = (uint)length | ((ulong)*(uint*)(data + start) << 32);
                views[i].high = (ulong)(offset >> CastViews.BufferBits) | ((ulong)(offset & OffsetMask) << 32);
            }
            else
            {
                others |= 1UL << i;
            }
            start = next;
        }
        longs = tooLong;
        return others;
    }

    /// <summary>Writes a valid value that <see cref="FillBlock"/> leaves out.</summary>
    private void FillOther<TStarts>(ref CastMemory memory, ref ConversionErrors errors, long index, TStarts starts)
        where TStarts : struct, IStarts
    {
        View* view = _views + index;
        long start = starts[index];
        long length = starts[index + 1] - start;
        *view = default;
        if (length > View.MostInline)
        {
            if (errors.IsError(ref memory, index))
            {
                errors.Refuse(index, $"the value has {length} bytes, more than a view can count");
            }
            return;
        }
        view->length = (int)length;
        for (int i = 0; i < length; i++)
        {
            ((byte*)view)[sizeof(int) + i] = _data[start + i];
        }
    }

    private ulong ValidBits(long block, int count)
    {
        byte* validity = _range->Validity;
        return validity == null ? ulong.MaxValue : Bits.Read(validity, _range->first + block, count);
    }
}
