using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Managed;

public sealed class IpcTests : LiveCounts, IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"arrowbridge-{Guid.NewGuid()}.arrow");

    public new void Dispose()
    {
        File.Delete(_path);
        base.Dispose();
    }

    private static RecordBatchReader Reader() => RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(2));

    [Theory]
    [InlineData(IpcFormat.Automatic, IpcCodec.None)]
    [InlineData(IpcFormat.Stream, IpcCodec.None)]
    [InlineData(IpcFormat.File, IpcCodec.Lz4Frame)]
    public void Files_AreWrittenAndRead(IpcFormat format, IpcCodec codec)
    {
        using (RecordBatchReader reader = Reader())
        {
            reader.WriteIpcFile(_path, new IpcWriteOptions { Format = format, Codec = codec });
        }
        using RecordBatchReader file = RecordBatchReader.OpenIpcFile(
            _path, new IpcReadOptions { Validation = ValidationLevel.Full });
        Assert.Equal(Enumerable.Range(0, 8).Select(i => (int?)i), Rows.Numbers(file));
    }

    [Fact]
    public void Streams_AreWrittenAndRead()
    {
        MemoryStream bytes = new();
        using (RecordBatchReader reader = Reader())
        {
            reader.WriteIpc(bytes);
        }
        using RecordBatchReader copied = RecordBatchReader.OpenIpc(bytes.ToArray());
        Assert.Equal(8, Rows.Numbers(copied).Count);
        bytes.Position = 0;
        using RecordBatchReader read = RecordBatchReader.OpenIpc(bytes);
        Assert.Equal(8, Rows.Numbers(read).Count);
    }

    [Fact]
    public void Writer_WritesBatchByBatch()
    {
        using (RecordBatchWriter writer = RecordBatchWriter.Create(Rows.Schema, _path))
        {
            using RecordBatch batch = Rows.Batch(0, 3);
            writer.Write(batch);
            using RecordBatch slice = batch.Slice(1);
            writer.Write(slice);
            Assert.False(File.Exists(_path));
            writer.Finish();
            Assert.Contains(
                "finished before", Assert.ThrowsAny<ArrowBridgeException>(() => writer.Write(batch)).Message);
        }
        using RecordBatchReader file = RecordBatchReader.OpenIpcFile(_path);
        Assert.Equal([0, 1, 2, 1, 2], Rows.Numbers(file));
    }

    [Fact]
    public void Writer_ThatWasNotFinished_LeavesNoFile()
    {
        using (RecordBatchWriter writer = RecordBatchWriter.Create(Rows.Schema, _path))
        {
            using RecordBatch batch = Rows.Batch(0, 3);
            writer.Write(batch);
        }
        Assert.False(File.Exists(_path));
    }

    [Fact]
    public void Exceptions_OfAStream_ComeOutAsTheyAre()
    {
        using RecordBatchReader reader = Reader();
        NotSupportedException expected = Assert.Throws<NotSupportedException>(
            () => reader.WriteIpc(new MemoryStream([], writable: false)));
        Assert.DoesNotContain("WriteIpc", expected.Message);
        Assert.Throws<NotSupportedException>(() =>
        {
            using RecordBatchWriter writer = RecordBatchWriter.Create(
                Rows.Schema, new MemoryStream([], writable: false));
            writer.Finish();
        });
    }

    [Fact]
    public void Files_ThatAreNotThereOrCut_SayIt()
    {
        ArrowBridgeException missing = Assert.ThrowsAny<ArrowBridgeException>(
            () => RecordBatchReader.OpenIpcFile(_path));
        Assert.Equal((ErrorCode.NotFound, _path), (missing.Code, missing.File));
        Assert.Equal(ErrorCode.InputOutput,
            Assert.ThrowsAny<ArrowBridgeException>(() => RecordBatchReader.OpenIpc([0xFF, 0xFF])).Code);
        Assert.ThrowsAny<ArrowBridgeException>(
            () => RecordBatchReader.OpenIpc([], new IpcReadOptions { MaxBytes = -1 }));
        using RecordBatchReader reader = Reader();
        Assert.ThrowsAny<ArrowBridgeException>(
            () => reader.WriteIpcFile(_path, new IpcWriteOptions { Codec = (IpcCodec)9 }));
    }

    [Fact]
    public void Streams_AreFollowed()
    {
        using (RecordBatchReader reader = Reader())
        {
            reader.WriteIpcFile(_path, new IpcWriteOptions { Format = IpcFormat.Stream });
        }
        using (RecordBatchReader whole = RecordBatchReader.FollowIpcFile(_path))
        {
            Assert.Equal(8, Rows.Numbers(whole).Count);
        }
        using (FileStream file = File.OpenWrite(_path))
        {
            file.SetLength(file.Length - 8);
        }
        using RecordBatchReader cut = RecordBatchReader.FollowIpcFile(_path, TimeSpan.FromMilliseconds(20));
        Assert.Equal(
            ErrorCode.TimedOut, Assert.ThrowsAny<ArrowBridgeException>(() => Rows.Numbers(cut)).Code);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => RecordBatchReader.FollowIpcFile(_path, TimeSpan.FromMilliseconds(-2)));
        using CancellationTokenSource source = new();
        using RecordBatchReader cancelled = RecordBatchReader.FollowIpcFile(
            _path, Timeout.InfiniteTimeSpan, cancellation: source.Token);
        source.CancelAfter(20);
        Assert.ThrowsAny<OperationCanceledException>(() => Rows.Numbers(cancelled));
    }
}
