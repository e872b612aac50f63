using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ArrowBridge.Casts;

/// <summary>
/// Converts numbers without a branch per value. Each method converts all values and returns whether all of them fit;
/// after false the caller converts them one by one. Whether a value fits is a matter of its upper bits, after a number
/// is added that makes negative values positive; so the bits of all values are combined and looked at once.
/// </summary>
internal static unsafe class NumberVectors
{
    /// <summary>The number to add to each value, and the bits that must then be zero.</summary>
    private readonly struct Limits<T>(ulong bias, ulong mask)
        where T : unmanaged, IBinaryInteger<T>
    {
        public readonly T Bias = T.CreateTruncating(bias);
        public readonly T Mask = T.CreateTruncating(mask);
    }

    public static bool ToIntegers<TFrom, TTo>(TFrom* values, TTo* target, long count)
        where TFrom : unmanaged, IBinaryInteger<TFrom>
        where TTo : unmanaged, IBinaryInteger<TTo>
    {
        Limits<TFrom> limits = LimitsOf<TFrom, TTo>();
        TFrom seen = default;
        long i = 0;
        if (sizeof(TFrom) == 2 * sizeof(TTo))
        {
            i = Narrow(values, target, count, limits.Bias, ref seen);
        }
        else if (2 * sizeof(TFrom) == sizeof(TTo))
        {
            i = Widen(values, target, count, limits.Bias, ref seen);
        }
        for (; i < count; i++)
        {
            target[i] = TTo.CreateTruncating(values[i]);
            seen |= values[i] + limits.Bias;
        }
        return (seen & limits.Mask) == TFrom.Zero;
    }

    private static Limits<TFrom> LimitsOf<TFrom, TTo>()
        where TFrom : unmanaged, IBinaryInteger<TFrom>
        where TTo : unmanaged, IBinaryInteger<TTo>
    {
        bool fromSigned = IsSigned<TFrom>();
        bool toSigned = IsSigned<TTo>();
        int from = 8 * sizeof(TFrom);
        int to = 8 * sizeof(TTo);
        if (to > from || (to == from && fromSigned == toSigned))
        {
            return fromSigned && !toSigned ? new(0, 1UL << (from - 1)) : default;
        }
        if (to == from)
        {
            return new(0, 1UL << (from - 1));
        }
        return fromSigned && toSigned ? new(1UL << (to - 1), ulong.MaxValue << to)
            : new(0, ulong.MaxValue << (toSigned ? to - 1 : to));
    }

    private static bool IsSigned<T>()
        where T : unmanaged, IBinaryInteger<T> => T.IsNegative(~T.Zero);

    private static long Narrow<TFrom, TTo>(TFrom* values, TTo* target, long count, TFrom bias, ref TFrom seen)
        where TFrom : unmanaged, IBinaryInteger<TFrom>
        where TTo : unmanaged
    {
        int step = Vector128<TFrom>.Count;
        Vector128<TFrom> add = Vector128.Create(bias);
        Vector128<TFrom> all = Vector128<TFrom>.Zero;
        long i = 0;
        for (; i + (2 * step) <= count; i += 2 * step)
        {
            Vector128<TFrom> lower = Vector128.Load(values + i);
            Vector128<TFrom> upper = Vector128.Load(values + i + step);
            all |= (lower + add) | (upper + add);
            Vector128.Store(Truncated(lower, upper), (byte*)(target + i));
        }
        Combine(all, ref seen);
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Truncated<T>(Vector128<T> lower, Vector128<T> upper)
        where T : unmanaged => sizeof(T) switch
        {
            8 => Vector128.Narrow(lower.AsUInt64(), upper.AsUInt64()).AsByte(),
            4 => Vector128.Narrow(lower.AsUInt32(), upper.AsUInt32()).AsByte(),
            _ => Vector128.Narrow(lower.AsUInt16(), upper.AsUInt16()),
        };

    private static long Widen<TFrom, TTo>(TFrom* values, TTo* target, long count, TFrom bias, ref TFrom seen)
        where TFrom : unmanaged, IBinaryInteger<TFrom>
        where TTo : unmanaged
    {
        int step = Vector128<TFrom>.Count;
        Vector128<TFrom> add = Vector128.Create(bias);
        Vector128<TFrom> all = Vector128<TFrom>.Zero;
        long i = 0;
        for (; i + step <= count; i += step)
        {
            Vector128<TFrom> some = Vector128.Load(values + i);
            all |= some + add;
            byte* here = (byte*)(target + i);
            (Vector128<byte> lower, Vector128<byte> upper) =
                IsSigned<TFrom>() ? SignExtended(some) : ZeroExtended(some);
            Vector128.Store(lower, here);
            Vector128.Store(upper, here + 16);
        }
        Combine(all, ref seen);
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<byte> Lower, Vector128<byte> Upper) SignExtended<T>(Vector128<T> some)
        where T : unmanaged => sizeof(T) switch
        {
            4 => (Vector128.WidenLower(some.AsInt32()).AsByte(), Vector128.WidenUpper(some.AsInt32()).AsByte()),
            2 => (Vector128.WidenLower(some.AsInt16()).AsByte(), Vector128.WidenUpper(some.AsInt16()).AsByte()),
            _ => (Vector128.WidenLower(some.AsSByte()).AsByte(), Vector128.WidenUpper(some.AsSByte()).AsByte()),
        };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<byte> Lower, Vector128<byte> Upper) ZeroExtended<T>(Vector128<T> some)
        where T : unmanaged => sizeof(T) switch
        {
            4 => (Vector128.WidenLower(some.AsUInt32()).AsByte(), Vector128.WidenUpper(some.AsUInt32()).AsByte()),
            2 => (Vector128.WidenLower(some.AsUInt16()).AsByte(), Vector128.WidenUpper(some.AsUInt16()).AsByte()),
            _ => (Vector128.WidenLower(some.AsByte()).AsByte(), Vector128.WidenUpper(some.AsByte()).AsByte()),
        };

