using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Managed;

public class NestedBuilderTests : LiveCounts
{
    private static readonly DataType s_union = DataType.DenseUnion(
        [5, 7], new ArrowField("a", DataType.Int8), new ArrowField("b", DataType.Utf8));

    private static ArrowArray Built(DataType type, Action<ColumnBuilder> append)
    {
        using RecordBatchBuilder rows = new(new ArrowSchema(new ArrowField("x", type)));
        append(rows[0]);
        using RecordBatch batch = rows.Finish();
        batch.Validate();
        return batch.Column(0);
    }

    private static object?[] Values(ArrowArray array) =>
        [.. Enumerable.Range(0, (int)array.Length).Select(i => array.GetValue(i))];

    private static void Throws(string text, Action call) =>
        Assert.Contains(text, Assert.ThrowsAny<ArrowBridgeException>(call).Message);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Unions_TakeOneValueOfOneField(bool dense)
    {
        DataType type = dense ? s_union : DataType.SparseUnion([5, 7], [.. s_union.Fields]);
        using ArrowArray array = Built(type, column =>
        {
            UnionBuilder union = column.Unions();
            union.Append(5).Values<sbyte>().Append(1);
            union.Append(7).Bytes().Append("two");
            union.Append(7).AppendNull();
            Throws("a null for a union", column.AppendNull);
            Throws("'typeId' is 6, which is not the type id of a field of", () => union.Append(6));
            ColumnBuilder a = union.Append(5);
            Throws($"has {(dense ? 1 : 3)} values, but {(dense ? 2 : 4)} are required", () => union.Append(7));
            a.Values<sbyte>().Append(4);
        });
        Assert.Equal([(sbyte)1, "two", null, (sbyte)4], Values(array));
        using ArrowArray b = array.Column("b");
        Assert.Equal(dense ? 2 : 4, b.Length);
        Throws("field 'x.a': has 2 values, but 1 are required", () => Built(type, column =>
        {
            column.Unions().Append(5).Values<sbyte>().AppendRange(1, 2);
            column.Unions().Append(7);
        }));
        Throws("but 1 are required", () => Built(type, column => column.Unions().Append(7)));
    }

    [Fact]
    public void Runs_CoverManyRows()
    {
        using ArrowArray array = Built(DataType.RunEndEncoded(DataType.Int16, DataType.Utf8), column =>
        {
            RunBuilder runs = column.Runs();
            runs.Items.Bytes().Append("a");
            runs.Append(30_000);
            column.AppendNull();
            runs.Items.Bytes().Append("b");
            Throws("'count' is 0", () => runs.Append(0));
            Throws("more than 32767 rows, the maximum for run ends of type int16", () => runs.Append(2767));
            runs.Append(2766);
            Throws("has 3 values, but 4 are required", () => runs.Append());
            Assert.Equal(32_767, runs.Length);
        });
        Assert.Equal(
            ["a", "a", null, "b", "b"], new long[] { 0, 29_999, 30_000, 30_001, 32_766 }.Select(array.GetValue));
        Throws("has 1 values, but 0 are required", () =>
            Built(DataType.RunEndEncoded(DataType.Int64, DataType.Int8),
                column => column.Runs().Items.Values<sbyte>().Append(1)));
        using ArrowArray decoded = array.Cast(DataType.Utf8);
        Assert.Equal(("a", "b"), (decoded.GetString(29_999), decoded.GetString(32_766)));
    }

    [Fact]
    public void Dictionaries_TakeTextsOrIndices()
    {
        using ArrowArray texts = Built(DataType.Dictionary(DataType.UInt16, DataType.LargeUtf8), column =>
        {
            DictionaryBuilder words = column.Dictionary();
            words.Append("red");
            words.Append("green");
            words.Append("red");
            words.Append(null);
            words.Append(1);
            Throws("'index' is 2, but the dictionary has 2 values", () => words.Append(2));
            Throws("'index' is -1", () => words.Append(-1));
        });
        Assert.Equal(["red", "green", "red", null, "green"], Values(texts));
        Assert.Equal([0, 1, 0, null, 1], texts.ToArray<ushort>());
        using ArrowArray words = texts.GetDictionary();
        Assert.Equal(("large_utf8", 2L, "green"), (words.Type.ToString(), words.Length, words.GetString(1)));
        using ArrowArray numbers = Built(DataType.Dictionary(DataType.Int8, DataType.Int64), column =>
        {
            column.Dictionary().Items.Values<long>().AppendRange(10, 20);
            column.Dictionary().Append(1);
            column.AppendNull();
            Throws(
                "field 'x.(dictionary)': is a column of type int64, which does not accept strings or bytes",
                () => column.Dictionary().Append("no"));
        });
        Assert.Equal([20L, null], Values(numbers));
        Throws("values are not dictionary-encoded", () => words.GetDictionary());
    }

