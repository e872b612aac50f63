namespace ArrowBridge;

/// <summary>
/// The types of the columnar format. Each combination of layout and meaning is one type; units and widths are
/// properties of <see cref="DataType"/>.
/// </summary>
public enum TypeId : byte
{
    /// <summary>Only nulls; no buffers.</summary>
    Null,

    /// <summary>One bit.</summary>
    Boolean,

    /// <summary>A signed integer of 8 bits.</summary>
    Int8,

    /// <summary>An unsigned integer of 8 bits.</summary>
    UInt8,

    /// <summary>A signed integer of 16 bits.</summary>
    Int16,

    /// <summary>An unsigned integer of 16 bits.</summary>
    UInt16,

    /// <summary>A signed integer of 32 bits.</summary>
    Int32,

    /// <summary>An unsigned integer of 32 bits.</summary>
    UInt32,

    /// <summary>A signed integer of 64 bits.</summary>
    Int64,

    /// <summary>An unsigned integer of 64 bits.</summary>
    UInt64,

    /// <summary>A floating-point number of 16 bits.</summary>
    Float16,

    /// <summary>A floating-point number of 32 bits.</summary>
    Float32,

    /// <summary>A floating-point number of 64 bits.</summary>
    Float64,

    /// <summary>A decimal number, unscaled in 32 bits.</summary>
    Decimal32,

    /// <summary>A decimal number, unscaled in 64 bits.</summary>
    Decimal64,

    /// <summary>A decimal number, unscaled in 128 bits.</summary>
    Decimal128,

    /// <summary>A decimal number, unscaled in 256 bits.</summary>
    Decimal256,

    /// <summary>Days since 1970-01-01, in 32 bits.</summary>
    Date32,

    /// <summary>Milliseconds since 1970-01-01, whole days, in 64 bits.</summary>
    Date64,

    /// <summary>Seconds or milliseconds since midnight, in 32 bits.</summary>
    Time32,

    /// <summary>Microseconds or nanoseconds since midnight, in 64 bits.</summary>
    Time64,

    /// <summary>A number of time units since 1970-01-01, in 64 bits.</summary>
    Timestamp,

    /// <summary>A number of time units, in 64 bits.</summary>
    Duration,

    /// <summary>A number of months, in 32 bits.</summary>
    IntervalMonths,

    /// <summary>Days and milliseconds, 32 bits each.</summary>
    IntervalDayTime,

    /// <summary>Months and days of 32 bits each, and nanoseconds of 64 bits.</summary>
    IntervalMonthDayNano,

    /// <summary>Bytes, the same number in every value.</summary>
    FixedSizeBinary,

    /// <summary>Bytes, with offsets of 32 bits.</summary>
    Binary,

    /// <summary>Bytes, with offsets of 64 bits.</summary>
    LargeBinary,

    /// <summary>Bytes, with views of 16 bytes.</summary>
    BinaryView,

    /// <summary>A string in UTF-8, with offsets of 32 bits.</summary>
    Utf8,

    /// <summary>A string in UTF-8, with offsets of 64 bits.</summary>
    LargeUtf8,

    /// <summary>A string in UTF-8, with views of 16 bytes.</summary>
    Utf8View,

    /// <summary>A list, with offsets of 32 bits.</summary>
    List,

    /// <summary>A list, with offsets of 64 bits.</summary>
    LargeList,

    /// <summary>A list, with an offset and a size of 32 bits each.</summary>
    ListView,

    /// <summary>A list, with an offset and a size of 64 bits each.</summary>
    LargeListView,

    /// <summary>A list, the same number of items in every value.</summary>
    FixedSizeList,

    /// <summary>One value per field. A record batch is a struct.</summary>
    Struct,

    /// <summary>A list of key-value pairs.</summary>
    Map,

    /// <summary>A value of one of several fields. Each field has only the values that are used.</summary>
    DenseUnion,

    /// <summary>A value of one of several fields. Each field is as long as the union.</summary>
    SparseUnion,

    /// <summary>Runs of equal values, each with the index of the first row after it.</summary>
    RunEndEncoded,
}

/// <summary>Units of times, timestamps and durations.</summary>
public enum TimeUnit : byte
{
    /// <summary>A second.</summary>
    Second,

    /// <summary>10⁻³ seconds.</summary>
    Millisecond,

    /// <summary>10⁻⁶ seconds.</summary>
    Microsecond,

    /// <summary>10⁻⁹ seconds.</summary>
    Nanosecond,
}
