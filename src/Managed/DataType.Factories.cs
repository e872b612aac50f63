namespace ArrowBridge;

// How each type is made.
public sealed partial class DataType
{
    /// <summary>Nothing but nulls.</summary>
    public static DataType Null { get; } = new("n");

    /// <summary>A bit.</summary>
    public static DataType Boolean { get; } = new("b");

    /// <summary>A signed integer of 8 bits.</summary>
    public static DataType Int8 { get; } = new("c");

    /// <summary>An unsigned integer of 8 bits.</summary>
    public static DataType UInt8 { get; } = new("C");

    /// <summary>A signed integer of 16 bits.</summary>
    public static DataType Int16 { get; } = new("s");

    /// <summary>An unsigned integer of 16 bits.</summary>
    public static DataType UInt16 { get; } = new("S");

    /// <summary>A signed integer of 32 bits.</summary>
    public static DataType Int32 { get; } = new("i");

    /// <summary>An unsigned integer of 32 bits.</summary>
    public static DataType UInt32 { get; } = new("I");

    /// <summary>A signed integer of 64 bits.</summary>
    public static DataType Int64 { get; } = new("l");

    /// <summary>An unsigned integer of 64 bits.</summary>
    public static DataType UInt64 { get; } = new("L");

    /// <summary>A floating-point number of 16 bits.</summary>
    public static DataType Float16 { get; } = new("e");

    /// <summary>A floating-point number of 32 bits.</summary>
    public static DataType Float32 { get; } = new("f");

    /// <summary>A floating-point number of 64 bits.</summary>
    public static DataType Float64 { get; } = new("g");

    /// <summary>Days since 1970-01-01, in 32 bits.</summary>
    public static DataType Date32 { get; } = new("tdD");

    /// <summary>Milliseconds since 1970-01-01 that make whole days, in 64 bits.</summary>
    public static DataType Date64 { get; } = new("tdm");

    /// <summary>A number of months, in 32 bits.</summary>
    public static DataType IntervalMonths { get; } = new("tiM");

    /// <summary>Days and milliseconds, 32 bits each.</summary>
    public static DataType IntervalDayTime { get; } = new("tiD");

    /// <summary>Months and days of 32 bits, nanoseconds of 64.</summary>
    public static DataType IntervalMonthDayNano { get; } = new("tin");

    /// <summary>Bytes, with offsets of 32 bits.</summary>
    public static DataType Binary { get; } = new("z");

    /// <summary>Bytes, with offsets of 64 bits.</summary>
    public static DataType LargeBinary { get; } = new("Z");

    /// <summary>Bytes, through views.</summary>
    public static DataType BinaryView { get; } = new("vz");

    /// <summary>A text in UTF-8, with offsets of 32 bits.</summary>
    public static DataType Utf8 { get; } = new("u");

    /// <summary>A text in UTF-8, with offsets of 64 bits.</summary>
    public static DataType LargeUtf8 { get; } = new("U");

    /// <summary>A text in UTF-8, through views.</summary>
    public static DataType Utf8View { get; } = new("vu");

    /// <summary>A time of day: 32 bits of seconds or milliseconds, 64 bits of microseconds or nanoseconds.</summary>
    /// <param name="unit">What is counted.</param>
    public static DataType Time(TimeUnit unit) => new("tt" + Letter(unit));

    /// <summary>A count of a unit since 1970-01-01, in 64 bits.</summary>
    /// <param name="unit">What is counted.</param>
    /// <param name="timezone">A name such as <c>Europe/Paris</c> or an offset such as <c>+02:00</c>: the count is then since midnight in UTC. Null
    /// for the time of a clock in an unknown place.</param>
    /// <exception cref="ArrowBridgeException">The timezone has a NUL character in it.</exception>
    public static DataType Timestamp(TimeUnit unit, string? timezone = null)
    {
        NativeText.Check(timezone ?? "", nameof(timezone));
        return new($"ts{Letter(unit)}:{timezone}");
    }

    /// <summary>A count of a unit, in 64 bits.</summary>
    /// <param name="unit">What is counted.</param>
    public static DataType Duration(TimeUnit unit) => new("tD" + Letter(unit));

