using Apache.Arrow;
using Apache.Arrow.Types;
using ApacheUnit = Apache.Arrow.Types.TimeUnit;

namespace ArrowBridge.Tests.ApacheArrow;

/// <summary>Arrays of every type of Apache.Arrow, with nulls where the type has them. Their buffers are in native
/// memory, so their addresses do not change.</summary>
internal static class SampleArrays
{
    private static readonly Field s_item = new("item", Int32Type.Default, true);
    private static readonly Field[] s_intAndUtf8 =
        [new Field("a", Int32Type.Default, true), new Field("b", StringType.Default, true)];

    public static IEnumerable<IArrowType> Types { get; } =
    [
        NullType.Default, BooleanType.Default,
        Int8Type.Default, UInt8Type.Default, Int16Type.Default, UInt16Type.Default,
        Int32Type.Default, UInt32Type.Default, Int64Type.Default, UInt64Type.Default,
        HalfFloatType.Default, FloatType.Default, DoubleType.Default,
        new Decimal32Type(9, 2), new Decimal64Type(18, 2), new Decimal128Type(38, 10), new Decimal256Type(76, 10),
        Date32Type.Default, Date64Type.Default,
        TimeType.Second, TimeType.Millisecond, TimeType.Microsecond, TimeType.Nanosecond,
        new TimestampType(ApacheUnit.Microsecond, "Europe/Paris"), new TimestampType(ApacheUnit.Second, (string?)null),
        DurationType.Millisecond, IntervalType.YearMonth, IntervalType.DayTime, IntervalType.MonthDayNanosecond,
        new FixedSizeBinaryType(3), BinaryType.Default, LargeBinaryType.Default, BinaryViewType.Default,
        StringType.Default, LargeStringType.Default, StringViewType.Default,
        new ListType(s_item), new LargeListType(s_item), new ListViewType(s_item), new LargeListViewType(s_item),
        new FixedSizeListType(s_item, 2), new StructType(s_intAndUtf8),
        new MapType(StringType.Default, Int32Type.Default, true, false),
        new UnionType(s_intAndUtf8, [3, 5], UnionMode.Dense),
        new UnionType(s_intAndUtf8, [3, 5], UnionMode.Sparse),
        new RunEndEncodedType(
            new Field("run_ends", Int32Type.Default, false), new Field("values", StringType.Default, true)),
        new DictionaryType(Int8Type.Default, StringType.Default, true),
        new ListType(new Field("item", new ListType(s_item), true)),
    ];

    public static IArrowArray Array(IArrowType type, int rows = 7) => ArrowArrayFactory.BuildArray(Data(type, rows));

