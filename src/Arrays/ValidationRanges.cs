using System.Numerics;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Checks values of types that do not use all bit patterns: decimals have at most as many digits as their precision
/// (FMT-21), a date64 is a whole day (FMT-25), a time is within a day (FMT-26 to FMT-29). Slots that are null, or that
/// no row leads to, may hold anything (COL-4).
/// </summary>
internal static unsafe class ValidationRanges
{
    private const int MillisecondsPerDay = 86_400_000;

    public static void Check(RowRange* range)
    {
        Field* field = range->field;
        switch (field->type)
        {
            case TypeId.Decimal32:
                int most = (int)PowerOfTen(field->precision) - 1;
                CheckDecimals(range, range->Values<int>(), -most, most);
                break;
            case TypeId.Decimal64:
                long large = PowerOfTen(field->precision) - 1;
                CheckDecimals(range, range->Values<long>(), -large, large);
                break;
            case TypeId.Decimal128:
                CheckDecimals128(range);
                break;
            case TypeId.Decimal256:
                CheckDecimals256(range);
                break;
            case TypeId.Date64:
                CheckDays(range);
                break;
            case TypeId.Time32 when field->unit == TimeUnit.Second:
                CheckTimes(range, range->Values<int>(), "FMT-26", MillisecondsPerDay / 1000);
                break;
            case TypeId.Time32:
                CheckTimes(range, range->Values<int>(), "FMT-27", MillisecondsPerDay);
                break;
            case TypeId.Time64 when field->unit == TimeUnit.Microsecond:
                CheckTimes(range, range->Values<long>(), "FMT-28", MillisecondsPerDay * 1000L);
                break;
            case TypeId.Time64:
                CheckTimes(range, range->Values<long>(), "FMT-29", MillisecondsPerDay * 1000_000L);
                break;
            default:
                break;
        }
    }

    private static long PowerOfTen(int digits)
    {
        long power = 1;
        for (; digits > 0; digits--)
        {
            power *= 10;
        }
        return power;
    }

    private static void CheckTimes<T>(RowRange* range, T* values, string rule, T day)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (long i = 0; (i = Outside(values, i, range->count, T.Zero, day - T.One)) >= 0; i++)
        {
            if (IsUsed(range, i))
            {
                range->Refuse(rule, i, $"the time is {values[i]}, but a day has {day} units");
            }
        }
    }

    private static void CheckDecimals<T>(RowRange* range, T* values, T least, T most)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (long i = 0; (i = Outside(values, i, range->count, least, most)) >= 0; i++)
        {
            RefuseDigits(range, i);
        }
    }

    /// <summary>The first value from <paramref name="at"/> on that is outside of two bounds, or -1.</summary>
    private static long Outside<T>(T* values, long at, long count, T least, T most)
        where T : unmanaged, IBinaryInteger<T>
    {
        Vector<T> low = new(least);
        Vector<T> high = new(most);
        while (at + Vector<T>.Count <= count)
        {
            Vector<T> several = Vector.Load(values + at);
            if (Vector.LessThanAny(several, low) || Vector.GreaterThanAny(several, high))
            {
                break;
            }
            at += Vector<T>.Count;
        }
        for (; at < count; at++)
        {
            if (values[at] < least || values[at] > most)
            {
                return at;
            }
        }
        return -1;
    }

    private static void CheckDecimals128(RowRange* range)
    {
        const int DigitsOf64Bits = 19;
        Int128* values = range->Values<Int128>();
        Int128 most = Int128.One;
        for (int i = 0; i < range->field->precision; i++)
        {
            most *= 10;
        }
        bool is64BitsEnough = range->field->precision >= DigitsOf64Bits;
        for (long i = 0; i < range->count; i++)
        {
            long* words = (long*)(values + i);
            bool fits = is64BitsEnough && words[1] == words[0] >> 63;
            if (!fits && (values[i] >= most || values[i] <= -most))
            {
                RefuseDigits(range, i);
            }
        }
    }

    private static void CheckDecimals256(RowRange* range)
    {
        const int Width = 32;
        byte* values = (byte*)range->array->buffers[1] + (range->first * Width);
        for (long i = 0; i < range->count; i++)
        {
            if (!UInt256.Absolute(values + (i * Width), Width, out _).HasDigits(range->field->precision))
            {
                RefuseDigits(range, i);
            }
        }
    }

    private static void CheckDays(RowRange* range)
    {
        long* values = range->Values<long>();
        for (long i = 0; i < range->count; i++)
        {
            if (values[i] % MillisecondsPerDay != 0 && IsUsed(range, i))
            {
                range->Refuse("FMT-25", i, $"the date is {values[i]} milliseconds, which is no whole day");
            }
        }
    }

    private static void RefuseDigits(RowRange* range, long index)
    {
        if (IsUsed(range, index))
        {
            range->Refuse("FMT-21", index, $"the decimal has more than {range->field->precision} digits");
        }
    }

    private static bool IsUsed(RowRange* range, long index) =>
        range->IsValid(index) && ReachableRows.Includes(range, index);
}