    [Fact]
    public void Dictionaries_WithMoreThanIndicesCount_AreRefused() => Built(
        DataType.Dictionary(DataType.Int8, DataType.Utf8), column =>
    {
        for (int i = 0; i < 128; i++)
        {
            column.Dictionary().Append($"{i}");
        }
        Throws("the index 128 does not fit", () => column.Dictionary().Append("one more"));
        column.Dictionary().Items.Bytes().Append("by hand");
        Throws("the index 128 does not fit", () => column.Dictionary().Append(128));
        column.Dictionary().Append("127");
        Assert.Equal(129, column.Length);
    }).Dispose();

    [Fact]
    public void Dictionaries_GrowFromBatchToBatch_SoThatAFileTakesThem()
    {
        ArrowSchema schema = new(new ArrowField("color", DataType.Dictionary(DataType.Int32, DataType.Utf8)));
        MemoryStream bytes = new();
        using (RecordBatchReader reader = RecordBatchReader.FromEnumerable(schema, Colors(schema)))
        {
            reader.WriteIpc(bytes, new IpcWriteOptions { Format = IpcFormat.File });
        }
        using RecordBatchReader file = RecordBatchReader.OpenIpc(bytes.ToArray());
        List<object?> read = [];
        foreach (RecordBatch batch in file.ReadAll())
        {
            using (batch)
            using (ArrowArray column = batch.Column(0))
            {
                read.AddRange(Values(column));
            }
        }
        Assert.Equal(["red", "green", "red", "blue", "red"], read);
    }

    private static IEnumerable<RecordBatch> Colors(ArrowSchema schema)
    {
        using RecordBatchBuilder rows = new(schema);
        DictionaryBuilder color = rows[0].Dictionary();
        foreach (string[] batch in (string[][])[["red", "green"], ["red"], ["blue", "red"]])
        {
            Array.ForEach(batch, color.Append);
            yield return rows.Finish();
        }
    }

    [Fact]
    public void Views_ShareBuffersOfModerateSize()
    {
        string text = new('x', 1 << 20);
        using ArrowArray array = Built(DataType.Utf8View, column =>
        {
            for (int i = 0; i < 40; i++)
            {
                column.Bytes().Append(text);
                column.Bytes().Append($"short {i}");
            }
            column.Bytes().Append(text + text);
            column.AppendNull();
        });
        Assert.Equal((text, "short 39", text + text, null),
            (array.GetString(78), array.GetString(79), array.GetString(80), array.GetString(81)));
        Assert.Equal("COL-8", Assert.ThrowsAny<ArrowBridgeException>(() =>
            Built(DataType.Utf8View, column => column.Bytes().Append((ReadOnlySpan<byte>)[0xFF]))).Rule);
    }

    [Fact]
    public void Decimals_AreExactOrRefused()
    {
        Assert.Equal([150, -150, 0], new[] { 1.5m, -1.50m, 0m }.Select(value => (int)ArrowDecimal.Unscaled(value, 2)));
        Assert.Equal(12, ArrowDecimal.Unscaled(1200m, -2));
        Throws("is 1.234, which does not fit in 128 bits with 2 digits after the decimal point",
            () => ArrowDecimal.Unscaled(1.234m, 2));
        Throws("does not fit in 128 bits", () => ArrowDecimal.Unscaled(decimal.MaxValue, 20));
        Throws("does not fit in 128 bits", () => ArrowDecimal.Unscaled(1m, int.MaxValue));
        foreach (decimal value in new[]
        {
            0m, 1.5m, -79228162514264337593543950335m, 0.0000000000000000000000000001m, decimal.MaxValue,
        })
        {
            Assert.Equal(value, ArrowDecimal.ToDecimal(ArrowDecimal.Unscaled(value, value.Scale), value.Scale));
        }
        Assert.Equal(1200m, ArrowDecimal.ToDecimal(12, -2));
        Assert.Equal(1.5m, ArrowDecimal.ToDecimal(System.Numerics.BigInteger.Pow(10, 40) * 15, 41));
        Throws("does not fit in a decimal", () => ArrowDecimal.ToDecimal((Int256)Int128.MaxValue, 0));
        Throws("does not fit in a decimal", () => ArrowDecimal.ToDecimal(1, 29));
        Int256 wide = (Int256)(-System.Numerics.BigInteger.Pow(2, 255));
        Assert.Equal("-" + System.Numerics.BigInteger.Pow(2, 255), wide.ToString());
        Assert.Equal((Int256)(Int128)(-5), (Int256)new System.Numerics.BigInteger(-5));
        Assert.Throws<OverflowException>(() => (Int256)System.Numerics.BigInteger.Pow(2, 255));
    }

    [Fact]
    public void Values_BeyondWhatDotnetKnows_AreRefused()
    {
        using ArrowArray date = Built(DataType.Date32, column => column.Values<int>().Append(int.MaxValue));
        Throws("not between the years 1 and 9999", () => date.GetValue(0));
        using ArrowArray time = Built(
            DataType.Duration(TimeUnit.Second), column => column.Values<long>().Append(long.MaxValue));
        Throws("too long", () => time.GetValue(0));
        Throws("'index' is 1", () => time.GetValue(1));
    }
}
