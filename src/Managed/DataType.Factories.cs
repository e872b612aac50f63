namespace ArrowBridge;

// How each type is made.
public sealed partial class DataType
{
    /// <summary>Gets the null type, which has only null values.</summary>
    public static DataType Null { get; } = new("n");

    /// <summary>Gets the Boolean type, with one bit per value.</summary>
    public static DataType Boolean { get; } = new("b");

    /// <summary>Gets the signed 8-bit integer type.</summary>
    public static DataType Int8 { get; } = new("c");

    /// <summary>Gets the unsigned 8-bit integer type.</summary>
    public static DataType UInt8 { get; } = new("C");

    /// <summary>Gets the signed 16-bit integer type.</summary>
    public static DataType Int16 { get; } = new("s");

    /// <summary>Gets the unsigned 16-bit integer type.</summary>
    public static DataType UInt16 { get; } = new("S");

    /// <summary>Gets the signed 32-bit integer type.</summary>
    public static DataType Int32 { get; } = new("i");

    /// <summary>Gets the unsigned 32-bit integer type.</summary>
    public static DataType UInt32 { get; } = new("I");

    /// <summary>Gets the signed 64-bit integer type.</summary>
    public static DataType Int64 { get; } = new("l");

    /// <summary>Gets the unsigned 64-bit integer type.</summary>
    public static DataType UInt64 { get; } = new("L");

    /// <summary>Gets the 16-bit floating-point type.</summary>
    public static DataType Float16 { get; } = new("e");

    /// <summary>Gets the 32-bit floating-point type.</summary>
    public static DataType Float32 { get; } = new("f");

    /// <summary>Gets the 64-bit floating-point type.</summary>
    public static DataType Float64 { get; } = new("g");

    /// <summary>Gets the date32 type: days since 1970-01-01, in 32 bits.</summary>
    public static DataType Date32 { get; } = new("tdD");

    /// <summary>Gets the date64 type: milliseconds since 1970-01-01 that make whole days, in 64 bits.</summary>
    public static DataType Date64 { get; } = new("tdm");

    /// <summary>Gets the interval type that counts months, in 32 bits.</summary>
    public static DataType IntervalMonths { get; } = new("tiM");

    /// <summary>Gets the interval type with days and milliseconds, 32 bits each.</summary>
    public static DataType IntervalDayTime { get; } = new("tiD");

    /// <summary>Gets the interval type with months and days of 32 bits and nanoseconds of 64 bits.</summary>
    public static DataType IntervalMonthDayNano { get; } = new("tin");

    /// <summary>Gets the type of byte strings with 32-bit offsets.</summary>
    public static DataType Binary { get; } = new("z");

    /// <summary>Gets the type of byte strings with 64-bit offsets.</summary>
    public static DataType LargeBinary { get; } = new("Z");

    /// <summary>Gets the type of byte strings that are stored as views.</summary>
    public static DataType BinaryView { get; } = new("vz");

    /// <summary>Gets the type of UTF-8 strings with 32-bit offsets.</summary>
    public static DataType Utf8 { get; } = new("u");

    /// <summary>Gets the type of UTF-8 strings with 64-bit offsets.</summary>
    public static DataType LargeUtf8 { get; } = new("U");

    /// <summary>Gets the type of UTF-8 strings that are stored as views.</summary>
    public static DataType Utf8View { get; } = new("vu");

    /// <summary>Returns a time-of-day type. Seconds and milliseconds have 32 bits, microseconds and nanoseconds 64
    /// bits.</summary>
    /// <param name="unit">The unit of the values.</param>
    /// <returns>The type.</returns>
    public static DataType Time(TimeUnit unit) => new("tt" + Letter(unit));

    /// <summary>Returns a timestamp type: the number of units since 1970-01-01, in 64 bits.</summary>
    /// <param name="unit">The unit of the values.</param>
    /// <param name="timezone">A time zone name such as <c>Europe/Paris</c> or an offset such as <c>+02:00</c>; the
    /// values then count from 1970-01-01 00:00:00 UTC. null for local times in an unknown time zone.</param>
    /// <returns>The type.</returns>
    /// <exception cref="ArrowBridgeException">The time zone contains a NUL character.</exception>
    public static DataType Timestamp(TimeUnit unit, string? timezone = null)
    {
        NativeText.Check(timezone ?? "", nameof(timezone));
        return new($"ts{Letter(unit)}:{timezone}");
    }

    /// <summary>Returns a duration type: a number of units, in 64 bits.</summary>
    /// <param name="unit">The unit of the values.</param>
    /// <returns>The type.</returns>
    public static DataType Duration(TimeUnit unit) => new("tD" + Letter(unit));

    /// <summary>Returns a decimal type.</summary>
    /// <param name="precision">The total number of digits. At most 9, 18, 38 or 76 for 32, 64, 128 or 256 bits.</param>
    /// <param name="scale">The number of digits after the decimal point. It may be negative.</param>
    /// <param name="bits">The width of a value in bits: 32, 64, 128 or 256.</param>
    /// <returns>The type.</returns>
    /// <exception cref="ArrowBridgeException">The width is not supported, or cannot hold this number of
    /// digits.</exception>
    public static DataType Decimal(int precision, int scale, int bits = 128) =>
        new(bits == 128 ? $"d:{precision},{scale}" : $"d:{precision},{scale},{bits}");

