using ArrowBridge.Abi;
using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Managed;

public unsafe class ArrayTests : LiveCounts
{
    [Fact]
    public void Columns_OutliveTheirBatch()
    {
        RecordBatch batch = Rows.Batch(0, 4);
        using ArrowArray text = batch.Column("text");
        batch.Dispose();
        Assert.Equal((4, 1, "utf8"), (text.Length, text.NullCount, text.Type.ToString()));
        Assert.Equal(["text 0", "text 1", null, "text 3"], Enumerable.Range(0, 4).Select(i => text.GetString(i)));
        Assert.True(text.IsNull(2));
        Assert.Throws<ObjectDisposedException>(() => batch.Column(0));
    }

    [Fact]
    public void FormatValue_IsTheTextOfACell()
    {
        using RecordBatch batch = Rows.Batch(0, 4);
        using ArrowArray text = batch.Column("text");
        Assert.Equal("text 1", text.FormatValue(1));
        Assert.Equal("null", text.FormatValue(2));
        Assert.Equal("tex…", text.FormatValue(3, 4));
        Throws("'index' is 4", () => text.FormatValue(4));
        Throws("'max_width' is -1", () => text.FormatValue(0, -1));
    }

    [Fact]
    public void Slices_ShowTheirRows()
    {
        using RecordBatch batch = Rows.Batch(0, 10);
        using RecordBatch slice = batch.Slice(3, 4);
        using ArrowArray numbers = slice.Column(0);
        Assert.Equal([3, 4, 5, 6], numbers.ToArray<int>());
        Assert.Equal(5, numbers.GetValue<int>(2));
        int[] two = new int[2];
        numbers.CopyTo<int>(1, two);
        Assert.Equal([4, 5], two);
        using RecordBatch same = Rows.Batch(3, 4);
        Assert.True(slice.DataEquals(same));
        Assert.False(slice.DataEquals(batch));
        Assert.Contains("4 rows × 2 columns", slice.ToString());
        Assert.Contains("… ", batch.Print(new PrintOptions { Head = 1, Tail = 1 }));
    }

    [Fact]
    public void Values_OfAnotherWidthOrPlace_AreRefused()
    {
        using RecordBatch batch = Rows.Batch(0, 4);
        using ArrowArray numbers = batch.Column(0);
        Throws("values are not 8 bytes wide, but int32", () => numbers.GetValue<long>(0));
        Throws("values are not strings or bytes, but int32", () => numbers.GetString(0));
        Throws("'index' is 4", () => numbers.IsNull(4));
        Throws("'offset' is 3, with 2 values to copy, but the array has 4 values", () => numbers.CopyTo(3, new int[2]));
        Throws("'offset' is -1", () => numbers.GetValue<int>(-1));
        Throws("values are not lists", () => numbers.GetItems(0));
        Throws("values are not booleans", () => numbers.GetBoolean(0));
        Throws("'m' is not the name of a column", () => batch.Column("m"));
    }

    [Fact]
    public void Texts_WithUnsoundOffsets_AreNotRead()
    {
        CArrowArray array;
        CArrowSchema schema;
        using (RecordBatch made = Rows.Batch(0, 4))
        {
            made.Export((nint)(&array), (nint)(&schema));
        }
        ((int*)array.children[1]->buffers[1])[1] = int.MaxValue;
        using RecordBatch batch = RecordBatch.Import((nint)(&array), (nint)(&schema));
        using ArrowArray text = batch.Column(1);
        Assert.Equal("COL-5", Assert.ThrowsAny<ArrowBridgeException>(() => text.GetString(0)).Rule);
    }

    [Fact]
    public void Dictionaries_AreLookedUp()
    {
        using RecordBatch indices = One(DataType.Int8, column => column.Values<sbyte>().AppendRange(1, 0, 1));
        using RecordBatch words = One(DataType.Utf8, column =>
        {
            column.Bytes().Append("zero");
            column.Bytes().Append("one");
        });
        CArrowArray index;
        CArrowArray word;
        CArrowSchema schema;
        using (ArrowArray column = indices.Column(0))
        {
            column.Export((nint)(&index));
        }
        using (ArrowArray column = words.Column(0))
        {
            column.Export((nint)(&word));
        }
        new ArrowSchema(new ArrowField("x", DataType.Dictionary(DataType.Int8, DataType.Utf8))).Export((nint)(&schema));
        index.dictionary = &word;
        using (ArrowArray encoded = ArrowArray.Import((nint)(&index), (nint)schema.children[0]))
        {
            Assert.Equal(["one", "zero", "one"], Enumerable.Range(0, 3).Select(i => encoded.GetString(i)));
        }
        schema.release(&schema);
    }

    [Fact]
    public void Lists_GiveTheirItems()
    {
        using RecordBatch batch = One(DataType.List(DataType.Int64), column =>
        {
            column.Lists().Append();
            column.Lists().Items.Values<long>().AppendRange(1, 2);
            column.AppendNull();
            column.Lists().Append();
            column.Lists().Items.Values<long>().Append(3);
        });
        using ArrowArray lists = batch.Column(0);
        using ArrowArray? first = lists.GetItems(0);
        using ArrowArray? last = lists.GetItems(2);
        Assert.Null(lists.GetItems(1));
        Assert.Equal([1, 2], first!.ToArray<long>());
        Assert.Equal([3], last!.ToArray<long>());
    }

    [Fact]
    public void FromColumns_SharesEachColumnForItself()
    {
        using RecordBatch source = Rows.Batch(0, 4);
        ArrowArray text = source.Column(1);
        ArrowSchema schema = new(new ArrowField("a", DataType.Utf8), new ArrowField("b", DataType.Utf8));
        using RecordBatch twice = RecordBatch.FromColumns(schema, [text, text]);
        twice.Validate();
        text.Dispose();
        using ArrowArray b = twice.Column("b");
        twice.Dispose();
        Assert.Equal("text 3", b.GetString(3));
    }

    [Fact]
    public void FromColumns_ThatDoNotFit_IsRefused()
    {
        using RecordBatch source = Rows.Batch(0, 4);
        using ArrowArray number = source.Column(0);
        using ArrowArray text = source.Column(1);
        using ArrowArray two = text.Slice(0, 2);
        Throws("has 1 arrays, but the schema has 2 fields", () => RecordBatch.FromColumns(Rows.Schema, [number]));
        Throws("field 'n': the array is of type utf8", () => RecordBatch.FromColumns(Rows.Schema, [text, text]));
        Throws("field 'text': the array has 2 rows, but the batch has 4",
            () => RecordBatch.FromColumns(Rows.Schema, [number, two]));
        using RecordBatch none = RecordBatch.FromColumns(new ArrowSchema(), [], 7);
        Assert.Equal((7, 0), (none.Length, none.ColumnCount));
    }

    [Fact]
    public void Objects_ThatAreNotDisposed_AreCounted()
    {
        long before = ArrowMemory.Read().Objects;
        using (Rows.Batch(0, 1))
        {
            Assert.Equal(1, ArrowMemory.Read().Objects - before);
        }
        Assert.Equal(before, ArrowMemory.Read().Objects);
    }

    private static RecordBatch One(DataType type, Action<ColumnBuilder> append)
    {
        using RecordBatchBuilder rows = new(new ArrowSchema(new ArrowField("x", type)));
        append(rows[0]);
        return rows.Finish();
    }

    private static void Throws(string text, Action call) =>
        Assert.Contains(text, Assert.ThrowsAny<ArrowBridgeException>(call).Message);

    private static void Throws<T>(string text, Func<T> call) => Throws(text, () => { _ = call(); });
}
