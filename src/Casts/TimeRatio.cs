using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>How many of one time unit make one of another.</summary>
internal readonly unsafe struct TimeRatio
{
    private const long Day = 86_400_000_000_000;

    /// <summary>The number to multiply with or to divide by.</summary>
    public long Factor { get; private init; }

    public bool Divides { get; private init; }

    /// <summary>What the converted number must be a multiple of: a date64 is a whole day, counted in
    /// milliseconds.</summary>
    public long Multiple { get; private init; }

    /// <summary>What the converted number must be below, and not negative, to be a time of day; 0 if it is none, or was
    /// one before.</summary>
    public long UnitsOfDay { get; private init; }

    /// <summary>Whether every number stays as it is.</summary>
    public bool IsOne => Factor == 1 && !IsChecked;

    private bool IsChecked => Multiple > 1 || UnitsOfDay > 0;

    public static TimeRatio Of(Field* from, Field* to)
    {
        bool isCount = CastSteps.IsInteger(from->type) || CastSteps.IsInteger(to->type);
        long before = isCount ? 1 : Nanoseconds(from);
        long after = isCount ? 1 : Nanoseconds(to);
        bool isDay = to->type == TypeId.Date64 && (isCount || from->type == TypeId.Timestamp);
        long multiple = isDay ? Day / 1_000_000 : 1;
        bool isTime = to->type is TypeId.Time32 or TypeId.Time64;
        long units = isTime && CastSteps.IsInteger(from->type) ? Day / Nanoseconds(to) : 0;
        return before >= after
            ? new TimeRatio { Factor = before / after, Multiple = multiple, UnitsOfDay = units }
            : new TimeRatio { Factor = after / before, Divides = true, Multiple = multiple };
    }

    /// <summary>Whether every number of one unit can be converted to the other.</summary>
    public bool AlwaysFits(Field* from, Field* to) =>
        !Divides && !IsChecked && MaxOf(from) <= MaxOf(to) / Factor;

    private static long MaxOf(Field* field) => field->bit_width == 32 ? int.MaxValue : long.MaxValue;

    /// <summary>
    /// Returns false if the result would not be a whole number, a whole day or a time of day, or needs more than 64
    /// bits.
    /// </summary>
    public bool TryConvert(long value, out long converted)
    {
        if (Divides)
        {
            converted = value / Factor;
            return converted * Factor == value && IsAllowed(converted);
        }
        return Math.BigMul(value, Factor, out converted) == converted >> 63 && IsAllowed(converted);
    }

    /// <summary>
    /// Converts numbers without a branch for each. After false they must be converted one by one, and may fit or not.
    /// </summary>
    public bool TryConvertAll(long* values, long* target, long count) => !IsChecked &&
        (Divides
            ? NumberVectors.Divide(values, target, count, Factor)
            : NumberVectors.Multiply(values, target, count, Factor));

    private bool IsAllowed(long converted) => (Multiple == 1 || converted % Multiple == 0) &&
        (UnitsOfDay == 0 || (ulong)converted < (ulong)UnitsOfDay);

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
