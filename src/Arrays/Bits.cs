using System.Numerics;
using System.Runtime.CompilerServices;

namespace ArrowBridge.Arrays;

/// <summary>Bitmaps: bit i of a bitmap is bit i % 8 of byte i / 8, least significant first (COL-3).</summary>
internal static unsafe class Bits
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Get(byte* bitmap, long index) => (bitmap[index >> 3] >> (int)(index & 7) & 1) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set(byte* bitmap, long index) => bitmap[index >> 3] |= (byte)(1 << (int)(index & 7));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Clear(byte* bitmap, long index) => bitmap[index >> 3] &= (byte)~(1 << (int)(index & 7));

    /// <summary>Reads up to 64 bits from any position. Reads no byte past the one that contains the last bit.</summary>
    public static ulong Read(byte* bitmap, long index, int count)
    {
        byte* first = bitmap + (index >> 3);
        int shift = (int)(index & 7);
        int bytes = (shift + count + 7) >> 3;
        ulong low = 0;
        if (bytes >= 8)
        {
            low = Unsafe.ReadUnaligned<ulong>(first) >> shift;
            if (bytes > 8)
            {
                low |= (ulong)first[8] << (64 - shift);
            }
        }
        else
        {
            for (int i = 0; i < bytes; i++)
            {
                low |= (ulong)first[i] << (8 * i);
            }
            low >>= shift;
        }
        return count == 64 ? low : low & ((1UL << count) - 1);
    }

    /// <summary>Number of ones in a range.</summary>
    public static long Count(byte* bitmap, long offset, long length)
    {
        long count = 0;
        long i = 0;
        for (; i + 64 <= length; i += 64)
        {
            count += BitOperations.PopCount(Read(bitmap, offset + i, 64));
        }
        return i < length ? count + BitOperations.PopCount(Read(bitmap, offset + i, (int)(length - i))) : count;
    }

    /// <summary>
    /// Copies a range of bits to bit 0 of the target. The bits after the last one, up to the end of its byte, become
    /// zero.
    /// </summary>
    public static void Copy(byte* source, long offset, long length, byte* target)
    {
        if ((offset & 7) == 0)
        {
            CopyBytes(source + (offset >> 3), length, target);
            return;
        }
        long i = 0;
        for (; i + 64 <= length; i += 64)
        {
            Unsafe.WriteUnaligned(target + (i >> 3), Read(source, offset + i, 64));
        }
        WriteTail(target + (i >> 3), i < length ? Read(source, offset + i, (int)(length - i)) : 0, (int)(length - i));
    }

    private static void CopyBytes(byte* source, long length, byte* target)
    {
        long size = (length + 7) >> 3;
        Buffer.MemoryCopy(source, target, size, size);
        if ((length & 7) != 0)
        {
            target[size - 1] &= (byte)((1 << (int)(length & 7)) - 1);
        }
    }

    /// <summary>Writes the AND of two ranges of bits to bit 0 of the target.</summary>
    public static void And(byte* a, long offsetA, byte* b, long offsetB, long length, byte* target)
    {
        long i = 0;
        for (; i + 64 <= length; i += 64)
        {
            Unsafe.WriteUnaligned(target + (i >> 3), Read(a, offsetA + i, 64) & Read(b, offsetB + i, 64));
        }
        int rest = (int)(length - i);
        ulong tail = rest > 0 ? Read(a, offsetA + i, rest) & Read(b, offsetB + i, rest) : 0;
        WriteTail(target + (i >> 3), tail, rest);
    }

    private static void WriteTail(byte* target, ulong bits, int count)
    {
        for (int i = 0; i < (count + 7) >> 3; i++)
        {
            target[i] = (byte)(bits >> (8 * i));
        }
    }
}
