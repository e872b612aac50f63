using ArrowBridge.Errors;

namespace ArrowBridge;

/// <summary>Converts between .NET dates and times and the numbers that columns store. Precision that the unit cannot
/// represent is truncated towards the past.</summary>
public static class ArrowTime
{
    /// <summary>Converts an instant to a timestamp.</summary>
    /// <param name="value">The instant.</param>
    /// <param name="unit">The unit of the timestamp.</param>
    /// <returns>The number of units since 1970-01-01 00:00:00 UTC.</returns>
    /// <exception cref="ArrowBridgeException">The timestamp does not fit in 64 bits of nanoseconds.</exception>
    public static long Timestamp(DateTimeOffset value, TimeUnit unit) =>
        FromTicks(value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, unit);

    /// <summary>Converts a timestamp to an instant.</summary>
    /// <param name="value">The timestamp.</param>
    /// <param name="unit">The unit of the timestamp.</param>
    /// <returns>The instant.</returns>
    /// <exception cref="ArrowBridgeException">The timestamp is not between the years 1 and 9999.</exception>
    public static DateTimeOffset ToDateTimeOffset(long value, TimeUnit unit)
    {
        Int128 ticks = ToTicks(value, unit) + DateTimeOffset.UnixEpoch.Ticks;
        if (ticks < 0 || ticks > DateTimeOffset.MaxValue.Ticks)
        {
            Throw.Argument(nameof(value), $"is {value}, which is not between the years 1 and 9999");
        }
        return new DateTimeOffset((long)ticks, TimeSpan.Zero);
    }

    /// <summary>Converts a date to a date32.</summary>
    /// <param name="value">The date.</param>
    /// <returns>The number of days since 1970-01-01.</returns>
    public static int Date32(DateOnly value) => value.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>Converts a time span to a time of day or a duration.</summary>
    /// <param name="value">The time span.</param>
    /// <param name="unit">The unit of the result.</param>
    /// <returns>The number of units.</returns>
    /// <exception cref="ArrowBridgeException">The time span does not fit in 64 bits of nanoseconds.</exception>
    public static long Span(TimeSpan value, TimeUnit unit) => FromTicks(value.Ticks, unit);

    /// <summary>Converts a duration or a time of day to a time span.</summary>
    /// <param name="value">The duration or time of day.</param>
    /// <param name="unit">The unit of <paramref name="value"/>.</param>
    /// <returns>The time span.</returns>
    /// <exception cref="ArrowBridgeException">The result does not fit in a <see cref="TimeSpan"/>.</exception>
    public static TimeSpan ToTimeSpan(long value, TimeUnit unit)
    {
        Int128 ticks = ToTicks(value, unit);
        if (ticks < long.MinValue || ticks > long.MaxValue)
        {
            Throw.Argument(nameof(value), $"is {value}, which is too long for a TimeSpan");
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
                Throw.Argument(nameof(unit),
                    "is nanoseconds, but 64 bits of nanoseconds hold only 292 years before and after 1970");
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
