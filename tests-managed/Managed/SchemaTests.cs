using ArrowBridge.Abi;
using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Managed;

public unsafe class SchemaTests : LiveCounts
{
    /// <summary>Every type of the format, some with several parameters.</summary>
    internal static DataType[] Types { get; } =
    [
        DataType.Null, DataType.Boolean, DataType.Int8, DataType.UInt8, DataType.Int16, DataType.UInt16, DataType.Int32,
        DataType.UInt32,
        DataType.Int64, DataType.UInt64, DataType.Float16, DataType.Float32, DataType.Float64, DataType.Date32,
        DataType.Date64,
        DataType.IntervalMonths, DataType.IntervalDayTime, DataType.IntervalMonthDayNano, DataType.Binary,
        DataType.LargeBinary,
        DataType.BinaryView, DataType.Utf8, DataType.LargeUtf8, DataType.Utf8View, DataType.Time(TimeUnit.Second),
        DataType.Time(TimeUnit.Nanosecond), DataType.Timestamp(TimeUnit.Millisecond),
        DataType.Timestamp(TimeUnit.Microsecond, "Europe/Paris"),
        DataType.Duration(TimeUnit.Second), DataType.Decimal(9, 2, 32), DataType.Decimal(18, 2, 64),
        DataType.Decimal(38, -3),
        DataType.Decimal(76, 10, 256), DataType.FixedSizeBinary(16), DataType.List(DataType.Int8),
        DataType.LargeList(new ArrowField("item", DataType.Int8)),
        DataType.ListView(new ArrowField("item", DataType.Int8)),
        DataType.LargeListView(new ArrowField("item", DataType.Int8)),
        DataType.FixedSizeList(new ArrowField("item", DataType.Int8), 3),
        DataType.Struct(new ArrowField("a", DataType.Int8), new ArrowField("b", DataType.Utf8, false)),
        DataType.Map(DataType.Utf8, DataType.Int32, keysSorted: true),
        DataType.DenseUnion([5, 7], new ArrowField("a", DataType.Int8), new ArrowField("b", DataType.Utf8)),
        DataType.SparseUnion([0, 1], new ArrowField("a", DataType.Int8), new ArrowField("b", DataType.Utf8)),
        DataType.RunEndEncoded(DataType.Int32, DataType.Utf8),
        DataType.Dictionary(DataType.UInt8, DataType.Utf8, isOrdered: true),
    ];

    private static ArrowSchema All { get; } = new(
        [.. Types.Select((type, i) => new ArrowField($"c{i}", type, i % 2 == 0, new ArrowMetadata("place", $"{i}")))],
        new ArrowMetadata([new("key", "value"), new("key", "twice")]));

    [Fact]
    public void DecodeDictionaries_ReplacesFieldsByTheirValues()
    {
        DataType Column(DataType item) => DataType.List(new ArrowField("item", item, false));
        ArrowMetadata metadata = new("key", "value");
        ArrowSchema encoded = new(
            new ArrowField("a", DataType.Dictionary(DataType.Int8, DataType.Utf8, isOrdered: true), false, metadata),
            new ArrowField("b", Column(DataType.Dictionary(DataType.UInt8, DataType.Int64))));
        ArrowSchema decoded = new(
            new ArrowField("a", DataType.Utf8, false, metadata), new ArrowField("b", Column(DataType.Int64)));
        Assert.Equal(decoded, encoded.DecodeDictionaries());
        Assert.Equal(decoded, decoded.DecodeDictionaries());
    }

    [Fact]
    public void Export_Import_KeepsEverything()
    {
        CArrowSchema exported;
        All.Export((nint)(&exported));
        ArrowSchema back = ArrowSchema.Import((nint)(&exported));
        Assert.True(exported.release == null);
        Assert.True(All.Equals(back, metadata: true));
        Assert.Equal(All.ToString(), back.ToString());
        Assert.Equal(["key", "key"], back.Metadata.Select(pair => pair.Key));
        Assert.Equal("value", back.Metadata["key"]);
        Assert.Null(back.Metadata["other"]);
    }

    [Fact]
    public void EveryType_HasAValueOfTheEnumeration() =>
        Assert.Empty(Enum.GetValues<TypeId>().Except(Types.Select(type => type.Id)));

    [Fact]
    public void Types_SayTheirParameters()
    {
        DataType timestamp = DataType.Timestamp(TimeUnit.Microsecond, "Europe/Paris");
        Assert.Equal((TimeUnit.Microsecond, "Europe/Paris", "timestamp[us, Europe/Paris]", 64),
            (timestamp.Unit, timestamp.Timezone, timestamp.ToString(), timestamp.BitWidth));
        Assert.Null(DataType.Timestamp(TimeUnit.Second).Timezone);
        DataType money = DataType.Decimal(19, 4);
        Assert.Equal((19, 4, 128), (money.Precision, money.Scale, money.BitWidth));
        Assert.Equal([5, 7],
            DataType.DenseUnion(
                [5, 7], new ArrowField("a", DataType.Int8), new ArrowField("b", DataType.Int8)).TypeIds);
        Assert.Equal((3, 24), (DataType.FixedSizeBinary(3).FixedSize, DataType.FixedSizeBinary(3).BitWidth));
        Assert.Equal(0, DataType.Utf8.BitWidth);
        Assert.Equal("dictionary<uint8, utf8>", DataType.Dictionary(DataType.UInt8, DataType.Utf8).ToString());
        Assert.Equal("x: list<int8> not null", new ArrowField("x", DataType.List(DataType.Int8), false).ToString());
    }

