using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Managed;

public class BuilderTests : LiveCounts
{
    private static RecordBatch One(DataType type, Action<ColumnBuilder> append, bool isNullable = true)
    {
        using RecordBatchBuilder rows = new(new ArrowSchema(new ArrowField("x", type, isNullable)));
        append(rows[0]);
        RecordBatch batch = rows.Finish();
        batch.Validate();
        return batch;
    }

    private static string[] Print(DataType type, Action<ColumnBuilder> append)
    {
        using RecordBatch batch = One(type, append);
        return [.. batch.ToString().Split('\n')[3..].TakeWhile(line => !line.Contains('×')).Select(
            line => line.Trim())];
    }

    [Fact]
    public void Values_WithAndWithoutNulls_AreThere()
    {
        using RecordBatch batch = One(DataType.Int64, column =>
        {
            ValueBuilder<long> values = column.Values<long>();
            values.AppendRange(1, 2);
            values.Append(null);
            values.Append(-4);
            values.Append((long?)5);
            for (int i = 0; i < 100; i++)
            {
                values.Append(i % 2 == 0 ? i : null);
            }
        });
        using ArrowArray column = batch.Column(0);
        Assert.Equal(51, column.NullCount);
        Assert.Equal([1, 2, null, -4, 5, 0, null, 2, null], column.ToArray<long>()[..9]);
    }

    [Fact]
    public void Values_OfManyRows_SurviveGrowing()
    {
        using RecordBatch batch = One(DataType.Float64, column =>
        {
            for (int i = 0; i < 100_000; i++)
            {
                column.Values<double>().Append(i);
            }
        });
        using ArrowArray column = batch.Column(0);
        Assert.Equal(Enumerable.Range(0, 100_000).Select(i => (double?)i), column.ToArray<double>());
    }

    [Fact]
    public void Booleans_AreThere() => Assert.Equal(["true", "false", "null", "true"], Print(DataType.Boolean, column =>
    {
        column.Booleans().Append(true);
        column.Booleans().Append(false);
        column.Booleans().Append(null);
        column.Booleans().Append((bool?)true);
    }));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Texts_AreThere(bool large)
    {
        using RecordBatch batch = One(large ? DataType.LargeUtf8 : DataType.Utf8, column =>
        {
            column.Bytes().Append("größer");
            column.Bytes().Append((string?)null);
            column.Bytes().Append("");
            column.Bytes().Append("bytes"u8);
            column.Bytes().Append("span".AsSpan());
            column.Bytes().Append("a lone \ud800");
        });
        using ArrowArray column = batch.Column(0);
        Assert.Equal(["größer", null, "", "bytes", "span", "a lone \ufffd"],
            Enumerable.Range(0, 6).Select(i => column.GetString(i)));
    }

    [Fact]
    public void Bytes_ThatAreNotUtf8_AreRefusedAsText()
    {
        using RecordBatchBuilder rows = new(Rows.Schema);
        ArrowBridgeException exception = Assert.ThrowsAny<ArrowBridgeException>(
            () => rows["text"].Bytes().Append((ReadOnlySpan<byte>)[0xFF]));
        Assert.Equal("COL-8", exception.Rule);
        Assert.Equal("text", exception.Field);
        Assert.Equal(0, rows["text"].Length);
    }

    [Fact]
    public void FixedSizeBinary_OfAnotherSize_IsRefused()
    {
        byte[] three = [5, 6, 7];
        Assert.Equal(["0102", "null", "0304"], Print(DataType.FixedSizeBinary(2), column =>
        {
            column.Bytes().Append("\u0001\u0002");
            column.AppendNull();
            column.Bytes().Append("\u0003\u0004"u8);
            Throws("a value of 3 bytes, but the type requires 2", () => column.Bytes().Append(three));
        }));
    }

    [Fact]
    public void Lists_AreThere() => Assert.Equal(
        ["[1, 2]", "null", "[]", "[null]"], Print(DataType.List(DataType.Int32), column =>
    {
        ListBuilder lists = column.Lists();
        lists.Append();
        lists.Items.Values<int>().AppendRange(1, 2);
        lists.AppendNull();
        lists.Append();
        lists.Append();
        lists.Items.AppendNull();
    }));

    [Fact]
    public void FixedSizeLists_MustBeFull()
    {
        DataType type = DataType.FixedSizeList(new ArrowField("item", DataType.Int8, false), 2);
        Assert.Equal(["[1, 2]", "null", "[3, 4]"], Print(type, column =>
        {
            ListBuilder lists = column.Lists();
            lists.Append();
            lists.Items.Values<sbyte>().AppendRange(1, 2);
            lists.AppendNull();
            lists.Append();
            lists.Items.Values<sbyte>().Append(3);
            Throws("has 5 values, but 6 are required", lists.Append);
            lists.Items.Values<sbyte>().Append(4);
        }));
    }