    private static ArrayData Data(IArrowType type, int rows)
    {
        switch (type)
        {
            case NullType:
                return new ArrayData(type, rows, rows, 0, System.Array.Empty<ArrowBuffer>());
            case DictionaryType dictionary:
                return Make(type, rows, [Bytes(rows, i => (sbyte)(i % 3))], null, Data(dictionary.ValueType, 3));
            case UnionType union:
                ArrowBuffer ids = Bytes(rows, i => (sbyte)union.TypeIds[i % 2]);
                if (union.Mode == UnionMode.Sparse)
                {
                    return new ArrayData(type, rows, 0, 0, [ids], Children(union.Fields, rows));
                }
                ArrowBuffer offsets = Bytes(rows, i => i / 2);
                return new ArrayData(type, rows, 0, 0, [ids, offsets], Children(union.Fields, (rows + 1) / 2));
            case RunEndEncodedType runs:
                int count = (rows + 1) / 2;
                ArrowBuffer ends = Bytes(count, i => Math.Min(2 * (i + 1), rows));
                ArrayData runEnds = new(runs.RunEndsDataType, count, 0, 0, [ArrowBuffer.Empty, ends]);
                ArrayData values = Data(runs.ValuesDataType, count);
                return new ArrayData(type, rows, 0, 0, System.Array.Empty<ArrowBuffer>(), [runEnds, values]);
            case FixedSizeListType list:
                return Make(type, rows, [], Children(list.Fields, rows * list.ListSize));
            case MapType map:
                ArrayData entries = new(map.KeyValueType, 2 * rows, 0, 0, [ArrowBuffer.Empty],
                    [WithoutNulls(Data(map.KeyField.DataType, 2 * rows)), Data(map.ValueField.DataType, 2 * rows)]);
                return Make(type, rows, [Bytes(rows + 1, i => 2 * i)], [entries]);
            case ListType or LargeListType or ListViewType or LargeListViewType:
                return Make(type, rows, Offsets(type, rows), Children(((NestedType)type).Fields, 2 * rows));
            case StructType structs:
                return Make(type, rows, [], Children(structs.Fields, rows));
            case BinaryType or StringType:
                return Make(type, rows, [Bytes(rows + 1, i => 20 * i), Text(20 * rows)]);
            case LargeBinaryType or LargeStringType:
                return Make(type, rows, [Bytes(rows + 1, i => 20L * i), Text(20 * rows)]);
            case BinaryViewType or StringViewType:
                return Make(type, rows, [Bytes(rows, View), Text(20 * rows)]);
            case BooleanType:
                return Make(type, rows, [Bytes((rows + 7) / 8, i => (byte)0b0101_1010)]);
            case FixedWidthType fixedWidth:
                int bits = fixedWidth.BitWidth;
                return Make(type, rows, [Bytes(rows * bits / 8, i => (byte)(i % bits == 0 ? i : 0))]);
            default:
                throw new NotSupportedException(type.Name);
        }
    }

    private static ArrowBuffer[] Offsets(IArrowType type, int rows) => type switch
    {
        ListType => [Bytes(rows + 1, i => 2 * i)],
        LargeListType => [Bytes(rows + 1, i => 2L * i)],
        ListViewType => [Bytes(rows, i => 2 * i), Bytes(rows, i => 2)],
        _ => [Bytes(rows, i => 2L * i), Bytes(rows, i => 2L)],
    };

    private static ArrayData[] Children(IReadOnlyList<Field> fields, int rows) =>
        [.. fields.Select(field => Data(field.DataType, rows))];

    private static ArrayData WithoutNulls(ArrayData data) => new(
        data.DataType, data.Length, 0, 0, [ArrowBuffer.Empty, .. data.Buffers[1..]], data.Children, data.Dictionary);

    /// <summary>Adds a validity bitmap in which every third row is null.</summary>
    private static ArrayData Make(
        IArrowType type, int rows, ArrowBuffer[] buffers, ArrayData[]? children = null, ArrayData? dictionary = null)
    {
        ArrowBuffer.BitmapBuilder validity = new();
        for (int i = 0; i < rows; i++)
        {
            validity.Append(i % 3 != 1);
        }
        int nulls = validity.UnsetBitCount;
        return new ArrayData(type, rows, nulls, 0, [validity.Build(), .. buffers], children, dictionary);
    }

    /// <summary>Makes a view of 16 bytes: in even rows it refers to 20 bytes of the data buffer, in odd rows it holds 4
    /// bytes inline.</summary>
    private static Int128 View(int row)
    {
        Span<byte> view = stackalloc byte[16];
        view.Clear();
        bool isLong = row % 2 == 0;
        BitConverter.TryWriteBytes(view, isLong ? 20 : 4);
        for (int i = 0; i < 4; i++)
        {
            view[4 + i] = Letter((isLong ? 20 * row : 0) + i);
        }
        if (isLong)
        {
            BitConverter.TryWriteBytes(view[12..], 20 * row);
        }
        return System.Runtime.InteropServices.MemoryMarshal.Read<Int128>(view);
    }

    private static byte Letter(int index) => (byte)('a' + (index % 26));

    private static ArrowBuffer Text(int size) => Bytes(size, Letter);

    private static ArrowBuffer Bytes<T>(int count, Func<int, T> value)
        where T : struct
    {
        ArrowBuffer.Builder<T> builder = new(count);
        for (int i = 0; i < count; i++)
        {
            builder.Append(value(i));
        }
        return builder.Build();
    }
}
