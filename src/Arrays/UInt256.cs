using System.Runtime.CompilerServices;

namespace ArrowBridge.Arrays;

/// <summary>
/// An unsigned number of 256 bits with the operations that decimals need: four words, the lowest first.
/// </summary>
internal unsafe struct UInt256
{
    /// <summary>Maximum number of decimal digits to shift with one multiplication or division.</summary>
    public const int Step = 19;

    /// <summary>Maximum number of digits for which powers of ten are precomputed.</summary>
    public const int MostDigits = 76;

    private ulong _w0;
    private ulong _w1;
    private ulong _w2;
    private ulong _w3;

    private static readonly ulong[] s_small = SmallPowers();
    private static readonly UInt256[] s_powers = Powers();

    public UInt256(ulong w0, ulong w1, ulong w2, ulong w3)
    {
        _w0 = w0;
        _w1 = w1;
        _w2 = w2;
        _w3 = w3;
    }

    /// <summary>The absolute value of a decimal of 4, 8, 16 or 32 bytes in two's complement.</summary>
    public static UInt256 Absolute(byte* source, int bytes, out bool negative)
    {
        ulong w0 = bytes == 4 ? (ulong)(long)*(int*)source : *(ulong*)source;
        ulong sign = (ulong)((bytes == 4 ? (long)*(int*)source : *(long*)(source + bytes - 8)) >> 63);
        negative = sign != 0;
        UInt256 value =
            new(w0, Word(source, bytes, 1, sign), Word(source, bytes, 2, sign), Word(source, bytes, 3, sign));
        return negative ? value.Negated() : value;
    }

    private static ulong Word(byte* source, int bytes, int index, ulong sign) =>
        8 * index < bytes ? ((ulong*)source)[index] : sign;

    public readonly bool IsZero => (_w0 | _w1 | _w2 | _w3) == 0;

    /// <summary>Whether the number is at most <paramref name="most"/>.</summary>
    public readonly bool IsUpTo(ulong most) => Is64Bits && _w0 <= most;

    private readonly bool Is64Bits => (_w1 | _w2 | _w3) == 0;

    /// <summary>A word by its index, counted from the lowest.</summary>
    public readonly ulong Word(int index) => index switch { 0 => _w0, 1 => _w1, 2 => _w2, _ => _w3 };

    /// <summary>
    /// Multiplies with a power of ten, or divides by one if <paramref name="digits"/> is negative. Returns false if the
    /// result needs more than 256 bits or is not whole.
    /// </summary>
    public bool TryScale(long digits) => digits >= 0 ? TryScaleUp(digits) : TryScaleDown(-digits);

    /// <summary>Multiplies with a power of ten. Returns false if the result needs more than 256 bits.</summary>
    public bool TryScaleUp(long digits)
    {
        if (Is64Bits && digits <= Step)
        {
            _w1 = Math.BigMul(_w0, s_small[digits], out _w0);
            return true;
        }
        for (; digits > 0 && !IsZero; digits -= Step)
        {
            if (!TryMultiply(s_small[Math.Min(digits, Step)]))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Divides by a power of ten. Returns false if the remainder is not zero.</summary>
    public bool TryScaleDown(long digits)
    {
        if (Is64Bits && digits <= Step)
        {
            (_w0, ulong rest) = Math.DivRem(_w0, s_small[digits]);
            return rest == 0;
        }
        for (; digits > 0 && !IsZero; digits -= Step)
        {
            if (Divide(s_small[Math.Min(digits, Step)]) != 0)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Whether the number has at most <paramref name="digits"/> decimal digits.</summary>
    public readonly bool HasDigits(int digits)
    {
        ref readonly UInt256 power = ref s_powers[digits];
        return _w3 != power._w3 ? _w3 < power._w3
            : _w2 != power._w2 ? _w2 < power._w2
            : _w1 != power._w1 ? _w1 < power._w1
            : _w0 < power._w0;
    }

    /// <summary>The two's complement: the bits of the negative number.</summary>
    public readonly UInt256 Negated()
    {
        UInt128 low = new UInt128(~_w1, ~_w0) + UInt128.One;
        UInt128 high = new UInt128(~_w3, ~_w2) + (low == UInt128.Zero ? UInt128.One : UInt128.Zero);
        return new UInt256((ulong)low, (ulong)(low >> 64), (ulong)high, (ulong)(high >> 64));
    }

    private bool TryMultiply(ulong factor)
    {
        ulong carry = 0;
        Multiply(ref _w0, factor, ref carry);
        Multiply(ref _w1, factor, ref carry);
        Multiply(ref _w2, factor, ref carry);
        Multiply(ref _w3, factor, ref carry);
        return carry == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply(ref ulong word, ulong factor, ref ulong carry)
    {
        ulong high = Math.BigMul(word, factor, out ulong low);
        word = low + carry;
        carry = high + (word < low ? 1UL : 0);
    }

    private ulong Divide(ulong divisor)
    {
        ulong rest = 0;
        Divide(ref _w3, divisor, ref rest);
        Divide(ref _w2, divisor, ref rest);
        Divide(ref _w1, divisor, ref rest);
        Divide(ref _w0, divisor, ref rest);
        return rest;
    }

    private static void Divide(ref ulong word, ulong divisor, ref ulong rest)
    {
        if (rest == 0)
        {
            (word, rest) = Math.DivRem(word, divisor);
            return;
        }
        UInt128 dividend = new(rest, word);
        UInt128 quotient = dividend / divisor;
        rest = (ulong)(dividend - (quotient * divisor));
        word = (ulong)quotient;
    }

    private static ulong[] SmallPowers()
    {
        ulong[] powers = new ulong[Step + 1];
        powers[0] = 1;
        for (int i = 1; i <= Step; i++)
        {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }

    private static UInt256[] Powers()
    {
        UInt256[] powers = new UInt256[MostDigits + 1];
        UInt256 power = new(1, 0, 0, 0);
        for (int i = 0; i <= MostDigits; i++)
        {
            powers[i] = power;
            power.TryMultiply(10);
        }
        return powers;
    }
}
