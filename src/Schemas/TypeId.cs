namespace ArrowBridge.Schemas;

/// <summary>The types of the columnar format, one per layout and meaning; units and widths are fields of <see cref="Field"/>.</summary>
public enum TypeId : byte
{
    Null,
    Boolean,
    Int8,
    UInt8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Float16,
    Float32,
    Float64,
    Decimal32,
    Decimal64,
    Decimal128,
    Decimal256,
    Date32,
    Date64,
    Time32,
    Time64,
    Timestamp,
    Duration,
    IntervalMonths,
    IntervalDayTime,
    IntervalMonthDayNano,
    FixedSizeBinary,
    Binary,
    LargeBinary,
    BinaryView,
    Utf8,
    LargeUtf8,
    Utf8View,
    List,
    LargeList,
    ListView,
    LargeListView,
    FixedSizeList,
    Struct,
    Map,
    DenseUnion,
    SparseUnion,
    RunEndEncoded,
}

/// <summary>Units of times, timestamps and durations.</summary>
public enum TimeUnit : byte
{
    Second,
    Millisecond,
    Microsecond,
    Nanosecond,
}
