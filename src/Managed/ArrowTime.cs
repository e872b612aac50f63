using ArrowBridge.Errors;

namespace ArrowBridge;

/// <summary>Dates and times as the numbers that stand in columns. What the unit is too coarse for is cut off, towards the past.</summary>
public static class ArrowTime
{
    /// <summary>A timestamp.</summary>
    /// <param name="value">An instant.</param>
    /// <param name="unit">What is counted.</param>
    /// <exception cref="ArrowBridgeException">It does not fit 64 bits of nanoseconds.</exception>
    public static long Timestamp(DateTimeOffset value, TimeUnit unit) => FromTicks(value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, unit);

    /// <summary>The instant of a timestamp.</summary>
    /// <param name="value">The number.</param>
    /// <param name="unit">What it counts.</param>
    /// <exception cref="ArrowBridgeException">It is not between the years 1 and 9999.</exception>
    public static DateTimeOffset ToDateTimeOffset(long value, TimeUnit unit)
    {
        Int128 ticks = ToTicks(value, unit) + DateTimeOffset.UnixEpoch.Ticks;
        if (ticks < 0 || ticks > DateTimeOffset.MaxValue.Ticks)
        {
            Throw.Argument(nameof(value), $"is {value}, which is not between the years 1 and 9999");
        }
        return new DateTimeOffset((long)ticks, TimeSpan.Zero);
    }

    /// <summary>A date32.</summary>
    /// <param name="value">The date.</param>
    public static int Date32(DateOnly value) => value.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>A time of day, or a duration.</summary>
    /// <param name="value">The time.</param>
    /// <param name="unit">What is counted.</param>
    /// <exception cref="ArrowBridgeException">It does not fit 64 bits of nanoseconds.</exception>
    public static long Span(TimeSpan value, TimeUnit unit) => FromTicks(value.Ticks, unit);

    /// <summary>The time span of a duration or a time of day.</summary>
    /// <param name="value">The number.</param>
    /// <param name="unit">What it counts.</param>
    /// <exception cref="ArrowBridgeException">It is too long for a <see cref="TimeSpan"/>.</exception>
    public static TimeSpan ToTimeSpan(long value, TimeUnit unit)
    {
        Int128 ticks = ToTicks(value, unit);
        if (ticks < long.MinValue || ticks > long.MaxValue)
        {
            Throw.Argument(nameof(value), $"is {value}, which is too long");
        }
        return new TimeSpan((long)ticks);
    }

    private static long FromTicks(long ticks, TimeUnit unit)
    {
        if (unit == TimeUnit.Nanosecond)
        {
            Int128 wide = (Int128)ticks * 100;
            if (wide < long.MinValue || wide > long.MaxValue)
            {
                Throw.Argument(nameof(unit), "is nanoseconds, of which 64 bits hold 292 years before and after 1970");
            }
            return (long)wide;
        }
        long step = TicksPer(unit);
        return (ticks / step) - (ticks % step < 0 ? 1 : 0);
    }

    private static Int128 ToTicks(long value, TimeUnit unit) => unit == TimeUnit.Nanosecond
        ? (value / 100) - (value % 100 < 0 ? 1 : 0)
        : (Int128)value * TicksPer(unit);

    private static long TicksPer(TimeUnit unit) => unit switch
    {
        TimeUnit.Second => TimeSpan.TicksPerSecond,
        TimeUnit.Millisecond => TimeSpan.TicksPerMillisecond,
        _ => TimeSpan.TicksPerMicrosecond,
    };
}
