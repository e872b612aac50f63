using ArrowBridge.Abi;
using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Managed;

public unsafe class AdapterTests : LiveCounts
{
    private static readonly int?[] s_eight = [0, 1, 2, 3, 4, 5, 6, 7];

    private static RecordBatchReader Reader(int batches, int rows = 4, Action? end = null) =>
        RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(batches, rows, end));

    private static List<long> Lengths(RecordBatchReader reader)
    {
        List<long> lengths = [];
        foreach (RecordBatch batch in reader.ReadAll())
        {
            using (batch)
            {
                lengths.Add(batch.Length);
            }
        }
        return lengths;
    }

    private static ArrowBridgeException Fails(Action call) => Assert.Throws<ArrowBridgeException>(call);

    [Fact]
    public void Concat_RefusesNoReaders_NullsAndOtherSchemas()
    {
        Assert.Equal(ErrorCode.Invalid, Fails(() => RecordBatchReader.Concat()).Code);
        using RecordBatchReader first = Reader(1);
        using RecordBatchReader other = RecordBatchReader.FromBatches(
            new ArrowSchema(new ArrowField("n", DataType.Int64, isNullable: false), Rows.Schema.Fields[1]));
        Assert.Contains("readers[1]", Assert.Throws<ArgumentNullException>(
            () => RecordBatchReader.Concat(first, null!)).Message);
        ArrowBridgeException failure = Fails(() => RecordBatchReader.Concat(first, other));
        Assert.Contains("readers[1]", failure.Message);
        Assert.Contains("'n'", failure.Message);
        RecordBatchReader disposed = Reader(1);
        disposed.Dispose();
        Assert.Throws<ObjectDisposedException>(() => RecordBatchReader.Concat(first, disposed));
    }

    [Fact]
    public void Concat_YieldsAllBatches_AndOwnsItsSources()
    {
        int ends = 0;
        RecordBatchReader concatenated;
        using (RecordBatchReader first = Reader(1, end: () => ends++))
        using (RecordBatchReader second = Reader(2, 2, () => ends++))
        {
            concatenated = RecordBatchReader.Concat(first, second);
        }
        using (concatenated)
        {
            Assert.Equal([4L, 2, 2], Lengths(concatenated));
            Assert.Equal(2, ends);
        }
    }

    [Fact]
    public void Rebatch_RefusesNumbersThatDoNotFit()
    {
        using RecordBatchReader reader = Reader(1);
        Assert.Contains("-1", Fails(() => reader.Rebatch(-1)).Message);
        Assert.Contains("2", Fails(() => reader.Rebatch(3, 2)).Message);
    }

    [Fact]
    public void Rebatch_ChangesTheLengthsOfBatches()
    {
        using RecordBatchReader reader = Reader(2);
        using RecordBatchReader three = reader.Rebatch(3, 3);
        Assert.Equal([3L, 3, 2], Lengths(three));
        using RecordBatchReader again = Reader(2);
        using RecordBatchReader split = again.Rebatch(0, 3);
        Assert.Equal(s_eight, Rows.Numbers(split));
    }

    [Fact]
    public void Rebatch_RethrowsTheExceptionOfTheSource()
    {
        FormatException thrown = new("no number");
        using RecordBatchReader reader = RecordBatchReader.FromCallback(Rows.Schema, () => throw thrown);
        using RecordBatchReader rebatched = reader.Rebatch(2);
        Assert.Same(thrown, Assert.Throws<FormatException>(rebatched.Read));
    }

    [Fact]
    public void Tee_RefusesNoReaders()
    {
        using RecordBatchReader reader = Reader(1);
        Assert.Contains("'count' is 0", Fails(() => reader.Tee(0)).Message);
    }

    [Fact]
    public void Tee_GivesAllBatchesToEach_AndReadsTheSourceOnce()
    {
        int ends = 0;
        IReadOnlyList<RecordBatchReader> readers;
        using (RecordBatchReader reader = Reader(2, end: () => ends++))
        {
            readers = reader.Tee(3);
        }
        readers[2].Dispose();
        Assert.Equal(s_eight, Rows.Numbers(readers[0]));
        Assert.Equal(s_eight, Rows.Numbers(readers[1]));
        Assert.Equal(1, ends);
        readers[0].Dispose();
        readers[1].Dispose();
    }

    [Fact]
    public void Lock_LetsThreadsWaitForEachOther()
    {
        using RecordBatchReader reader = Reader(64, 1);
        using RecordBatchReader locked = reader.Lock();
        long rows = 0;
        Parallel.For(0, 4, _ => Interlocked.Add(ref rows, Lengths(locked).Sum()));
        Assert.Equal(64, rows);
    }

    [Fact]
    public void Lock_RefusesASourceThatReadsIt()
    {
        RecordBatchReader? locked = null;
        using RecordBatchReader reader = RecordBatchReader.FromCallback(Rows.Schema, () => locked!.Read());
        using (locked = reader.Lock())
        {
            Assert.Equal(ErrorCode.Busy, Fails(() => locked.Read()).Code);
        }
    }

    [Fact]
    public void Check_RefusesUnknownOptions()
    {
        using RecordBatchReader reader = Reader(1);
        Action<Finding> ignore = _ => { };
        Assert.Contains("level", Fails(
            () => reader.Check(new CheckOptions { Level = (CheckLevel)9, OnFinding = ignore })).Message);
        Assert.Contains("severity", Fails(() => reader.Check(new CheckOptions { FailOn = (Severity)9 })).Message);
    }

    /// <summary>Exports a reader and imports it again.</summary>
    private static RecordBatchReader Imported(RecordBatchReader source)
    {
        CArrowArrayStream stream;
        source.Export((nint)(&stream));
        return RecordBatchReader.Import((nint)(&stream));
    }

    [Fact]
    public void Check_OfCorrectSides_HasNoFinding()
    {
        List<Finding> findings = [];
        using RecordBatchReader reader = Reader(2);
        using RecordBatchReader foreign = Imported(reader);
        using RecordBatchReader checkedReader = foreign.Check(
            new CheckOptions { Level = CheckLevel.Full, OnFinding = findings.Add });
        Assert.Equal(s_eight, Rows.Numbers(checkedReader));
        Assert.Empty(findings);
        Assert.Equal((0L, -1L), (checkedReader.FindingCount, foreign.FindingCount));
    }

    /// <summary>Reads a batch as a consumer that changes a buffer before it releases the batch (MUT-1).</summary>
    private static void ChangeABatch(RecordBatchReader reader)
    {
        CArrowArrayStream stream;
        reader.Export((nint)(&stream));
        CArrowArray batch;
        Assert.Equal(0, stream.get_next(&stream, &batch));
        ++*(int*)batch.children[0]->buffers[1];
        batch.release(&batch);
        stream.release(&stream);
    }

    [Fact]
    public void Check_ReportsAFinding_OnceAndWithItsPosition()
    {
        List<Finding> findings = [];
        using RecordBatchReader reader = Reader(2);
        using RecordBatchReader checkedReader = reader.Check(
            new CheckOptions { Level = CheckLevel.Full, OnFinding = findings.Add });
        ChangeABatch(checkedReader);
        Finding finding = Assert.Single(findings);
        Assert.Equal(("MUT-1", "release of a batch", 0L), (finding.Rule, finding.Operation, finding.Batch));
        Assert.Equal((Severity.Warning, Side.Either), (finding.Severity, finding.Side));
        Assert.NotEmpty(finding.Message);
        Assert.Equal(1, checkedReader.FindingCount);
    }

    [Fact]
    public void Check_WithFailOn_FailsAfterAFinding_AndIgnoresExceptionsOfTheCallback()
    {
        using RecordBatchReader reader = Reader(3);
        using RecordBatchReader checkedReader = reader.Check(new CheckOptions
        {
            Level = CheckLevel.Full,
            FailOn = Severity.Warning,
            OnFinding = _ => throw new InvalidOperationException("not to leave the callback"),
        });
        ChangeABatch(checkedReader);
        ArrowBridgeException failure = Fails(() => checkedReader.Read());
        Assert.Equal(ErrorCode.Invalid, failure.Code);
        Assert.Contains("MUT-1", failure.Message);
    }

    [Fact]
    public void Cancel_MakesReadsFail()
    {
        using RecordBatchReader reader = Reader(2);
        reader.Read()!.Dispose();
        reader.Cancel();
        Assert.Equal(ErrorCode.Cancelled, Fails(() => reader.Read()).Code);
        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(reader.Cancel);
    }
}
