using System.Text;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Dates, times and durations as text, over the whole range of their integers, in the proleptic Gregorian calendar.
/// </summary>
internal static unsafe class TimeText
{
    /// <summary>The most bytes that a date, a time or a timestamp takes.</summary>
    public const int MaxLength = 64;

    private const long SecondsPerDay = 86_400;

    /// <summary>Number of units in a second.</summary>
    public static long PerSecond(TimeUnit unit) => unit switch
    {
        TimeUnit.Second => 1,
        TimeUnit.Millisecond => 1_000,
        TimeUnit.Microsecond => 1_000_000,
        _ => 1_000_000_000,
    };

    /// <summary>
    /// Writes the date, time or timestamp of a field as ASCII. A timestamp with a timezone is an instant, written in
    /// UTC; the timezone is part of the type. As all methods that put, it returns the address after the text.
    /// </summary>
    /// <param name="target">Has room for <see cref="MaxLength"/> bytes.</param>
    public static byte* Put(byte* target, Field* field, byte* value)
    {
        byte* end = field->type switch
        {
            TypeId.Date32 => PutDate(target, *(int*)value),
            TypeId.Date64 => PutDate64(target, *(long*)value),
            TypeId.Time32 => PutTime(target, *(int*)value, field->unit),
            TypeId.Time64 => PutTime(target, *(long*)value, field->unit),
            _ => PutTimestamp(target, *(long*)value, field->unit),
        };
        if (field->type == TypeId.Timestamp && field->timezone[0] != 0)
        {
            *end++ = (byte)'Z';
        }
        return end;
    }

    /// <summary>Text of an interval of a field.</summary>
    public static string Interval(Field* field, byte* value) => field->type switch
    {
        TypeId.IntervalMonths => Interval((*(int*)value, "mo")),
        TypeId.IntervalDayTime => Interval((*(int*)value, "d"), (((int*)value)[1], "ms")),
        _ => Interval((*(int*)value, "mo"), (((int*)value)[1], "d"), (((long*)value)[1], "ns")),
    };

    private static string TextOf(byte* text, byte* end) => Encoding.ASCII.GetString(text, (int)(end - text));

