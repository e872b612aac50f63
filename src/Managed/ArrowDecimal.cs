using System.Numerics;
using ArrowBridge.Errors;

namespace ArrowBridge;

/// <summary>Converts between <see cref="decimal"/> and the unscaled values that decimal columns store. Values are never
/// rounded: a value that cannot be represented exactly is an error.</summary>
public static class ArrowDecimal
{
    private const int MostScale = 28;

    /// <summary>Converts a number to an unscaled value. For example, 1.5 with scale 2 is 150. <see cref="Int128"/> is
    /// the value type of 128-bit decimals; cast it for other widths.</summary>
    /// <param name="value">The number.</param>
    /// <param name="scale">The number of digits after the decimal point: <see cref="DataType.Scale"/>.</param>
    /// <returns>The unscaled value.</returns>
    /// <exception cref="ArrowBridgeException">The number has more digits after the decimal point than
    /// <paramref name="scale"/>, or does not fit in 128 bits.</exception>
    public static Int128 Unscaled(decimal value, int scale)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        BigInteger digits = new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        BigInteger unscaled = Shift(
            decimal.IsNegative(value) ? -digits : digits, (long)scale - value.Scale, out bool isExact);
        if (!isExact || unscaled < Int128.MinValue || unscaled > Int128.MaxValue)
        {
            Throw.Argument(
                nameof(value), FormattableString.Invariant(
                    $"is {value}, which does not fit in 128 bits with {scale} digits after the decimal point"));
        }
        return (Int128)unscaled;
    }

    /// <summary>Converts an unscaled value to a number.</summary>
    /// <param name="unscaled">The unscaled value, of any width.</param>
    /// <param name="scale">The number of digits after the decimal point: <see cref="DataType.Scale"/>.</param>
    /// <returns>The number.</returns>
    /// <exception cref="ArrowBridgeException">The number has more digits than a <see cref="decimal"/> can
    /// hold.</exception>
    public static decimal ToDecimal(BigInteger unscaled, int scale)
    {
        // Trailing zeros are not significant: they are removed if there are too many digits, and added if the scale is
        // negative.
        BigInteger digits = unscaled;
        int resultScale = Math.Clamp(scale, 0, MostScale);
        bool isExact = true;
        if (resultScale != scale)
        {
            digits = Shift(digits, (long)resultScale - scale, out isExact);
        }
        while (isExact && resultScale > 0 && BigInteger.Abs(digits) > new BigInteger(decimal.MaxValue))
        {
            digits = Shift(digits, -1, out isExact);
            resultScale--;
        }
        if (!isExact || BigInteger.Abs(digits) > new BigInteger(decimal.MaxValue))
        {
            Throw.Argument(
                nameof(unscaled), FormattableString.Invariant(
                    $"is {unscaled}, with {scale} digits after the decimal point, which does not fit in a decimal"));
        }
        UInt128 magnitude = (UInt128)BigInteger.Abs(digits);
        return new decimal((int)(uint)magnitude, (int)(uint)(magnitude >> 32), (int)(uint)(magnitude >> 64),
            digits.Sign < 0, (byte)resultScale);
    }

    /// <summary>Multiplies by a power of ten, or divides if <paramref name="places"/> is negative.</summary>
    private static BigInteger Shift(BigInteger digits, long places, out bool isExact)
    {
        isExact = true;
        // More digits than a 256-bit number has. Larger powers of ten are not worth computing.
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
