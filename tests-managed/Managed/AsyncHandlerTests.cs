using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Managed;

/// <summary>Asynchronous streams in the structs of the C interface.</summary>
public class AsyncHandlerTests : LiveCounts
{
    private void Drive(RecordBatchReader reader, CountingHandler handler, bool onThread)
    {
        if (onThread)
        {
            reader.DriveHandler(handler.Address);
            reader.Dispose();
            Assert.True(handler.Released.Wait(60_000));
            Settle();
        }
        else
        {
            reader.RunHandler(handler.Address);
        }
    }

    /// <summary>The thread ends some time after the release.</summary>
    private void Settle() => Assert.True(SpinWait.SpinUntil(() => NewBlocks == 0, 10_000), "blocks are alive");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Handler_GetsEveryBatch(bool onThread)
    {
        int ends = 0;
        using CountingHandler handler = new();
        using RecordBatchReader reader = RecordBatchReader.FromEnumerable(
            Rows.Schema, Rows.Batches(3, 4, () => ends++));
        Drive(reader, handler, onThread);
        Assert.Equal("stttEr", handler.Calls);
        Assert.Equal(12, handler.Rows);
        Assert.Equal(1, ends);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Handler_GetsTheErrorOfTheSource(bool onThread)
    {
        using CountingHandler handler = new();
        using RecordBatchReader reader = RecordBatchReader.FromCallback(
            Rows.Schema, () => throw new TimeoutException("too late"));
        Drive(reader, handler, onThread);
        Assert.Equal("sxr", handler.Calls);
        Assert.Equal("too late", handler.Message);
        Assert.NotEqual(0, handler.Code);
    }

    [Fact]
    public void Handler_IsReleasedIfTheCallFails()
    {
        RecordBatchReader reader = RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(1));
        Assert.Equal(
            ErrorCode.Invalid, Assert.Throws<ArrowBridgeException>(() => reader.RunHandler(0)).Code);
        reader.Dispose();
        foreach (Action<nint> call in new Action<nint>[] { reader.DriveHandler, reader.RunHandler })
        {
            using CountingHandler handler = new();
            Assert.Throws<ObjectDisposedException>(() => call(handler.Address));
            Assert.Equal("r", handler.Calls);
        }
    }

    [Fact]
    public void Reader_GetsWhatAProducerPasses()
    {
        using (AsyncHandler handler = new(2))
        {
            Assert.Equal(
                ErrorCode.TimedOut,
                Assert.Throws<ArrowBridgeException>(() => handler.GetReader(TimeSpan.FromMilliseconds(1))).Code);
            using (RecordBatchReader source = RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(5)))
            {
                source.DriveHandler(handler.Address);
            }
            using RecordBatchReader reader = handler.GetReader();
            Assert.Equal(Enumerable.Range(0, 20).Select(n => (int?)n), Rows.Numbers(reader));
            Assert.Throws<ArrowBridgeException>(() => handler.GetReader());
        }
        Settle();
    }

    [Fact]
    public void Reader_GetsTheErrorOfAProducer()
    {
        using (AsyncHandler handler = new(1))
        {
            using (RecordBatchReader source = RecordBatchReader.FromCallback(
                Rows.Schema, () => throw new InvalidDataException("no such sensor")))
            {
                source.DriveHandler(handler.Address);
            }
            using RecordBatchReader reader = handler.GetReader();
            Assert.Equal("no such sensor", Assert.Throws<ArrowBridgeException>(reader.Read).Message);
        }
        Settle();
    }

    [Fact]
    public void Handler_WithoutAProducer()
    {
        using (AsyncHandler handler = new(1))
        {
            handler.ReleaseStruct();
            Assert.Throws<ArrowBridgeException>(() => handler.GetReader());
        }
        Assert.Throws<ArrowBridgeException>(() => new AsyncHandler(0));
        Assert.Equal(0, NewBlocks);
    }
}