    [Fact]
    public void Equals_SeesNamesNullabilityAndMetadata()
    {
        ArrowSchema a = new(new ArrowField("a", DataType.Int32, true, new ArrowMetadata("k", "v")));
        Assert.True(a.Equals(new ArrowSchema(new ArrowField("a", DataType.Int32)), metadata: false));
        Assert.False(a.Equals(new ArrowSchema(new ArrowField("a", DataType.Int32)), metadata: true));
        Assert.False(a.Equals(new ArrowSchema(new ArrowField("a", DataType.Int32, false)), metadata: false));
        Assert.False(a.Equals(new ArrowSchema(new ArrowField("b", DataType.Int32)), metadata: false));
        Assert.Equal((0, -1), (a.IndexOf("a"), a.IndexOf("b")));
    }

    [Fact]
    public void Equals_OfTypes_IsByWhatTheyAre()
    {
        for (int i = 0; i < Types.Length; i++)
        {
            ArrowField field = new("x", Types[i]);
            CArrowSchema exported;
            field.Export((nint)(&exported));
            DataType back = ArrowField.Import((nint)(&exported)).Type;
            Assert.True(back == Types[i] && !ReferenceEquals(back, Types[i]), back.ToString());
            Assert.Equal(Types[i].GetHashCode(), back.GetHashCode());
            Assert.All(
                Types.Where((_, other) => other != i), other => Assert.True(back != other, $"{back} and {other}"));
        }
        Assert.Equal(DataType.List(DataType.Int8), DataType.List(new ArrowField("element", DataType.Int8, false)));
        Assert.NotEqual(
            DataType.Struct(new ArrowField("a", DataType.Int8)), DataType.Struct(new ArrowField("b", DataType.Int8)));
        Assert.NotEqual(
            DataType.Map(DataType.Utf8, DataType.Int8), DataType.Map(DataType.Utf8, DataType.Int8, keysSorted: true));
        Assert.NotEqual(DataType.Timestamp(TimeUnit.Second, "UTC"), DataType.Timestamp(TimeUnit.Second));
        Assert.False(DataType.Int8 == null || null == DataType.Int8 || DataType.Int8.Equals("int8"));
    }

    [Fact]
    public void Equals_OfSchemas_IsWithMetadata()
    {
        ArrowSchema same = new([.. All.Fields], All.Metadata);
        Assert.Equal(All, same);
        Assert.Equal(All.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(All, new ArrowSchema([.. All.Fields], null));
        Assert.False(All.Equals((object?)null));
    }

    [Fact]
    public void Metadata_ThatIsNotUtf8_IsUnchanged()
    {
        byte[] encoded = [1, 0, 0, 0, 1, 0, 0, 0, (byte)'k', 2, 0, 0, 0, 0xFF, 0x00];
        ArrowSchema schema = new(new ArrowField("a", DataType.Int32));
        CArrowSchema exported;
        schema.Export((nint)(&exported));
        fixed (byte* metadata = encoded)
        {
            exported.metadata = metadata;
            ArrowSchema imported = ArrowSchema.Import((nint)(&exported));
            Assert.Equal([0xFF, 0x00], imported.Metadata.GetBytes("k"));
            imported.Export((nint)(&exported));
        }
        Assert.Equal(encoded, new ReadOnlySpan<byte>(exported.metadata, encoded.Length));
        exported.release(&exported);
    }

    [Fact]
    public void UnsoundSchemas_AreRefused()
    {
        Assert.Equal("FMT-22", Assert.ThrowsAny<ArrowBridgeException>(() => DataType.Decimal(39, 0)).Rule);
        ArrowBridgeException nested = Assert.ThrowsAny<ArrowBridgeException>(() =>
            new ArrowSchema(new ArrowField("x", DataType.RunEndEncoded(DataType.Float32, DataType.Int8))));
        Assert.Equal(("x", ErrorCode.Invalid), (nested.Field, nested.Code));
        CArrowSchema released = default;
        nint address = (nint)(&released);
        Assert.Equal("MEM-5", Assert.ThrowsAny<ArrowBridgeException>(() => ArrowSchema.Import(address)).Rule);
        Assert.ThrowsAny<ArrowBridgeException>(() => ArrowSchema.Import(0));
        Assert.ThrowsAny<ArrowBridgeException>(() => Rows.Schema.Export(0));
    }
}
