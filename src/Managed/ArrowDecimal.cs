using System.Numerics;
using ArrowBridge.Errors;

namespace ArrowBridge;

/// <summary>Decimal numbers as the unscaled values that stand in columns. Nothing is rounded: what cannot be said exactly is refused.</summary>
public static class ArrowDecimal
{
    private const int MostScale = 28;

    /// <summary>The unscaled value: 1.5 with two digits behind the point is 150. <see cref="Int128"/> is what decimals of 128 bits take; cast it for the others.</summary>
    /// <param name="value">The number.</param>
    /// <param name="scale">Digits behind the point: <see cref="DataType.Scale"/>.</param>
    /// <exception cref="ArrowBridgeException">It has more digits behind the point, or does not fit 128 bits.</exception>
    public static Int128 Unscaled(decimal value, int scale)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        BigInteger digits = new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        BigInteger unscaled = Shift(decimal.IsNegative(value) ? -digits : digits, (long)scale - value.Scale, out bool isExact);
        if (!isExact || unscaled < Int128.MinValue || unscaled > Int128.MaxValue)
        {
            Throw.Argument(nameof(value), FormattableString.Invariant($"is {value}, which 128 bits cannot hold with {scale} digits behind the point"));
        }
        return (Int128)unscaled;
    }

    /// <summary>The number that an unscaled value stands for.</summary>
    /// <param name="unscaled">The unscaled value, of any width.</param>
    /// <param name="scale">Digits behind the point: <see cref="DataType.Scale"/>.</param>
    /// <exception cref="ArrowBridgeException">It has more digits than a <see cref="decimal"/> can hold.</exception>
    public static decimal ToDecimal(BigInteger unscaled, int scale)
    {
        // Zeros at the end are no digits: they can go where there are too many, and come where the scale is negative.
        BigInteger digits = unscaled;
        int behind = Math.Clamp(scale, 0, MostScale);
        bool isExact = true;
        if (behind != scale)
        {
            digits = Shift(digits, (long)behind - scale, out isExact);
        }
        while (isExact && behind > 0 && BigInteger.Abs(digits) > new BigInteger(decimal.MaxValue))
        {
            digits = Shift(digits, -1, out isExact);
            behind--;
        }
        if (!isExact || BigInteger.Abs(digits) > new BigInteger(decimal.MaxValue))
        {
            Throw.Argument(nameof(unscaled), FormattableString.Invariant($"is {unscaled}, with {scale} digits behind the point, which no decimal can hold"));
        }
        UInt128 magnitude = (UInt128)BigInteger.Abs(digits);
        return new decimal((int)(uint)magnitude, (int)(uint)(magnitude >> 32), (int)(uint)(magnitude >> 64), digits.Sign < 0, (byte)behind);
    }

    /// <summary>Multiplies by ten so often, or divides.</summary>
    private static BigInteger Shift(BigInteger digits, long places, out bool isExact)
    {
        isExact = true;
        // No number of 256 bits has so many digits, and no power is worth computing beyond.
        const int most = 160;
        if (digits.IsZero || places == 0)
        {
            return digits;
        }
        if (places > most || places < -most)
        {
            isExact = false;
            return digits;
        }
        BigInteger power = BigInteger.Pow(10, (int)Math.Abs(places));
        if (places > 0)
        {
            return digits * power;
        }
        BigInteger result = BigInteger.DivRem(digits, power, out BigInteger rest);
        isExact = rest.IsZero;
        return result;
    }
}
