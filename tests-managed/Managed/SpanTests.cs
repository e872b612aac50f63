using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Managed;

/// <summary>Values in place.</summary>
public unsafe class SpanTests : LiveCounts
{
    [Fact]
    public void Values_AreTheMemoryOfTheArray()
    {
        using RecordBatch batch = Rows.Batch(0, 10);
        using ArrowArray numbers = batch.Column("n");
        using ArrowArray slice = numbers.Slice(3, 4);
        ReadOnlySpan<int> values = slice.Values<int>();
        Assert.Equal([3, 4, 5, 6], values.ToArray());
        fixed (int* all = numbers.Values<int>(), some = values)
        {
            Assert.True(all + 3 == some);
        }
        using ArrowArray none = numbers.Slice(10);
        Assert.True(none.Values<int>().IsEmpty);
    }

    [Fact]
    public void Values_OfAnotherTypeOrOfADisposedArray_AreRefused()
    {
        RecordBatch batch = Rows.Batch(0, 4);
        ArrowArray numbers = batch.Column("n");
        using (ArrowArray text = batch.Column("text"))
        {
            AssertSays("values are not 8 bytes wide, but int32", () => numbers.Values<long>());
            AssertSays("values are not 1 bytes wide, but utf8", () => text.Values<byte>());
            AssertSays("values are not strings or bytes, but int32", () => numbers.AsBytes());
        }
        batch.Dispose();
        numbers.Dispose();
        Assert.Throws<ObjectDisposedException>(() => { numbers.Values<int>(); });
        Assert.Throws<ObjectDisposedException>(() => { numbers.Validity(); });
        Assert.Throws<ObjectDisposedException>(() => { numbers.AsBytes(); });
    }

    [Fact]
    public void Validity_OfASlice_BeginsInsideAByte()
    {
        using RecordBatch batch = Rows.Batch(0, 20);
        using ArrowArray text = batch.Column("text");
        using ArrowArray slice = text.Slice(11, 6);
        Validity validity = slice.Validity();
        Assert.Equal(6, validity.Length);
        for (int i = 0; i < 6; i++)
        {
            bool isValid = (11 + i) % 3 != 2;
            int bit = validity.BitOffset + i;
            Assert.Equal(isValid, validity[i]);
            Assert.Equal(isValid, (validity.Bits[bit / 8] >> (bit % 8) & 1) == 1);
        }
        Assert.Equal(2, validity.Bits.Length);
        AssertSays("'index' is 6, but the array has 6 values", () => _ = slice.Validity()[6]);
        AssertSays("'index' is -1", () => _ = slice.Validity()[-1]);
    }

    [Fact]
    public void Validity_WithoutABitmap()
    {
        using RecordBatch batch = Rows.Batch(0, 4);
        using ArrowArray numbers = batch.Column("n");
        Assert.True(numbers.Validity().Bits.IsEmpty);
        Assert.True(numbers.Validity()[3]);
        using ArrowArray nulls = ArrowArray.OfNulls(3);
        Assert.True(nulls.Validity().Bits.IsEmpty);
        Assert.False(nulls.Validity()[2]);
        Assert.Equal(0, default(Validity).Length);
    }

    [Fact]
    public void Bytes_OfEveryRepresentation_AreTheSame()
    {
        using RecordBatch batch = Rows.Batch(0, 10);
        using ArrowArray whole = batch.Column("text");
        using ArrowArray text = whole.Slice(1, 8);
        DataType[] types =
        [
            DataType.Utf8, DataType.LargeUtf8, DataType.Utf8View, DataType.Binary, DataType.BinaryView,
            DataType.Dictionary(DataType.Int8, DataType.Utf8),
        ];
        foreach (DataType type in types)
        {
            using ArrowArray cast = text.Cast(type);
            BytesView bytes = cast.AsBytes();
            int row = 1;
            foreach (ReadOnlySpan<byte> value in bytes)
            {
                Assert.Equal(row % 3 == 2 ? "" : $"text {row}", Encoding.UTF8.GetString(value));
                Assert.Equal(row % 3 != 2, bytes.TryGet(row - 1, out _));
                row++;
            }
            Assert.Equal(9, row);
        }
        AssertSays("'index' is 8, but the array has 8 values", () => _ = text.AsBytes()[8]);
        Assert.Equal(0, default(BytesView).Length);
    }

    [Fact]
    public void Bytes_WithUnsoundOffsets_AreNotRead()
    {
        CArrowArray array;
        CArrowSchema schema;
        using (RecordBatch made = Rows.Batch(0, 4))
        {
            made.Export((nint)(&array), (nint)(&schema));
        }
        ((int*)array.children[1]->buffers[1])[1] = 1 << 20;
        using RecordBatch batch = RecordBatch.Import((nint)(&array), (nint)(&schema));
        using ArrowArray text = batch.Column("text");
        ArrowBridgeException exception = Assert.ThrowsAny<ArrowBridgeException>(() => { text.AsBytes(); });
        Assert.Equal("COL-5", exception.Rule);
    }

    [Fact]
    public void Reading_AllocatesNothing()
    {
        using RecordBatch batch = Rows.Batch(0, 1000);
        using ArrowArray numbers = batch.Column("n");
        using ArrowArray text = batch.Column("text");
        long total = Sum(numbers, text);
        long before = GC.GetAllocatedBytesForCurrentThread();
        long again = Sum(numbers, text);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal((total, 0), (again, allocated));
    }

    private static long Sum(ArrowArray numbers, ArrowArray text)
    {
        long total = 0;
        foreach (int value in numbers.Values<int>())
        {
            total += value;
        }
        foreach (ReadOnlySpan<byte> value in text.AsBytes())
        {
            total += value.Length;
        }
        return text.Validity()[2] ? 0 : total;
    }

    private static void AssertSays(string message, Action call)
    {
        ArrowBridgeException exception = Assert.ThrowsAny<ArrowBridgeException>(call);
        Assert.Contains(message, exception.Message);
    }
}
