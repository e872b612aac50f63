namespace ArrowBridge.Schemas;

/// <summary>The contents of a buffer.</summary>
internal enum BufferKind : byte
{
    None,

    /// <summary>One bit per slot, 1 for valid (COL-3).</summary>
    Validity,

    /// <summary>Values of one width in bits: <see cref="Field.bit_width"/>.</summary>
    Values,

    /// <summary>length + 1 offsets of 32 bits.</summary>
    Offsets32,

    /// <summary>length + 1 offsets of 64 bits.</summary>
    Offsets64,

    /// <summary>One offset of 32 bits per slot (list views, dense unions).</summary>
    Starts32,

    /// <summary>One offset of 64 bits per slot.</summary>
    Starts64,

    /// <summary>One size of 32 bits per slot.</summary>
    Sizes32,

    /// <summary>One size of 64 bits per slot.</summary>
    Sizes64,

    /// <summary>The bytes that offsets refer to.</summary>
    Bytes,

    /// <summary>One view of 16 bytes per slot (COL-7).</summary>
    Views,

    /// <summary>One type id of 8 bits per slot.</summary>
    TypeIds,
}

/// <summary>The number of children of a type.</summary>
internal enum ChildRule : byte
{
    None,
    One,
    Two,
    Any,
}

/// <summary>
/// A row of the table of layouts: the buffers of a type, in order, and its children. Views have further buffers after
/// these: any number of variadic ones, and one with their lengths (VIEW-1).
/// </summary>
internal readonly struct Layout(
    ChildRule children, int bitWidth, BufferKind b0 = default, BufferKind b1 = default, BufferKind b2 = default)
{
    public ChildRule Children { get; } = children;

    /// <summary>Bits of a value in the <see cref="BufferKind.Values"/> buffer; 0 if the field determines it.</summary>
    public int BitWidth { get; } = bitWidth;

    public BufferKind B0 { get; } = b0;

    public BufferKind B1 { get; } = b1;

    public BufferKind B2 { get; } = b2;

    /// <summary>
    /// Number of buffers, not counting the variadic buffers of views and the buffer of their lengths.
    /// </summary>
    public int Buffers => B0 == BufferKind.None ? 0 : B1 == BufferKind.None ? 1 : B2 == BufferKind.None ? 2 : 3;

    public bool HasValidity => B0 == BufferKind.Validity;

    public bool IsVariadic => B1 == BufferKind.Views;

    public BufferKind Buffer(int index) => index switch { 0 => B0, 1 => B1, 2 => B2, _ => BufferKind.None };
}

/// <summary>The one table of layouts. Validation, sharing, comparison, IPC and casts use it to walk arrays.</summary>
internal static class Layouts
{
    public static ref readonly Layout Of(TypeId type) => ref s_table[(int)type];

    private static Layout Fixed(int bitWidth) => new(ChildRule.None, bitWidth, BufferKind.Validity, BufferKind.Values);

    private static Layout Variable(BufferKind offsets) =>
        new(ChildRule.None, 8, BufferKind.Validity, offsets, BufferKind.Bytes);

    // In the order of TypeId.
    private static readonly Layout[] s_table =
    [
        new(ChildRule.None, 0), // Null
        Fixed(1), // Boolean
        Fixed(8), Fixed(8), Fixed(16), Fixed(16), Fixed(32), Fixed(32), Fixed(64), Fixed(64), // Int8 … UInt64
        Fixed(16), Fixed(32), Fixed(64), // Float16, Float32, Float64
        Fixed(32), Fixed(64), Fixed(128), Fixed(256), // Decimal32 … Decimal256
        Fixed(32), Fixed(64), // Date32, Date64
        Fixed(32), Fixed(64), // Time32, Time64
        Fixed(64), Fixed(64), // Timestamp, Duration
        Fixed(32), Fixed(64), Fixed(128), // IntervalMonths, IntervalDayTime, IntervalMonthDayNano
        Fixed(0), // FixedSizeBinary
        Variable(BufferKind.Offsets32), Variable(BufferKind.Offsets64), // Binary, LargeBinary
        new(ChildRule.None, 128, BufferKind.Validity, BufferKind.Views), // BinaryView
        Variable(BufferKind.Offsets32), Variable(BufferKind.Offsets64), // Utf8, LargeUtf8
        new(ChildRule.None, 128, BufferKind.Validity, BufferKind.Views), // Utf8View
        new(ChildRule.One, 0, BufferKind.Validity, BufferKind.Offsets32), // List
        new(ChildRule.One, 0, BufferKind.Validity, BufferKind.Offsets64), // LargeList
        new(ChildRule.One, 0, BufferKind.Validity, BufferKind.Starts32, BufferKind.Sizes32), // ListView
        new(ChildRule.One, 0, BufferKind.Validity, BufferKind.Starts64, BufferKind.Sizes64), // LargeListView
        new(ChildRule.One, 0, BufferKind.Validity), // FixedSizeList
        new(ChildRule.Any, 0, BufferKind.Validity), // Struct
        new(ChildRule.One, 0, BufferKind.Validity, BufferKind.Offsets32), // Map
        new(ChildRule.Any, 0, BufferKind.TypeIds, BufferKind.Starts32), // DenseUnion
        new(ChildRule.Any, 0, BufferKind.TypeIds), // SparseUnion
        new(ChildRule.Two, 0), // RunEndEncoded
    ];
}