    /// <summary>Returns the type of byte strings that all have the same size.</summary>
    /// <param name="bytes">The size of each value, in bytes.</param>
    /// <returns>The type.</returns>
    /// <exception cref="ArrowBridgeException"><paramref name="bytes"/> is negative.</exception>
    public static DataType FixedSizeBinary(int bytes) => new($"w:{bytes}");

    /// <summary>Returns a list type with 32-bit offsets.</summary>
    /// <param name="item">The field of the list items.</param>
    /// <returns>The type.</returns>
    public static DataType List(ArrowField item) => new("+l", item);

    /// <summary>Returns a list type with nullable items and 32-bit offsets.</summary>
    /// <param name="item">The type of the list items.</param>
    /// <returns>The type.</returns>
    public static DataType List(DataType item) => List(new ArrowField("item", item));

    /// <summary>Returns a list type with 64-bit offsets.</summary>
    /// <param name="item">The field of the list items.</param>
    /// <returns>The type.</returns>
    public static DataType LargeList(ArrowField item) => new("+L", item);

    /// <summary>Returns a list view type, with a 32-bit offset and a 32-bit size for each list.</summary>
    /// <param name="item">The field of the list items.</param>
    /// <returns>The type.</returns>
    public static DataType ListView(ArrowField item) => new("+vl", item);

    /// <summary>Returns a list view type, with a 64-bit offset and a 64-bit size for each list.</summary>
    /// <param name="item">The field of the list items.</param>
    /// <returns>The type.</returns>
    public static DataType LargeListView(ArrowField item) => new("+vL", item);

    /// <summary>Returns the type of lists that all have the same number of items.</summary>
    /// <param name="item">The field of the list items.</param>
    /// <param name="size">The number of items in each list.</param>
    /// <returns>The type.</returns>
    /// <exception cref="ArrowBridgeException"><paramref name="size"/> is negative.</exception>
    public static DataType FixedSizeList(ArrowField item, int size) => new($"+w:{size}", item);

    /// <summary>Returns a struct type: each value has a value for each field.</summary>
    /// <param name="fields">The fields of the struct.</param>
    /// <returns>The type.</returns>
    public static DataType Struct(params ArrowField[] fields) => new("+s", [.. fields]);

    /// <summary>Returns a map type.</summary>
    /// <param name="key">The type of the keys, which are never null.</param>
    /// <param name="value">The type of the values, which may be null.</param>
    /// <param name="keysSorted">Whether the keys of each map are sorted.</param>
    /// <returns>The type.</returns>
    public static DataType Map(DataType key, DataType value, bool keysSorted = false) =>
        new("+m",
            new ArrowField("entries", Struct(new ArrowField("key", key, false), new ArrowField("value", value)), false))
        {
            IsOrdered = keysSorted,
        };

    /// <summary>Returns a dense union type: each value is a value of one of several fields, and each field stores only
    /// the values that use it.</summary>
    /// <param name="typeIds">A type id from 0 to 127 for each field.</param>
    /// <param name="fields">The fields of the union.</param>
    /// <returns>The type.</returns>
    /// <exception cref="ArrowBridgeException">A type id is out of range.</exception>
    public static DataType DenseUnion(IReadOnlyList<int> typeIds, params ArrowField[] fields) =>
        new("+ud:" + string.Join(',', typeIds), [.. fields]);

    /// <summary>Returns a sparse union type: each value is a value of one of several fields, and each field is as long
    /// as the union.</summary>
    /// <param name="typeIds">A type id from 0 to 127 for each field.</param>
    /// <param name="fields">The fields of the union.</param>
    /// <returns>The type.</returns>
    /// <exception cref="ArrowBridgeException">A type id is out of range.</exception>
    public static DataType SparseUnion(IReadOnlyList<int> typeIds, params ArrowField[] fields) =>
        new("+us:" + string.Join(',', typeIds), [.. fields]);

    /// <summary>Returns a run-end encoded type: runs of equal values.</summary>
    /// <param name="runEnds">The type of the run ends: a signed integer of 16, 32 or 64 bits.</param>
    /// <param name="values">The type of the values.</param>
    /// <returns>The type.</returns>
    public static DataType RunEndEncoded(DataType runEnds, DataType values) =>
        new("+r", new ArrowField("run_ends", runEnds, false), new ArrowField("values", values));

    /// <summary>Returns a dictionary-encoded type: indices into a dictionary of values.</summary>
    /// <param name="indices">The type of the indices: an integer.</param>
    /// <param name="values">The type of the dictionary values.</param>
    /// <param name="isOrdered">Whether the order of the dictionary values is meaningful.</param>
    /// <returns>The type.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="indices"/> or <paramref name="values"/> is
    /// null.</exception>
    public static DataType Dictionary(DataType indices, DataType values, bool isOrdered = false)
    {
        ArgumentNullException.ThrowIfNull(indices);
        ArgumentNullException.ThrowIfNull(values);
        return new(indices.Format) { DictionaryValues = values, IsOrdered = isOrdered };
    }

    private static char Letter(TimeUnit unit) => "smun"[(int)unit];
}
