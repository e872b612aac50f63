using System.Runtime.CompilerServices;
using ArrowBridge.Errors;

namespace ArrowBridge.Memory;

/// <summary>Arithmetic on sizes that fails on overflow.</summary>
internal static class Size
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Add(long a, long b)
    {
        long sum = unchecked(a + b);
        if (((a ^ sum) & (b ^ sum)) < 0)
        {
            Throw.Overflow(null, null, "a size");
        }
        return sum;
    }

    public static long Multiply(long a, long b)
    {
        if (((a | b) >> 31) == 0)
        {
            return a * b; // cannot overflow; Math.BigMul is a call
        }
        long low;
        if (Math.BigMul(a, b, out low) != low >> 63)
        {
            Throw.Overflow(null, null, "a size");
        }
        return low;
    }

    /// <summary>Number of bytes that hold <paramref name="count"/> bits.</summary>
    public static long Bits(long count) => (count >> 3) + ((count & 7) != 0 ? 1 : 0);

    public static long Align(long size, long alignment) => Add(size, alignment - 1) & ~(alignment - 1);
}
