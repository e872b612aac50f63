using Apache.Arrow;
using Apache.Arrow.Arrays;
using Apache.Arrow.Types;
using ArrowBridge.Abi;
using ArrowBridge.ApacheArrow;
using ArrowBridge.Tests.Memory;
using ApacheBatch = Apache.Arrow.RecordBatch;
using ApacheSchema = Apache.Arrow.Schema;

namespace ArrowBridge.Tests.ApacheArrow;

public unsafe class EdgeCaseTests : LiveCounts
{
    [Fact]
    public void Batches_WithoutColumns_KeepTheirRows()
    {
        using ApacheBatch apache = new(new ApacheSchema([], null), [], 7);
        using RecordBatch batch = apache.ToArrowBridge();
        Assert.Equal((7, 0), (batch.Length, batch.ColumnCount));
        using ApacheBatch back = batch.ToApacheArrow();
        Assert.Equal((7, 0), (back.Length, back.ColumnCount));
    }

    [Fact]
    public void Lengths_Beyond32Bits_ThrowOverflow()
    {
        using ArrowArray many = ArrowArray.OfNulls(1L << 31);
        AssertTooLarge("2147483648 rows", () => many.ToApacheArrow());
        ArrowSchema schema = new(new ArrowField("x", DataType.Null));
        using RecordBatch batch = RecordBatch.FromColumns(schema, [many]);
        AssertTooLarge("2147483648 rows", () => batch.ToApacheArrow());
        using RecordBatch slice = batch.Slice(1L << 30, 5);
        using ApacheBatch back = slice.ToApacheArrow();
        Assert.Equal(5, back.Length);
    }

    [Fact]
    public void Buffers_Beyond32Bits_ThrowOverflow()
    {
        // Length and offset are false. The limits are checked before anything reads the buffers.
        using RecordBatch made = OneText();
        using ArrowArray text = made.Column(0);
        AssertTooLargeAfter(text, "2147483652 bytes", array => array->length = (1L << 29));
        AssertTooLargeAfter(text, "rows", array => array->offset = int.MaxValue);
    }

    private static void AssertTooLargeAfter(ArrowArray text, string size, ArrayChange change)
    {
        CArrowArray exported;
        CArrowSchema schema;
        text.Export((nint)(&exported), (nint)(&schema));
        change(&exported);
        exported.null_count = 0;
        using ArrowArray changed = ArrowArray.Import((nint)(&exported), (nint)(&schema));
        AssertTooLarge(size, () => changed.ToApacheArrow());
    }

    private delegate void ArrayChange(CArrowArray* array);

    private static RecordBatch OneText()
    {
        using RecordBatchBuilder rows = new(new ArrowSchema(new ArrowField("text", DataType.Utf8)));
        rows[0].Bytes().Append("x");
        return rows.Finish();
    }

    private static void AssertTooLarge(string size, Func<object> call)
    {
        ArrowBridgeException exception = Assert.ThrowsAny<ArrowBridgeException>(() => { _ = call(); });
        Assert.Equal(ErrorCode.Overflow, exception.Code);
        Assert.Contains(size, exception.Message);
    }

    [Fact]
    public void Structs_WithoutFields_ThrowNotSupported()
    {
        ArrowField nothing = new("nothing", DataType.Struct());
        ArrowBridgeException exception = Assert.ThrowsAny<ArrowBridgeException>(nothing.ToApacheArrow);
        Assert.Equal(ErrorCode.NotSupported, exception.Code);
        Assert.Contains("field 'nothing'", exception.Message);
    }

    [Fact]
    public void ExtensionTypes_KeepNameAndStorageType()
    {
        Guid id = Guid.Parse("01234567-89ab-cdef-0123-456789abcdef");
        using GuidArray guids = new GuidArray.Builder().Append(id).AppendNull().Build();
        Field field = new("id", guids.Data.DataType, true);
        using ApacheBatch apache = new(new ApacheSchema([field], null), [guids], 2);
        using RecordBatch batch = apache.ToArrowBridge();
        ArrowField converted = batch.Schema.Fields[0];
        Assert.Equal(("arrow.uuid", "w:16"), (converted.Metadata["ARROW:extension:name"], converted.Type.Format));
        using ApacheBatch back = batch.ToApacheArrow();
        Assert.Equal("arrow.uuid", back.Schema.FieldsList[0].Metadata["ARROW:extension:name"]);
        Assert.Equal(id.ToByteArray(bigEndian: true), ((FixedSizeBinaryArray)back.Column(0)).GetBytes(0).ToArray());
    }

    [Fact]
    public void SlicedBatches_BecomeSlicedColumns()
    {
        using ArrowBridge.RecordBatch batch = Managed.Rows.Batch(0, 6);
        using RecordBatch slice = batch.Slice(2, 3);
        using ApacheBatch back = slice.ToApacheArrow();
        Assert.Equal([2, 3, 4], (Int32Array)back.Column(0));
        Assert.Equal((3, 1), (back.Length, back.Column(1).NullCount));
    }

    [Fact]
    public void Batches_WithMissingColumns_Throw()
    {
        using ApacheBatch apache = new(new ApacheSchema([new Field("x", Int32Type.Default, true)], null), [], 2);
        ArrowBridgeException exception = Assert.ThrowsAny<ArrowBridgeException>(() => apache.ToArrowBridge());
        Assert.Contains("0 columns, but its schema has 1 fields", exception.Message);
    }
}