    /// <summary>A decimal number.</summary>
    /// <param name="precision">All digits: at most 9, 18, 38 or 76, as many as the bits can hold.</param>
    /// <param name="scale">Digits behind the point; may be negative.</param>
    /// <param name="bits">32, 64, 128 or 256.</param>
    /// <exception cref="ArrowBridgeException">The bits cannot hold so many digits.</exception>
    public static DataType Decimal(int precision, int scale, int bits = 128) =>
        new(bits == 128 ? $"d:{precision},{scale}" : $"d:{precision},{scale},{bits}");

    /// <summary>Bytes, the same number in each value.</summary>
    /// <param name="bytes">How many.</param>
    public static DataType FixedSizeBinary(int bytes) => new($"w:{bytes}");

    /// <summary>A list, with offsets of 32 bits.</summary>
    /// <param name="item">What it lists.</param>
    public static DataType List(ArrowField item) => new("+l", item);

    /// <summary>A list of nullable items, with offsets of 32 bits.</summary>
    /// <param name="item">What it lists.</param>
    public static DataType List(DataType item) => List(new ArrowField("item", item));

    /// <summary>A list, with offsets of 64 bits.</summary>
    /// <param name="item">What it lists.</param>
    public static DataType LargeList(ArrowField item) => new("+L", item);

    /// <summary>A list, with an offset and a size of 32 bits each.</summary>
    /// <param name="item">What it lists.</param>
    public static DataType ListView(ArrowField item) => new("+vl", item);

    /// <summary>A list, with an offset and a size of 64 bits each.</summary>
    /// <param name="item">What it lists.</param>
    public static DataType LargeListView(ArrowField item) => new("+vL", item);

    /// <summary>A list, the same number of items in each.</summary>
    /// <param name="item">What it lists.</param>
    /// <param name="size">How many items.</param>
    public static DataType FixedSizeList(ArrowField item, int size) => new($"+w:{size}", item);

    /// <summary>A value of each field.</summary>
    /// <param name="fields">Its fields.</param>
    public static DataType Struct(params ArrowField[] fields) => new("+s", [.. fields]);

    /// <summary>Keys with values.</summary>
    /// <param name="key">The type of keys, which are never null.</param>
    /// <param name="value">The type of values, which may be null.</param>
    /// <param name="keysSorted">Whether the keys of each map are sorted.</param>
    public static DataType Map(DataType key, DataType value, bool keysSorted = false) =>
        new("+m", new ArrowField("entries", Struct(new ArrowField("key", key, false), new ArrowField("value", value)), false))
        {
            IsOrdered = keysSorted,
        };

    /// <summary>A value of one of several fields, each field as long as it is used.</summary>
    /// <param name="typeIds">An id from 0 to 127 for each field.</param>
    /// <param name="fields">Its fields.</param>
    public static DataType DenseUnion(IReadOnlyList<int> typeIds, params ArrowField[] fields) =>
        new("+ud:" + string.Join(',', typeIds), [.. fields]);

    /// <summary>A value of one of several fields, all fields as long as the union.</summary>
    /// <param name="typeIds">An id from 0 to 127 for each field.</param>
    /// <param name="fields">Its fields.</param>
    public static DataType SparseUnion(IReadOnlyList<int> typeIds, params ArrowField[] fields) =>
        new("+us:" + string.Join(',', typeIds), [.. fields]);

    /// <summary>Runs of equal values.</summary>
    /// <param name="runEnds">The type of run ends: a signed integer of 16, 32 or 64 bits.</param>
    /// <param name="values">The type of values.</param>
    public static DataType RunEndEncoded(DataType runEnds, DataType values) =>
        new("+r", new ArrowField("run_ends", runEnds, false), new ArrowField("values", values));

    /// <summary>Indices into a dictionary of values.</summary>
    /// <param name="indices">The type of indices: an integer.</param>
    /// <param name="values">The type of values.</param>
    /// <param name="isOrdered">Whether the order of the dictionary's values means something.</param>
    public static DataType Dictionary(DataType indices, DataType values, bool isOrdered = false)
    {
        ArgumentNullException.ThrowIfNull(indices);
        ArgumentNullException.ThrowIfNull(values);
        return new(indices.Format) { DictionaryValues = values, IsOrdered = isOrdered };
    }

    private static char Letter(TimeUnit unit) => "smun"[(int)unit];
}
