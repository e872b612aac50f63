using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Arrays;

public unsafe class ColumnsTests : LiveCounts
{
    private readonly int _alive = NativeBatch.Alive;

    private void AssertProducerReleased() => Assert.Equal(_alive, NativeBatch.Alive);

    [Theory]
    [InlineData(0, 8, 3, 3)]
    [InlineData(2, 3, 3, -1)]
    [InlineData(2, 3, 8, 3)]
    [InlineData(2, 3, 0, 0)]
    [InlineData(0, 0, 0, 0)]
    public void Window_MovesOffsetAndForgetsTheNullsItCannotKnow(long offset, long length, long nulls, long expected)
    {
        CArrowArray source = new() { length = 8, offset = 5, null_count = nulls };
        Field field = new() { type = TypeId.Int32 };
        CArrowArray window = Columns.Narrow(&field, &source, offset, length);
        long start = length == 0 ? 0 : 5 + offset; // without rows there is no offset
        Assert.Equal((start, length, expected), (window.offset, window.length, window.null_count));
    }

    [Theory]
    [InlineData(0, 5, 5)]
    [InlineData(1, 2, 2)]
    [InlineData(4, 100, 1)]
    [InlineData(5, 1, 0)]
    public void Slice_IsCutAtTheEnd(long offset, long length, long expected)
    {
        ArrayBlock* batch = NativeBatch.Import(1, 5, "a");
        ArrayBlock* slice = Columns.Slice(batch, offset, length);
        Native.ab_release(&batch->head);
        CArrowArray exported;
        ArrayExport.ExportBatch(slice, &exported);
        Native.ab_release(&slice->head);
        Assert.Equal((expected, 0), (exported.length, exported.offset));
        Assert.Equal(Enumerable.Range((int)offset, (int)expected).Select(static i => (int?)i),
            NativeBatch.Values(exported.children[0]));
        exported.release(&exported);
        AssertProducerReleased();
    }

    [Theory]
    [InlineData(-1, 1, "offset")]
    [InlineData(6, 0, "offset")]
    [InlineData(long.MaxValue, 1, "offset")]
    [InlineData(0, -1, "length")]
    public void Slice_Outside_IsRefused(long offset, long length, string argument)
    {
        ArrayBlock* batch = NativeBatch.Import(1, 5, "a");
        ArrowBridgeException exception = Assert.Throws<ArrowBridgeException>(
            () => (nint)Columns.Slice(batch, offset, length));
        Assert.Contains($"'{argument}'", exception.Message);
        Native.ab_release(&batch->head);
    }

    [Fact]
    public void Column_OutlivesItsBatch()
    {
        ArrayBlock* batch = NativeBatch.Import(3, 4, "a", "b", "c");
        ArrayBlock* column = Columns.Column(batch, 1);
        Native.ab_release(&batch->head);
        Assert.Equal([100, 101, 102, 103], NativeBatch.Values(&column->array));
        Native.ab_release(&column->head);
        AssertProducerReleased();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void Column_ThatIsNotThere_IsRefused(long index)
    {
        ArrayBlock* batch = NativeBatch.Import(2, 1, "a", "b");
        Assert.Throws<ArrowBridgeException>(() => (nint)Columns.Column(batch, index));
        Native.ab_release(&batch->head);
    }

    [Theory]
    [InlineData("b", null)]
    [InlineData("a", "columns 0 and 2")]
    [InlineData("z", "not the name")]
    public void ColumnByName_IsTheOnlyOneOfThatName(string name, string? problem)
    {
        ArrayBlock* batch = NativeBatch.Import(3, 1, "a", "b", "a");
        byte[] text = [.. Encoding.UTF8.GetBytes(name), 0];
        fixed (byte* bytes = text)
        {
            nint address = (nint)bytes;
            if (problem is null)
            {
                ArrayBlock* column = Columns.ColumnByName(batch, bytes);
                Assert.Equal([100], NativeBatch.Values(&column->array));
                Native.ab_release(&column->head);
            }
            else
            {
                Assert.Contains(problem,
                    Assert.Throws<ArrowBridgeException>(
                        () => (nint)Columns.ColumnByName(batch, (byte*)address)).Message);
            }
        }
        Native.ab_release(&batch->head);
    }

    [Fact]
    public void Column_OfABatchWithOffsetAndNulls_HasBoth_RB_1()
    {
        CArrowArray batch;
        NativeBatch.Fill(&batch, 2, 6);
        batch.offset = 2;
        batch.length = 4;
        NativeBatch.SetValidity(&batch, 0b_11_0111);
        NativeBatch.SetValidity(batch.children[1], 0b_01_1111);
        ArrayBlock* block = NativeBatch.Import(&batch, "a", "b");
        ArrayBlock* column = Columns.Column(block, 1);
        Native.ab_release(&block->head);
        Assert.Equal([102, null, 104, null], NativeBatch.Values(&column->array));
        Assert.Equal(2, column->array.null_count);
        Native.ab_release(&column->head);
        AssertProducerReleased();
    }

    [Fact]
    public void ExportBatch_PushesOffsetAndNullsIntoTheColumns_RB_1()
    {
        CArrowArray batch;
        NativeBatch.Fill(&batch, 2, 6);
        batch.offset = 1;
        batch.length = 3;
        NativeBatch.SetValidity(&batch, 0b_0101);
        ArrayBlock* block = NativeBatch.Import(&batch, "a", "b");
        CArrowArray exported;
        ArrayExport.ExportBatch(block, &exported);
        Native.ab_release(&block->head);
        Assert.Equal((3, 0, 0), (exported.length, exported.offset, exported.null_count));
        Assert.True(exported.buffers[0] == null);
        Assert.Equal([null, 2, null], NativeBatch.Values(exported.children[0]));
        Assert.Equal([null, 102, null], NativeBatch.Values(exported.children[1]));
        exported.release(&exported);
        AssertProducerReleased();
    }
}
