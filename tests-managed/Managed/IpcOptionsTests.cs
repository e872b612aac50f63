using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Managed;

public class IpcOptionsTests : LiveCounts
{
    private static byte[] Written(IpcWriteOptions? options = null, int batches = 3, int rows = 4)
    {
        MemoryStream bytes = new();
        using RecordBatchReader reader = RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(batches, rows));
        reader.WriteIpc(bytes, options ?? new IpcWriteOptions { Format = IpcFormat.File });
        return bytes.ToArray();
    }

    private static string[] Columns(IpcReadOptions options)
    {
        using RecordBatchReader reader = RecordBatchReader.OpenIpc(Written(), options);
        using RecordBatch batch = reader.Read()!;
        Assert.Equal(4, batch.Length);
        batch.Validate();
        return [.. batch.Schema.Fields.Select(field => field.Name)];
    }

    [Fact]
    public void Columns_AreChosen()
    {
        Assert.Equal(["text"], Columns(new IpcReadOptions { ColumnNames = ["text"] }));
        Assert.Equal(["text", "n"], Columns(new IpcReadOptions { ColumnNames = ["text", "n"] }));
        Assert.Equal(["text", "n"], Columns(new IpcReadOptions { ColumnIndices = [1, 0] }));
        Assert.Empty(Columns(new IpcReadOptions { ColumnNames = [] }));
        Assert.Empty(Columns(new IpcReadOptions { ColumnIndices = [] }));
        Assert.Equal(["n", "text"], Columns(new IpcReadOptions { ColumnNames = null }));
    }

    [Fact]
    public void Columns_ThatAreNotThere_AreRefused()
    {
        Throws("column 'm', which does not exist", new IpcReadOptions { ColumnNames = ["n", "m"] });
        Throws("column 0 twice", new IpcReadOptions { ColumnNames = ["n", "n"] });
        Throws("column 2, but there are 2", new IpcReadOptions { ColumnIndices = [2] });
        Throws("column -1", new IpcReadOptions { ColumnIndices = [-1] });
        Throws("columns both by name and by index", new IpcReadOptions { ColumnNames = ["n"], ColumnIndices = [0] });
        Throws("NUL character", new IpcReadOptions { ColumnNames = ["n\0"] });
        Throws("asks for -1 threads", new IpcReadOptions { Threads = -1 });
        Throws("allows -1 bytes per batch", new IpcReadOptions { MaxBytes = -1 });
        Throws("unknown validation level: 9", new IpcReadOptions { Validation = (ValidationLevel)9 });
        Assert.Throws<ArgumentNullException>(
            () => RecordBatchReader.OpenIpc(Written(), new IpcReadOptions { ColumnNames = [null!] }));
    }

    [Fact]
    public void Limits_AndThreads_AreKept()
    {
        byte[] bytes = Written(
            new IpcWriteOptions { Format = IpcFormat.File, Codec = IpcCodec.Lz4Frame, Level = 1 }, 2, 40_000);
        using RecordBatchReader several = RecordBatchReader.OpenIpc(bytes, new IpcReadOptions { Threads = 4 });
        Assert.Equal(80_000, Rows.Numbers(several).Count);
        using RecordBatchReader limited = RecordBatchReader.OpenIpc(bytes, new IpcReadOptions { MaxBytes = 1000 });
        ArrowBridgeException exception = Assert.ThrowsAny<ArrowBridgeException>(limited.Read);
        Assert.Equal((ErrorCode.OutOfMemory, "SEC-6", 0L), (exception.Code, exception.Rule, exception.Batch));
    }

    [Fact]
    public void Threads_OfAWriter_WriteTheSameBytes()
    {
        foreach (IpcCodec codec in new[] { IpcCodec.Lz4Frame, IpcCodec.Zstd })
        {
            byte[] alone = Written(new IpcWriteOptions { Codec = codec }, 2, 40_000);
            Assert.Equal(alone, Written(new IpcWriteOptions { Codec = codec, Threads = 4 }, 2, 40_000));
        }
        ArrowBridgeException exception = Assert.ThrowsAny<ArrowBridgeException>(
            () => Written(new IpcWriteOptions { Threads = -1 }));
        Assert.Contains("asks for -1 threads", exception.Message);
    }

    [Fact]
    public void Batches_OfAFile_AreReadInAnyOrder()
    {
        using RecordBatchReader file = RecordBatchReader.OpenIpc(Written());
        Assert.Equal(3, file.IpcBatchCount);
        using RecordBatch first = file.Read()!;
        using RecordBatch last = file.ReadIpcBatch(2);
        using ArrowArray numbers = last.Column("n");
        Assert.Equal([8, 9, 10, 11], numbers.ToArray<int>());
        Assert.Contains("'n' is 3, but the file has 3 batches",
            Assert.ThrowsAny<ArrowBridgeException>(() => file.ReadIpcBatch(3)).Message);
        Assert.ThrowsAny<ArrowBridgeException>(() => file.ReadIpcBatch(-1));
        Assert.Equal([4, 5, 6, 7, 8, 9, 10, 11], Rows.Numbers(file));
    }

    [Fact]
    public void Streams_AndOtherReaders_HaveNoFooter()
    {
        using RecordBatchReader stream = RecordBatchReader.OpenIpc(Written(new IpcWriteOptions()));
        Assert.Equal(ErrorCode.NotSupported, Assert.ThrowsAny<ArrowBridgeException>(() => stream.IpcBatchCount).Code);
        Assert.Equal(
            ErrorCode.NotSupported, Assert.ThrowsAny<ArrowBridgeException>(() => stream.IpcFooterMetadata).Code);
        using RecordBatchReader other = RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(1));
        Assert.Equal(ErrorCode.Invalid, Assert.ThrowsAny<ArrowBridgeException>(() => other.IpcBatchCount).Code);
        Assert.Equal(ErrorCode.Invalid, Assert.ThrowsAny<ArrowBridgeException>(() => other.GetIpcBatchInfo()).Code);
    }

    [Fact]
    public void Metadata_OfSchemaFooterAndBatches_IsThere()
    {
        MemoryStream bytes = new();
        IpcWriteOptions options = new()
        {
            Format = IpcFormat.File,
            Codec = IpcCodec.Zstd,
            Alignment = 8,
            SchemaMetadata = new ArrowMetadata("of", "the schema"),
            FooterMetadata = new ArrowMetadata("of", "the footer"),
        };
        using (RecordBatchWriter writer = RecordBatchWriter.Create(Rows.Schema, bytes, options))
        {
            using RecordBatch batch = Rows.Batch(0, 1000);
            writer.Write(batch, new ArrowMetadata("of", "the batch"));
            writer.Write(batch);
            writer.Finish();
        }
        using RecordBatchReader file = RecordBatchReader.OpenIpc(bytes.ToArray());
        Assert.Equal(("the schema", "the footer"), (file.Schema.Metadata["of"], file.IpcFooterMetadata["of"]));
        Assert.Equal((0, IpcCodec.None, 0L), Facts(file));
        file.Read()!.Dispose();
        Assert.Equal("the batch", file.GetIpcBatchInfo().Metadata["of"]);
        Assert.Equal(IpcCodec.Zstd, file.GetIpcBatchInfo().Codec);
        Assert.InRange(file.GetIpcBatchInfo().BodyBytes, 1, 10_000);
        file.Read()!.Dispose();
        Assert.Empty(file.GetIpcBatchInfo().Metadata);
        file.ReadIpcBatch(0).Dispose();
        Assert.Single(file.GetIpcBatchInfo().Metadata);
        Assert.Null(file.Read());
        Assert.Equal((0, IpcCodec.None, 0L), Facts(file));
    }

    private static (int Pairs, IpcCodec Codec, long Bytes) Facts(RecordBatchReader reader)
    {
        IpcBatchInfo info = reader.GetIpcBatchInfo();
        return (info.Metadata.Count, info.Codec, info.BodyBytes);
    }

    [Fact]
    public void Metadata_OfTheSchema_CanBeLeftOut()
    {
        ArrowSchema schema = new(Rows.Schema.Fields, new ArrowMetadata("a", "b"));
        using RecordBatch batch = Rows.Batch(0, 2);
        foreach ((ArrowMetadata? asked, int pairs) in new[] { (null, 1), (ArrowMetadata.Empty, 0) })
        {
            MemoryStream bytes = new();
            using RecordBatchReader reader = RecordBatchReader.FromBatches(schema, batch);
            reader.WriteIpc(bytes, new IpcWriteOptions { SchemaMetadata = asked });
            using RecordBatchReader back = RecordBatchReader.OpenIpc(bytes.ToArray());
            Assert.Equal(pairs, back.Schema.Metadata.Count);
            Assert.Equal(2, Rows.Numbers(back).Count);
        }
    }

    private sealed class ProgressRecorder(Action<WriteProgress> report) : IProgress<WriteProgress>
    {
        public void Report(WriteProgress value) => report(value);
    }

    [Fact]
    public void Progress_IsReported_AndMayThrow()
    {
        List<WriteProgress> seen = [];
        byte[] bytes = Written(new IpcWriteOptions { Progress = new ProgressRecorder(seen.Add) });
        Assert.Equal([1, 2, 3], seen.Select(progress => progress.Batches));
        Assert.InRange(seen[2].Bytes, seen[1].Bytes + 1, bytes.Length);
        Assert.Equal("enough", Assert.Throws<FormatException>(
            () => Written(new IpcWriteOptions
            {
                Progress = new ProgressRecorder(_ => throw new FormatException("enough")),
            })).Message);
    }

    [Fact]
    public void Cancellation_EndsTheWriting()
    {
        using CancellationTokenSource source = new();
        IpcWriteOptions options = new()
        {
            Cancellation = source.Token,
            Progress = new ProgressRecorder(progress =>
            {
                if (progress.Batches == 2)
                {
                    source.Cancel();
                }
            }),
        };
        Assert.Equal(source.Token, Assert.Throws<OperationCanceledException>(() => Written(options)).CancellationToken);
        string path = Path.Combine(Path.GetTempPath(), $"arrowbridge-{Guid.NewGuid()}.arrow");
        Assert.Throws<OperationCanceledException>(() => RecordBatchWriter.Create(Rows.Schema, path, options));
        using RecordBatchReader reader = RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(1));
        Assert.Throws<OperationCanceledException>(() => reader.WriteIpcFile(path, options));
        Assert.False(File.Exists(path));
        Assert.Throws<ArgumentNullException>(() => RecordBatchWriter.Create(null!, path));
        Assert.ThrowsAny<ArrowBridgeException>(() => RecordBatchWriter.Create(Rows.Schema, path + "\0.txt"));
        Assert.ThrowsAny<ArrowBridgeException>(() => Written(new IpcWriteOptions { Alignment = 7 }));
    }

    private static void Throws(string text, IpcReadOptions options)
    {
        byte[] bytes = Written();
        Assert.Contains(
            text, Assert.ThrowsAny<ArrowBridgeException>(() => RecordBatchReader.OpenIpc(bytes, options)).Message);
    }
}
