using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>How many of one time unit make one of another.</summary>
internal readonly unsafe struct TimeRatio
{
    private const long Day = 86_400_000_000_000;

    /// <summary>The number to multiply with or to divide by.</summary>
    public long Factor { get; private init; }

    public bool Divides { get; private init; }

    public bool IsOne => Factor == 1;

    public static TimeRatio Of(Field* from, Field* to)
    {
        long before = Nanoseconds(from);
        long after = Nanoseconds(to);
        return before >= after
            ? new TimeRatio { Factor = before / after }
            : new TimeRatio { Factor = after / before, Divides = true };
    }

    /// <summary>Whether every number of one unit can be converted to the other.</summary>
    public bool AlwaysFits(Field* from, Field* to) => !Divides && MaxOf(from) <= MaxOf(to) / Factor;

    private static long MaxOf(Field* field) => field->bit_width == 32 ? int.MaxValue : long.MaxValue;

    /// <summary>Returns false if the result would not be a whole number, or needs more than 64 bits.</summary>
    public bool TryConvert(long value, out long converted)
    {
        if (Divides)
        {
            converted = value / Factor;
            return converted * Factor == value;
        }
        return Math.BigMul(value, Factor, out converted) == converted >> 63;
    }

    private static long Nanoseconds(Field* field) => field->type switch
    {
        TypeId.Date32 => Day,
        TypeId.Date64 => 1_000_000,
        _ => field->unit switch
        {
            TimeUnit.Second => 1_000_000_000,
            TimeUnit.Millisecond => 1_000_000,
            TimeUnit.Microsecond => 1_000,
            _ => 1,
        },
    };
}