    private static void Combine<T>(Vector128<T> all, ref T seen)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (int i = 0; i < Vector128<T>.Count; i++)
        {
            seen |= all[i];
        }
    }

    /// <param name="digits">Binary digits of the floating-point type. Integers with no more digits fit.</param>
    public static bool ToFloats<TFrom, TTo>(TFrom* values, TTo* target, long count, int digits)
        where TFrom : unmanaged, IBinaryInteger<TFrom>
        where TTo : unmanaged, IBinaryFloatingPointIeee754<TTo>
    {
        int bits = 8 * sizeof(TFrom);
        Limits<TFrom> limits = bits <= digits ? default
            : IsSigned<TFrom>() ? new(1UL << digits, digits + 1 >= bits ? 0 : ulong.MaxValue << (digits + 1))
            : new(0, ulong.MaxValue << digits);
        TFrom seen = default;
        long i = 0;
        if (typeof(TFrom) == typeof(long) && typeof(TTo) == typeof(double))
        {
            i = ToDoubles((long*)values, (double*)target, count, ref *(long*)&seen);
        }
        for (; i < count; i++)
        {
            target[i] = TTo.CreateTruncating(values[i]);
            seen |= values[i] + limits.Bias;
        }
        return (seen & limits.Mask) == TFrom.Zero;
    }

    /// <summary>
    /// Processors without AVX-512 cannot convert integers of 64 bits. Numbers of up to 51 bits can be added to the bits
    /// of 1.5 times 2 to the power of 52, of which they become the last digits.
    /// </summary>
    private static long ToDoubles(long* values, double* target, long count, ref long seen)
    {
        const double middle = 6755399441055744; // 3 * 2^51
        const long bias = 1L << 51;
        Vector128<long> bits = Vector128.Create(BitConverter.DoubleToInt64Bits(middle));
        Vector128<double> subtract = Vector128.Create(middle);
        Vector128<long> add = Vector128.Create(bias);
        Vector128<long> all = Vector128<long>.Zero;
        long i = 0;
        for (; i + 4 <= count; i += 4)
        {
            Vector128<long> first = Vector128.Load(values + i);
            Vector128<long> second = Vector128.Load(values + i + 2);
            all |= (first + add) | (second + add);
            Vector128.Store((first + bits).AsDouble() - subtract, target + i);
            Vector128.Store((second + bits).AsDouble() - subtract, target + i + 2);
        }
        // One bit less than the limits of a double, which ToFloats() knows.
        seen = ((all[0] | all[1]) & (-1L << 52)) == 0 ? 0 : -1;
        return i;
    }

    /// <summary>
    /// Multiplies. Products fit if the values are below a power of two that is not above the largest.
    /// </summary>
    public static bool Multiply(long* values, long* target, long count, long factor)
    {
        int digits = BitOperations.Log2((ulong)(long.MaxValue / factor));
        long bias = 1L << digits;
        long seen = 0;
        for (long i = 0; i < count; i++)
        {
            target[i] = values[i] * factor;
            seen |= values[i] + bias;
        }
        return (seen & (-2L << digits)) == 0;
    }

    /// <summary>Divides. A quotient fits if it is whole.</summary>
    public static bool Divide(long* values, long* target, long count, long factor) => factor switch
    {
        1_000 => Divide<Thousand>(values, target, count),
        1_000_000 => Divide<Million>(values, target, count),
        1_000_000_000 => Divide<Billion>(values, target, count),
        _ => false,
    };

    /// <summary>A divisor that the compiler knows, so that it multiplies instead.</summary>
    private interface IFactor
    {
        static abstract long Value { get; }
    }

    private readonly struct Thousand : IFactor
    {
        public static long Value => 1_000;
    }

    private readonly struct Million : IFactor
    {
        public static long Value => 1_000_000;
    }

    private readonly struct Billion : IFactor
    {
        public static long Value => 1_000_000_000;
    }

    private static bool Divide<T>(long* values, long* target, long count)
        where T : struct, IFactor
    {
        long seen = 0;
        for (long i = 0; i < count; i++)
        {
            long quotient = values[i] / T.Value;
            target[i] = quotient;
            seen |= values[i] ^ (quotient * T.Value);
        }
        return seen == 0;
    }
}
