using System.Buffers.Binary;
using System.Globalization;
using ArrowBridge.Errors;

namespace ArrowBridge.Json;

/// <summary>
/// Reads numbers, which are JSON numbers or strings. 64-bit integers are strings, because other languages read numbers
/// as doubles.
/// </summary>
internal static unsafe class JsonNumbers
{
    /// <summary>Reads an integer from <paramref name="min"/> to <paramref name="max"/>.</summary>
    public static bool TryLong(JsonValue value, long min, long max, out long number)
    {
        number = 0;
        if (!IsScalar(value))
        {
            return false;
        }
        ReadOnlySpan<byte> raw = value.Raw();
        bool negative = raw is [(byte)'-', ..];
        if (!TryDigits(negative ? raw[1..] : raw, out ulong size) || size > (negative ? 1UL << 63 : long.MaxValue))
        {
            return false;
        }
        number = negative ? (long)(0 - size) : (long)size;
        return number >= min && number <= max;
    }

    public static bool TryULong(JsonValue value, out ulong number)
    {
        number = 0;
        return IsScalar(value) && TryDigits(value.Raw(), out number);
    }

    private static bool TryDigits(ReadOnlySpan<byte> digits, out ulong number)
    {
        number = 0;
        foreach (byte digit in digits)
        {
            uint value = (uint)digit - '0';
            if (value > 9 || number > (ulong.MaxValue - value) / 10)
            {
                return false;
            }
            number = (number * 10) + value;
        }
        return !digits.IsEmpty;
    }

    /// <summary>
    /// Reads a number. NaN, Infinity and -Infinity are strings, because JSON cannot express them as numbers.
    /// </summary>
    public static bool TryDouble(JsonValue value, out double number)
    {
        number = 0;
        return TrySpecial(value, ref number) ||
            (IsNumber(value) &&
            double.TryParse(value.Raw(), NumberStyles.Float, CultureInfo.InvariantCulture, out number) &&
            double.IsFinite(number));
    }

    /// <summary>Reads true or false, also written as 1 or 0.</summary>
    public static bool TryBool(JsonValue value, out bool truth)
    {
        truth = false;
        if (!value.Exists || value.IsString || value.IsArray || value.IsObject)
        {
            return false;
        }
        ReadOnlySpan<byte> raw = value.Raw();
        truth = raw is [(byte)'1'] || raw.SequenceEqual("true"u8);
        return truth || raw is [(byte)'0'] || raw.SequenceEqual("false"u8);
    }

    /// <summary>Reads a member that must be an integer.</summary>
    public static long Require(JsonValue owner, ReadOnlySpan<byte> name, long min, long max, string? field)
    {
        JsonValue value = owner[name];
        if (!TryLong(value, min, max, out long number))
        {
            string display = System.Text.Encoding.ASCII.GetString(name);
            Throw.Invalid(field, $"\"{display}\" is {value.Display()}, not an integer from {min} to {max}");
        }
        return number;
    }

    /// <summary>Reads an integer of any width from its decimal digits and stores it in two's complement.</summary>
    public static bool TryWide(JsonValue value, byte* target, int bytes)
    {
        if (!IsScalar(value))
        {
            return false;
        }
        ReadOnlySpan<byte> digits = value.Raw();
        bool negative = digits is [(byte)'-', ..];
        digits = negative ? digits[1..] : digits;
        if (digits.IsEmpty)
        {
            return false;
        }
        Span<uint> limbs = stackalloc uint[8];
        limbs = limbs[..(bytes / sizeof(uint))];
        limbs.Clear();
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9' || !TryAppend(limbs, (uint)(digit - '0')))
            {
                return false;
            }
        }
        if (negative)
        {
            Negate(limbs);
        }
        bool zero = limbs.IndexOfAnyExcept(0u) < 0;
        if (!zero && limbs[^1] >> 31 != (negative ? 1u : 0u))
        {
            return false; // out of range for the width
        }
        for (int i = 0; i < limbs.Length; i++)
        {
            Span<byte> limb = new(target + (i * sizeof(uint)), sizeof(uint));
            BinaryPrimitives.WriteUInt32LittleEndian(limb, limbs[i]);
        }
        return true;
    }

    private static bool TryAppend(Span<uint> limbs, uint digit)
    {
        ulong carry = digit;
        for (int i = 0; i < limbs.Length; i++)
        {
            carry += (ulong)limbs[i] * 10;
            limbs[i] = (uint)carry;
            carry >>= 32;
        }
        return carry == 0;
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

    private static bool TrySpecial(JsonValue value, ref double number)
    {
        double special = value.Is("NaN"u8) ? double.NaN
            : value.Is("Infinity"u8) ? double.PositiveInfinity
            : value.Is("-Infinity"u8) ? double.NegativeInfinity
            : 0;
        if (special == 0)
        {
            return false;
        }
        number = double.IsNaN(special) ? BitConverter.UInt64BitsToDouble(0x7FF8000000000000) : special;
        return true;
    }

    private static bool IsNumber(JsonValue value) => IsScalar(value) && !value.IsString;

    private static bool IsScalar(JsonValue value) => value.Exists && !value.IsArray && !value.IsObject;
}