    /// <summary>A day counted from 1970-01-01.</summary>
    private static byte* PutDate(byte* target, long day)
    {
        // Days are counted from 0000-03-01, so that a leap day is the last day of a year. 400 years have 146,097 days.
        long shifted = day + 719_468;
        long era = FloorDivide(shifted, 146_097);
        uint dayOfEra = (uint)(shifted - (era * 146_097));
        uint yearOfEra = (dayOfEra - (dayOfEra / 1_460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        uint dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        uint shiftedMonth = ((5 * dayOfYear) + 2) / 153;
        uint dayOfMonth = dayOfYear - (((153 * shiftedMonth) + 2) / 5) + 1;
        uint month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
        long year = yearOfEra + (era * 400) + (month <= 2 ? 1 : 0);
        if (year is < 0 or > 9_999)
        {
            *target++ = (byte)(year < 0 ? '-' : '+');
        }
        target = PutDigits(target, (ulong)Math.Abs(year), 4);
        target = PutTwo(target, (byte)'-', month);
        return PutTwo(target, (byte)'-', dayOfMonth);
    }

    /// <summary>A date in milliseconds, which should be a whole number of days. If it is not, the time is shown
    /// too.</summary>
    private static byte* PutDate64(byte* target, long milliseconds) =>
        milliseconds % (SecondsPerDay * 1_000) == 0
            ? PutDate(target, milliseconds / (SecondsPerDay * 1_000))
            : PutTimestamp(target, milliseconds, TimeUnit.Millisecond);

    private static byte* PutTimestamp(byte* target, long value, TimeUnit unit)
    {
        long perDay = SecondsPerDay * PerSecond(unit);
        long day = FloorDivide(value, perDay);
        target = PutDate(target, day);
        *target++ = (byte)' ';
        // The product may overflow, the difference does not: it is less than a day.
        return PutClock(target, unchecked((ulong)value - (ulong)(day * perDay)), unit);
    }

    /// <summary>A time of day. Values outside a day are allowed.</summary>
    private static byte* PutTime(byte* target, long value, TimeUnit unit)
    {
        if (value < 0)
        {
            *target++ = (byte)'-';
        }
        return PutClock(target, value < 0 ? unchecked(0 - (ulong)value) : (ulong)value, unit);
    }

    private static byte* PutClock(byte* target, ulong value, TimeUnit unit)
    {
        ulong perSecond = (ulong)PerSecond(unit);
        ulong seconds = value / perSecond;
        target = PutDigits(target, seconds / 3_600, 2);
        uint rest = (uint)(seconds % 3_600);
        target = PutTwo(target, (byte)':', rest / 60);
        target = PutTwo(target, (byte)':', rest % 60);
        return PutFraction(target, value - (seconds * perSecond), unit);
    }

    /// <summary>Fraction of a second with three, six or nine digits, as few as suffice.</summary>
    private static byte* PutFraction(byte* target, ulong part, TimeUnit unit)
    {
        if (part == 0)
        {
            return target;
        }
        int digits = 3 * (int)unit;
        while (part % 1_000 == 0)
        {
            part /= 1_000;
            digits -= 3;
        }
        *target++ = (byte)'.';
        return PutDigits(target, part, digits);
    }

    /// <summary>Writes a mark and two digits.</summary>
    private static byte* PutTwo(byte* target, byte mark, uint value)
    {
        target[0] = mark;
        target[1] = (byte)('0' + (value / 10));
        target[2] = (byte)('0' + (value % 10));
        return target + 3;
    }

    /// <summary>Writes a number with at least <paramref name="least"/> digits.</summary>
    private static byte* PutDigits(byte* target, ulong value, int least)
    {
        int count = 1;
        for (ulong above = value / 10; above != 0 || count < least; above /= 10)
        {
            count++;
        }
        for (int i = count - 1; i >= 0; i--)
        {
            ulong above = value / 10;
            target[i] = (byte)('0' + (value - (above * 10)));
            value = above;
        }
        return target + count;
    }

    /// <summary>Text of a duration, such as <c>1d 2h 3m 4.500s</c>.</summary>
    public static string Duration(long value, TimeUnit unit)
    {
        ulong perSecond = (ulong)PerSecond(unit);
        ulong size = (ulong)Int128.Abs(value);
        ulong seconds = size / perSecond;
        StringBuilder text = new(value < 0 ? "-" : "");
        AppendPart(text, seconds / 86_400, "d ");
        AppendPart(text, seconds / 3_600 % 24, "h ");
        AppendPart(text, seconds / 60 % 60, "m ");
        if (seconds % 60 != 0 || size % perSecond != 0 || size == 0)
        {
            byte* fraction = stackalloc byte[MaxLength];
            string digits = TextOf(fraction, PutFraction(fraction, size % perSecond, unit));
            text.Append(seconds % 60).Append(digits).Append('s');
        }
        return text.ToString().TrimEnd();
    }

    private static void AppendPart(StringBuilder text, ulong count, string unit)
    {
        if (count != 0)
        {
            text.Append(count).Append(unit);
        }
    }

    /// <summary>
    /// Text of an interval, whose parts do not convert into each other: all parts that are not zero, or the last part
    /// if all are.
    /// </summary>
    private static string Interval(params ReadOnlySpan<(long Count, string Unit)> parts)
    {
        StringBuilder text = new();
        foreach ((long count, string unit) in parts)
        {
            if (count != 0)
            {
                text.Append(text.Length == 0 ? "" : " ").Append(count).Append(unit);
            }
        }
        return text.Length == 0 ? "0" + parts[^1].Unit : text.ToString();
    }

    private static long FloorDivide(long value, long by)
    {
        long quotient = value / by;
        return value % by < 0 ? quotient - 1 : quotient;
    }
}