    [Fact]
    public void Maps_AreLists() => Assert.Equal(
        ["{a: 1, b: null}"], Print(DataType.Map(DataType.Utf8, DataType.Int64), column =>
    {
        column.Lists().Append();
        StructBuilder entries = column.Lists().Items.Structs();
        entries.Append();
        entries.Fields[0].Bytes().Append("a");
        entries["value"].Values<long>().Append(1);
        entries.Append();
        entries.Fields[0].Bytes().Append("b");
        entries["value"].AppendNull();
    }));

    [Fact]
    public void Structs_KeepNullsOfTheirOwn() => Assert.Equal(["{a: 1, b: true}", "null"],
        Print(
            DataType.Struct(new ArrowField("a", DataType.UInt16), new ArrowField("b", DataType.Boolean, false)),
            column =>
        {
            column.Structs()["a"].Values<ushort>().Append(1);
            column.Structs()["b"].Booleans().Append(true);
            column.Structs().Append();
            column.AppendNull();
        }));

    [Fact]
    public void Null_TakesNulls() => Assert.Equal(["null", "null"], Print(DataType.Null, column =>
    {
        column.AppendNull();
        column.AppendNull();
    }));

    [Fact]
    public void Times_AreWhatTheyWere()
    {
        DateTimeOffset when = new(1969, 7, 20, 20, 17, 40, 123, TimeSpan.FromHours(2));
        Assert.Equal(["1969-07-20 18:17:40.123Z"], Print(DataType.Timestamp(TimeUnit.Microsecond, "UTC"), column =>
            column.Values<long>().Append(ArrowTime.Timestamp(when, TimeUnit.Microsecond))));
        Assert.Equal(["2024-02-29"],
            Print(DataType.Date32, column => column.Values<int>().Append(ArrowTime.Date32(new DateOnly(2024, 2, 29)))));
        foreach (TimeUnit unit in Enum.GetValues<TimeUnit>())
        {
            long count = ArrowTime.Timestamp(when, unit);
            TimeSpan lost = when - ArrowTime.ToDateTimeOffset(count, unit);
            Assert.InRange(lost, TimeSpan.Zero, unit == TimeUnit.Second ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);
            Assert.Equal(
                TimeSpan.FromSeconds(-7), ArrowTime.ToTimeSpan(ArrowTime.Span(TimeSpan.FromSeconds(-7), unit), unit));
        }
    }

    [Fact]
    public void Finish_WithColumnsOfDifferentLength_ForgetsAll()
    {
        using RecordBatchBuilder rows = new(Rows.Schema);
        rows["n"].Values<int>().AppendRange(1, 2);
        rows["text"].Bytes().Append("one");
        Throws("field 'text': has 1 values, but 2 are required", () => rows.Finish());
        rows["n"].Values<int>().Append(3);
        rows["text"].Bytes().Append("three");
        using RecordBatch batch = rows.Finish();
        Assert.Equal(1, batch.Length);
    }

    [Fact]
    public void Builders_OfAnotherKind_AreRefused()
    {
        using RecordBatchBuilder rows = new(Rows.Schema);
        Throws("field 'n': is a column of type int32, which does not accept values of Int64",
            () => rows["n"].Values<long>());
        Throws("field 'text': is a column of type utf8, which does not accept lists", () => rows["text"].Lists());
        Throws("field 'n': a null for a field that is not nullable", rows["n"].AppendNull);
        Throws("'m' is not the name of a field", () => rows["m"]);
        Throws("field 'text': is a column of type utf8, which does not accept runs", () => rows["text"].Runs());
        Throws("field 'text': is a column of type utf8, which does not accept unions", () => rows["text"].Unions());
        Throws("field 'n': is a column of type int32, which does not accept dictionary indices",
            () => rows["n"].Dictionary());
    }

    [Fact]
    public void Builder_ThatWasDisposed_TakesNothing()
    {
        RecordBatchBuilder rows = new(Rows.Schema);
        rows["n"].Values<int>().Append(1);
        rows.Dispose();
        rows.Dispose();
        Assert.Throws<ObjectDisposedException>(() => rows["n"].Values<int>().Append(2));
        Assert.Throws<ObjectDisposedException>(() => rows.Finish());
    }

    private static void Throws(string text, Action call) =>
        Assert.Contains(text, Assert.ThrowsAny<ArrowBridgeException>(call).Message);

    private static void Throws<T>(string text, Func<T> call) => Throws(text, () => { _ = call(); });
}
