using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Tests.Arrays;
using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Managed;

public unsafe class ReaderTests : LiveCounts
{
    private static readonly int?[] s_eight = [0, 1, 2, 3, 4, 5, 6, 7];

    [Fact]
    public void Enumerable_GivesItsBatches_AndIsDisposedOnceAtTheEnd()
    {
        int ends = 0;
        using RecordBatchReader reader = RecordBatchReader.FromEnumerable(
            Rows.Schema, Rows.Batches(2, end: () => ends++));
        Assert.Equal(s_eight, Rows.Numbers(reader));
        Assert.Equal(1, ends);
        Assert.Null(reader.Read());
    }

    [Fact]
    public void Enumerable_OfADisposedReader_IsDisposed()
    {
        int ends = 0;
        RecordBatchReader reader = RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(2, end: () => ends++));
        reader.Read()!.Dispose();
        reader.Dispose();
        Assert.Equal(1, ends);
    }

    [Fact]
    public void Export_Import_PassesBatchesOn_AfterBothObjectsWereDisposed()
    {
        CArrowArrayStream stream;
        using (RecordBatchReader reader = RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(2)))
        {
            reader.Export((nint)(&stream));
        }
        using RecordBatchReader back = RecordBatchReader.Import((nint)(&stream));
        Assert.True(stream.release == null);
        Assert.True(back.Schema.Equals(Rows.Schema, metadata: true));
        Assert.Equal(s_eight, Rows.Numbers(back));
    }

    [Fact]
    public void Errors_KeepCodeAndMessage_ThroughTwoStreams()
    {
        CArrowArrayStream stream;
        using (RecordBatchReader reader = RecordBatchReader.FromCallback(
            Rows.Schema, () => throw new ArrowBridgeException(4242, "the sensor is gone – for good")))
        {
            reader.Export((nint)(&stream));
        }
        using RecordBatchReader once = RecordBatchReader.Import((nint)(&stream));
        once.Export((nint)(&stream));
        using RecordBatchReader twice = RecordBatchReader.Import((nint)(&stream));
        for (int i = 0; i < 2; i++)
        {
            ArrowBridgeException exception = Assert.ThrowsAny<ArrowBridgeException>(twice.Read);
            Assert.Equal((4242, ErrorCode.None, "the sensor is gone – for good"),
                (exception.ErrorNumber, exception.Code, exception.Message));
        }
    }

    [Fact]
    public void Exceptions_BecomeErrorsOfTheirKind_ForConsumersOfTheStream()
    {
        AssertCode(ErrorCode.Cancelled, new OperationCanceledException());
        AssertCode(ErrorCode.TimedOut, new TimeoutException());
        AssertCode(ErrorCode.InputOutput, new EndOfStreamException());
        AssertCode(ErrorCode.NotSupported, new NotSupportedException());
        AssertCode(ErrorCode.Invalid, new FormatException("no number"));
        AssertCode(ErrorCode.Busy, new ArrowBridgeException(ErrorCode.Busy, "later"));
        Assert.Equal(ErrorCode.Invalid, new ArrowBridgeException(0, "a failure must have a number").Code);
    }

    private static void AssertCode(ErrorCode code, Exception thrown)
    {
        int ends = 0;
        CArrowArrayStream stream;
        using (RecordBatchReader reader = RecordBatchReader.FromCallback(Rows.Schema, () => throw thrown, () => ends++))
        {
            reader.Export((nint)(&stream));
        }
        using RecordBatchReader imported = RecordBatchReader.Import((nint)(&stream));
        ArrowBridgeException exception = Assert.ThrowsAny<ArrowBridgeException>(imported.Read);
        Assert.Equal((code, 1), (exception.Code, ends));
        Assert.Contains(thrown.Message, exception.Message);
    }

    [Theory]
    [InlineData("no number", "no number")]
    [InlineData("no number\non line 3\r\n", "no number on line 3")]
    [InlineData("", "FormatException")]
    public void Exceptions_ReachConsumersAsOneLine_WithoutAPrefix(string message, string expected)
    {
        CArrowArrayStream stream;
        using (RecordBatchReader reader = RecordBatchReader.FromCallback(
            Rows.Schema, () => throw new FormatException(message)))
        {
            reader.Export((nint)(&stream));
        }
        CArrowArray batch;
        Assert.NotEqual(0, stream.get_next(&stream, &batch));
        Assert.Equal(expected, Marshal.PtrToStringUTF8((nint)stream.get_last_error(&stream)));
        stream.release(&stream);
        byte* error = stackalloc byte[1024];
        Assert.NotEqual(0, NativeExport.Stream(
            (nint)(&stream), (nint)error, () => throw new FormatException(message)));
        Assert.Equal(expected, Marshal.PtrToStringUTF8((nint)error));
    }

    [Fact]
    public void Cancellation_IsAskedForBeforeEachBatch()
    {
        using CancellationTokenSource source = new();
        int ends = 0;
        using RecordBatchReader reader = RecordBatchReader.FromEnumerable(
            Rows.Schema, Rows.Batches(9, end: () => ends++), source.Token);
        reader.Read()!.Dispose();
        source.Cancel();
        OperationCanceledException exception = Assert.ThrowsAny<OperationCanceledException>(reader.Read);
        Assert.Equal((source.Token, 1), (exception.CancellationToken, ends));
    }

    [Fact]
    public void Batches_OfAnotherType_AreRefusedAndDisposed()
    {
        ArrowSchema other = new(new ArrowField("n", DataType.Int64), new ArrowField("text", DataType.Utf8));
        using RecordBatchReader reader = RecordBatchReader.FromEnumerable(other, Rows.Batches(1));
        Assert.Contains("of another type", Assert.ThrowsAny<ArrowBridgeException>(reader.Read).Message);
        using RecordBatch batch = Rows.Batch(0, 1);
        Assert.Contains("index 0",
            Assert.ThrowsAny<ArrowBridgeException>(() => RecordBatchReader.FromBatches(other, batch)).Message);
    }

    [Fact]
    public void FromBatches_SharesThem()
    {
        using RecordBatch first = Rows.Batch(0, 5);
        RecordBatch second = Rows.Batch(5, 3);
        using RecordBatchReader reader = RecordBatchReader.FromBatches(Rows.Schema, first, second);
        second.Dispose();
        Assert.Equal(s_eight, Rows.Numbers(reader));
        Assert.Equal(5, first.Length);
        using RecordBatchReader unread = RecordBatchReader.FromBatches(Rows.Schema, first, first);
    }

    [Fact]
    public void Import_OfForeignBatches_MovesThem()
    {
        CArrowArray array = default;
        CArrowSchema schema = default;
        using (RecordBatch made = Rows.Batch(3, 4))
        {
            made.Export((nint)(&array), (nint)(&schema));
        }
        void* numbers = array.children[0]->buffers[1];
        using (RecordBatch batch = RecordBatch.Import((nint)(&array), (nint)(&schema)))
        {
            Assert.True(array.release == null && schema.release == null);
            CArrowArray again = default;
            batch.Export((nint)(&again));
            Assert.True(again.children[0]->buffers[1] == numbers);
            again.release(&again);
        }
        nint address = (nint)(&array);
        Assert.ThrowsAny<ArrowBridgeException>(() => RecordBatch.Import(address, Rows.Schema));
    }

    [Fact]
    public void Import_ThatFails_ReleasesWhatItWasGiven()
    {
        CArrowArray array = default;
        using RecordBatch made = Rows.Batch(3, 4);
        made.Export((nint)(&array));
        ArrowSchema other = new(new ArrowField("n", DataType.Int32));
        nint address = (nint)(&array);
        Assert.ThrowsAny<ArrowBridgeException>(() => RecordBatch.Import(address, other));
        Assert.True(array.release == null);
        Assert.ThrowsAny<ArrowBridgeException>(() => RecordBatchReader.Import(0));
    }

    [Fact]
    public void Readers_ThatWereDisposed_SayIt()
    {
        RecordBatchReader reader = RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(1));
        reader.Dispose();
        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(reader.Read);
    }

    [Fact]
    public void Dispose_DuringACall_LetsItEnd()
    {
        RecordBatchReader? reader = null;
        int left = 2;
        reader = RecordBatchReader.FromCallback(Rows.Schema, () =>
        {
            reader!.Dispose();
            return left-- > 0 ? Rows.Batch(0, 4) : null;
        });
        using RecordBatch? batch = reader.Read();
        Assert.Equal(4, batch!.Length);
        Assert.Throws<ObjectDisposedException>(reader.Read);
    }
}
