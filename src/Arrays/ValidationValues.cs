using System.Numerics;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Values that a type's parameters bound: decimals by their precision (FMT-22), times of day by the day (FMT-26 to FMT-29, as the
/// specification's schema says). A date64 that is not a whole day is accepted: producers in use make them, and readers round.
/// </summary>
internal static unsafe class ValidationValues
{
    private const int Limbs = 4;

    public static void Check(Window* window)
    {
        if (window->count == 0)
        {
            return;
        }
        int precision = window->field->precision;
        switch (window->field->type)
        {
            case TypeId.Decimal32:
                CheckDecimal(window, (int)Power(precision));
                break;
            case TypeId.Decimal64:
                CheckDecimal(window, (long)Power(precision));
                break;
            case TypeId.Decimal128:
                CheckDecimal128(window, Power(precision));
                break;
            case TypeId.Decimal256:
                CheckDecimal256(window, precision);
                break;
            case TypeId.Time32:
                CheckTime(window, (int)Day(window->field->unit));
                break;
            case TypeId.Time64:
                CheckTime(window, Day(window->field->unit));
                break;
        }
    }

    /// <summary>10 to a power of up to 38.</summary>
    private static Int128 Power(int exponent)
    {
        Int128 power = 1;
        for (int i = 0; i < exponent; i++)
        {
            power *= 10;
        }
        return power;
    }

    private static long Day(TimeUnit unit) => 86400 * unit switch
    {
        TimeUnit.Second => 1L,
        TimeUnit.Millisecond => 1_000,
        TimeUnit.Microsecond => 1_000_000,
        _ => 1_000_000_000,
    };

    private static void CheckTime<T>(Window* window, T day)
        where T : unmanaged, IBinaryInteger<T>
    {
        T* values = window->Values<T>();
        for (long i = 0; i < window->count; i++)
        {
            if ((values[i] < T.Zero || values[i] >= day) && window->IsValid(i))
            {
                window->Refuse(Rule(window->field->unit), i, $"the time {values[i]} is not between 0 and {day}, the end of the day");
            }
        }
    }

    private static string Rule(TimeUnit unit) => unit switch
    {
        TimeUnit.Second => "FMT-26",
        TimeUnit.Millisecond => "FMT-27",
        TimeUnit.Microsecond => "FMT-28",
        _ => "FMT-29",
    };

    private static void CheckDecimal<T>(Window* window, T bound)
        where T : unmanaged, IBinaryInteger<T>
    {
        T* values = window->Values<T>();
        for (long i = 0; i < window->count; i++)
        {
            if ((values[i] >= bound || values[i] <= -bound) && window->IsValid(i))
            {
                RefuseDecimal(window, i);
            }
        }
    }

    private static void CheckDecimal128(Window* window, Int128 bound)
    {
        ulong* limbs = (ulong*)window->array->buffers[1] + (2 * window->first);
        for (long i = 0; i < window->count; i++, limbs += 2)
        {
            Int128 value = new(limbs[1], limbs[0]);
            if ((value >= bound || value <= -bound) && window->IsValid(i))
            {
                RefuseDecimal(window, i);
            }
        }
    }

    private static void CheckDecimal256(Window* window, int precision)
    {
        ulong* bound = stackalloc ulong[Limbs] { 1, 0, 0, 0 };
        for (int i = 0; i < precision; i++)
        {
            MultiplyByTen(bound);
        }
        ulong* limbs = (ulong*)window->array->buffers[1] + (Limbs * window->first);
        for (long i = 0; i < window->count; i++, limbs += Limbs)
        {
            if (!IsSmaller(limbs, bound) && window->IsValid(i))
            {
                RefuseDecimal(window, i);
            }
        }
    }

    private static void MultiplyByTen(ulong* limbs)
    {
        ulong carry = 0;
        for (int i = 0; i < Limbs; i++)
        {
            UInt128 product = ((UInt128)limbs[i] * 10) + carry;
            limbs[i] = (ulong)product;
            carry = (ulong)(product >> 64);
        }
    }

    /// <summary>Whether a signed value is smaller than a bound when the sign is left away.</summary>
    private static bool IsSmaller(ulong* value, ulong* bound)
    {
        ulong sign = (ulong)((long)value[Limbs - 1] >> 63);
        UInt128 low = new(value[1] ^ sign, value[0] ^ sign);
        UInt128 high = new(value[3] ^ sign, value[2] ^ sign);
        low -= new UInt128(sign, sign); // of a negative value: all bits turned, plus one
        if (sign != 0 && low == 0)
        {
            high += 1;
        }
        UInt128 boundHigh = new(bound[3], bound[2]);
        return high < boundHigh || (high == boundHigh && low < new UInt128(bound[1], bound[0]));
    }

    private static void RefuseDecimal(Window* window, long index) =>
        window->Refuse("FMT-22", index, $"the decimal has more than {window->field->precision} digits");
}
