using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Managed;

public sealed unsafe class TextTests : LiveCounts, IDisposable
{
    private const string Csv = "n,text\n0,text 0\n1,text 1\n2,\n3,text 3\n";

    private const string Ndjson =
        "{\"n\":0,\"text\":\"text 0\"}\n{\"n\":1,\"text\":\"text 1\"}\n{\"n\":2,\"text\":null}\n";

    private static readonly TextWriteOptions s_json = new() { Format = TextFormat.Ndjson };

    private readonly string _folder = Directory.CreateTempSubdirectory("arrowbridge-").FullName;

    private string Path(string name) => System.IO.Path.Combine(_folder, name);

    public new void Dispose()
    {
        Directory.Delete(_folder, true);
        base.Dispose();
    }

    private static RecordBatchReader Reader(int batches = 2, int rows = 2) =>
        RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(batches, rows));

    private static string Written(RecordBatchReader reader, TextWriteOptions? options = null)
    {
        MemoryStream bytes = new();
        using (reader)
        {
            reader.WriteText(bytes, options);
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    [Theory]
    [InlineData("a.csv", TextFormat.Automatic, Csv)]
    [InlineData("a", TextFormat.Automatic, Csv)]
    [InlineData("a.ndjson", TextFormat.Csv, Csv)]
    [InlineData("a.ndjson", TextFormat.Automatic, Ndjson)]
    [InlineData("a.jsonl", TextFormat.Automatic, Ndjson)]
    [InlineData("a.csv", TextFormat.Ndjson, Ndjson)]
    public void Files_HaveTheFormatOfTheirName_OrTheOption(string name, TextFormat format, string expected)
    {
        using RecordBatchReader reader = Reader();
        long rows = expected == Csv ? 4 : 3;
        reader.WriteTextFile(Path(name), new TextWriteOptions { Format = format, MaxRows = rows });
        Assert.Equal(expected, File.ReadAllText(Path(name)));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Streams_AreWritten()
    {
        Assert.Equal(Csv, Written(Reader()));
        Assert.StartsWith(Ndjson, Written(Reader(), s_json));
        Assert.Equal("n,text\n", Written(Reader(0)));
        Assert.Empty(Written(Reader(0), s_json));
        string[] lines = Written(Reader(10, 5000)).Split('\n'); // many times the size of the buffer
        Assert.Equal(50_002, lines.Length);
        Assert.Equal("49999,text 49999", lines[50_000]);
    }

    [Fact]
    public void Nulls_AndEmptyStrings_Differ()
    {
        using RecordBatchBuilder rows = new(new ArrowSchema(
            new ArrowField("u", DataType.Utf8), new ArrowField("l", DataType.List(DataType.Int32))));
        rows["u"].Bytes().Append("");
        rows["l"].Lists().Append();
        rows["l"].Lists().Items.Values<int>().AppendRange(1, 2);
        rows["u"].AppendNull();
        rows["l"].AppendNull();
        using RecordBatch batch = rows.Finish();
        Assert.Equal("u,l\n\"\",\"[1,2]\"\n,\n", Written(RecordBatchReader.FromBatches(batch.Schema, batch)));
        Assert.Equal(
            "{\"u\":\"\",\"l\":[1,2]}\n{\"u\":null,\"l\":null}\n",
            Written(RecordBatchReader.FromBatches(batch.Schema, batch), s_json));
    }

    [Fact]
    public void MaxRows_EndsTheReading()
    {
        using RecordBatchReader reader = Reader(3);
        MemoryStream bytes = new();
        reader.WriteText(bytes, new TextWriteOptions { MaxRows = 1 });
        Assert.Equal("n,text\n0,text 0\n", Encoding.UTF8.GetString(bytes.ToArray()));
        Assert.Equal([2, 3, 4, 5], Rows.Numbers(reader));
        Assert.Equal("n,text\n", Written(Reader(), new TextWriteOptions { MaxRows = 0 }));
        Assert.Equal(Csv, Written(Reader(), new TextWriteOptions { MaxRows = 5 }));
        Assert.Contains("'options' has -1 as the maximum number of rows", Assert.ThrowsAny<ArrowBridgeException>(
            () => Written(Reader(), new TextWriteOptions { MaxRows = -1 })).Message);
        Assert.Contains("unknown format: 3", Assert.ThrowsAny<ArrowBridgeException>(
            () => Written(Reader(), new TextWriteOptions { Format = (TextFormat)3 })).Message);
    }

    [Fact]
    public void Paths_ThatCannotBeWritten_AreNamed()
    {
        using RecordBatchReader reader = Reader();
        string path = Path("no/a.csv");
        ArrowBridgeException exception = Assert.ThrowsAny<ArrowBridgeException>(() => reader.WriteTextFile(path));
        Assert.Equal((ErrorCode.NotFound, path), (exception.Code, exception.File));
        Assert.ThrowsAny<ArrowBridgeException>(() => reader.WriteTextFile(path + "\0"));
        Assert.Throws<ArgumentNullException>(() => reader.WriteTextFile(null!));
        Assert.Throws<ArgumentNullException>(() => reader.WriteText(null!));
        Assert.Equal([0, 1, 2, 3], Rows.Numbers(reader));
        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => reader.WriteTextFile(Path("a.csv")));
    }

    [Fact]
    public void Data_ThatJsonCannotRepresent_LeavesTheFile()
    {
        string path = Path("kept.ndjson");
        File.WriteAllText(path, "kept");
        ArrowSchema twice = new(new ArrowField("n", DataType.Int32), new ArrowField("n", DataType.Utf8));
        using (RecordBatchReader reader = RecordBatchReader.FromEnumerable(twice, []))
        {
            Assert.Equal(ErrorCode.NotSupported, Assert.ThrowsAny<ArrowBridgeException>(
                () => reader.WriteTextFile(path)).Code);
            reader.WriteTextFile(path, new TextWriteOptions { Format = TextFormat.Csv });
            Assert.Equal("n,n\n", File.ReadAllText(path));
        }
        using (RecordBatchReader reader = Broken(1, buffers => *(byte*)buffers[2] = 0xFF))
        {
            ArrowBridgeException exception = Assert.ThrowsAny<ArrowBridgeException>(() => reader.WriteTextFile(path));
            Assert.Equal((ErrorCode.NotSupported, "text", 1L), (exception.Code, exception.Field, exception.Batch));
            Assert.Equal((0L, path), (exception.Row, exception.File));
        }
        Assert.Equal("n,n\n", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void InvalidOffsets_AreNotFollowed()
    {
        foreach (TextWriteOptions? options in new[] { null, s_json })
        {
            ArrowBridgeException exception = Assert.ThrowsAny<ArrowBridgeException>(
                () => Written(Broken(0, buffers => ((int*)buffers[1])[1] = int.MaxValue), options));
            Assert.Equal((ErrorCode.Invalid, "COL-5", 0L), (exception.Code, exception.Rule, exception.Batch));
        }
    }

    private delegate void Change(void** buffers);

    /// <summary>Creates a reader of batches; the buffers of the text of one of them are changed.</summary>
    private static RecordBatchReader Broken(int number, Change change)
    {
        int next = 0;
        return RecordBatchReader.FromCallback(Rows.Schema, () =>
        {
            using RecordBatch batch = Rows.Batch(0, 2);
            CArrowArray array;
            batch.Export((nint)(&array));
            if (next++ == number)
            {
                change(array.children[1]->buffers);
            }
            return RecordBatch.Import((nint)(&array), Rows.Schema);
        });
    }

    private sealed class ProgressRecorder(Action<WriteProgress> report) : IProgress<WriteProgress>
    {
        public void Report(WriteProgress value) => report(value);
    }

    [Fact]
    public void Progress_IsReported_AndMayStop()
    {
        List<WriteProgress> seen = [];
        string text = Written(Reader(3), new TextWriteOptions { Progress = new ProgressRecorder(seen.Add) });
        Assert.Equal([1, 2, 3], seen.Select(progress => progress.Batches));
        Assert.Equal(text.Length, seen[2].Bytes);
        Assert.Equal("n,text\n0,text 0\n1,text 1\n".Length, seen[0].Bytes);
        TextWriteOptions throws = new() { Progress = new ProgressRecorder(_ => throw new FormatException("enough")) };
        Assert.Equal("enough", Assert.Throws<FormatException>(() => Written(Reader(), throws)).Message);

        using CancellationTokenSource source = new();
        TextWriteOptions cancels = new()
        {
            Cancellation = source.Token,
            Progress = new ProgressRecorder(_ => source.Cancel()),
        };
        using RecordBatchReader reader = Reader(3);
        Assert.Equal(source.Token, Assert.Throws<OperationCanceledException>(
            () => reader.WriteTextFile(Path("a.csv"), cancels)).CancellationToken);
        Assert.Throws<OperationCanceledException>(() => reader.WriteTextFile(Path("a.csv"), cancels));
        Assert.Empty(Directory.GetFiles(_folder));
        Assert.Equal(4, Rows.Numbers(reader).Count); // the second call has read nothing
    }

    [Fact]
    public void Exceptions_OfStreamAndSource_ComeOutAsTheyAre()
    {
        using RecordBatchReader reader = Reader();
        Assert.Throws<NotSupportedException>(() => reader.WriteText(new MemoryStream([], writable: false)));
        foreach (Action<RecordBatchReader> write in new Action<RecordBatchReader>[]
        {
            source => source.WriteTextFile(Path("a.csv")),
            source => source.WriteText(new MemoryStream()),
        })
        {
            using RecordBatchReader source = RecordBatchReader.FromCallback(
                Rows.Schema, () => throw new FormatException("not a batch"));
            Assert.Equal("not a batch", Assert.Throws<FormatException>(() => write(source)).Message);
        }
        Assert.Empty(Directory.GetFiles(_folder));
    }
}
