using System.Globalization;
using System.Text;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Dates, times and durations as text, over the whole range of their integers, in the proleptic Gregorian calendar.
/// </summary>
internal static class TimeText
{
    private const long SecondsPerDay = 86_400;

    /// <summary>Number of units in a second.</summary>
    public static long PerSecond(TimeUnit unit) => unit switch
    {
        TimeUnit.Second => 1,
        TimeUnit.Millisecond => 1_000,
        TimeUnit.Microsecond => 1_000_000,
        _ => 1_000_000_000,
    };

    /// <summary>Text of a day counted from 1970-01-01.</summary>
    public static string Date(long day)
    {
        // Days are counted from 0000-03-01, so that a leap day is the last day of a year. 400 years have 146,097 days.
        long shifted = day + 719_468;
        long era = FloorDivide(shifted, 146_097);
        long dayOfEra = shifted - (era * 146_097);
        long yearOfEra = (dayOfEra - (dayOfEra / 1_460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        long dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        long shiftedMonth = ((5 * dayOfYear) + 2) / 153;
        long dayOfMonth = dayOfYear - (((153 * shiftedMonth) + 2) / 5) + 1;
        long month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
        long year = yearOfEra + (era * 400) + (month <= 2 ? 1 : 0);
        string sign = year < 0 ? "-" : year > 9_999 ? "+" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{Math.Abs(year):D4}-{month:D2}-{dayOfMonth:D2}");
    }

    /// <summary>
    /// Text of a date in milliseconds, which should be a whole number of days. If it is not, the time is shown too.
    /// </summary>
    public static string Date64(long milliseconds) =>
        milliseconds % (SecondsPerDay * 1_000) == 0
            ? Date(milliseconds / (SecondsPerDay * 1_000))
            : Timestamp(milliseconds, TimeUnit.Millisecond);

    public static string Timestamp(long value, TimeUnit unit)
    {
        long perDay = SecondsPerDay * PerSecond(unit);
        long day = FloorDivide(value, perDay);
        return $"{Date(day)} {Clock((UInt128)(value - ((Int128)day * perDay)), unit)}";
    }

    /// <summary>Text of a time of day. Values outside a day are allowed.</summary>
    public static string Time(long value, TimeUnit unit) =>
        (value < 0 ? "-" : "") + Clock((UInt128)Int128.Abs(value), unit);

    private static string Clock(UInt128 value, TimeUnit unit)
    {
        ulong perSecond = (ulong)PerSecond(unit);
        ulong seconds = (ulong)(value / perSecond);
        string time = string.Create(CultureInfo.InvariantCulture,
            $"{seconds / 3_600:D2}:{seconds / 60 % 60:D2}:{seconds % 60:D2}");
        return time + Fraction((ulong)(value % perSecond), unit);
    }

    /// <summary>Fraction of a second with three, six or nine digits, as few as suffice.</summary>
    private static string Fraction(ulong part, TimeUnit unit)
    {
        if (part == 0)
        {
            return "";
        }
        int digits = 3 * (int)unit;
        while (part % 1_000 == 0)
        {
            part /= 1_000;
            digits -= 3;
        }
        return "." + part.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
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
            text.Append(seconds % 60).Append(Fraction(size % perSecond, unit)).Append('s');
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
    public static string Interval(params ReadOnlySpan<(long Count, string Unit)> parts)
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
