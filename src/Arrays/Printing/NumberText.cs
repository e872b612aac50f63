using System.Buffers.Binary;
using System.Globalization;

namespace ArrowBridge.Arrays;

/// <summary>Numbers as text: the shortest text that parses to the same value.</summary>
internal static unsafe class NumberText
{
    // A decimal with more zeros than this is written with an exponent.
    private const int MostZeros = 100;

    public static string Of(double value) => Words(value) ?? Shortest(value).Replace('E', 'e');

    public static string Of(float value) => Words(value) ?? Shortest(value).Replace('E', 'e');

    public static string Of(Half value) => Words((double)value) ?? Shortest(value).Replace('E', 'e');

    /// <summary>
    /// A finite number. The shortest form of .NET is wrong for some powers of two (2^-25, 2^-958): it is the text of
    /// the number below. So the text is read back, and 17 digits suffice for every double.
    /// </summary>
    public static string Shortest(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return IsSame(double.Parse(text, CultureInfo.InvariantCulture), value)
            ? text : value.ToString("G17", CultureInfo.InvariantCulture);
    }

    private static string Shortest(float value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return IsSame(float.Parse(text, CultureInfo.InvariantCulture), value)
            ? text : value.ToString("G9", CultureInfo.InvariantCulture);
    }

    private static string Shortest(Half value)
    {
        string text = value.ToString(CultureInfo.InvariantCulture);
        return IsSame((double)Half.Parse(text, CultureInfo.InvariantCulture), (double)value)
            ? text : value.ToString("G5", CultureInfo.InvariantCulture);
    }

    private static bool IsSame(double a, double b) =>
        BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);

    private static string? Words(double value) =>
        double.IsNaN(value) ? "nan"
        : double.IsPositiveInfinity(value) ? "inf"
        : double.IsNegativeInfinity(value) ? "-inf"
        : null;

    /// <summary>
    /// Text of an integer of any width in two's complement, multiplied by ten to the power of minus
    /// <paramref name="scale"/>.
    /// </summary>
    public static string Decimal(byte* value, int bytes, int scale)
    {
        int count = bytes / sizeof(uint);
        Span<uint> limbs = stackalloc uint[count];
        for (int i = 0; i < count; i++)
        {
            limbs[i] = BinaryPrimitives.ReadUInt32LittleEndian(
                new ReadOnlySpan<byte>(value + (i * sizeof(uint)), sizeof(uint)));
        }
        bool negative = limbs[count - 1] >> 31 != 0;
        if (negative)
        {
            Negate(limbs);
        }
        string digits = Digits(limbs);
        return (negative ? "-" : "") + Scaled(digits, scale);
    }

    private static void Negate(Span<uint> limbs)
    {
        ulong carry = 1;
        for (int i = 0; i < limbs.Length; i++)
        {
            carry += ~limbs[i];
            limbs[i] = (uint)carry;
            carry >>= 32;
        }
    }

    private static string Digits(Span<uint> limbs)
    {
        const uint Base = 1_000_000_000;
        string digits = "";
        bool more = true;
        while (more)
        {
            ulong rest = 0;
            more = false;
            for (int i = limbs.Length - 1; i >= 0; i--)
            {
                ulong part = (rest << 32) | limbs[i];
                limbs[i] = (uint)(part / Base);
                rest = part % Base;
                more |= limbs[i] != 0;
            }
            digits = rest.ToString(more ? "D9" : "D", CultureInfo.InvariantCulture) + digits;
        }
        return digits;
    }

    private static string Scaled(string digits, int scale)
    {
        if (scale == 0 || (digits == "0" && scale < 0))
        {
            return digits;
        }
        if (scale < -MostZeros || scale > MostZeros)
        {
            return $"{digits}e{(scale < 0 ? "+" : "")}{-(long)scale}";
        }
        if (scale < 0)
        {
            return digits + new string('0', -scale);
        }
        digits = digits.PadLeft(scale + 1, '0');
        return $"{digits[..^scale]}.{digits[^scale..]}";
    }
}
