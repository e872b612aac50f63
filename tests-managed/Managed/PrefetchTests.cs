using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Managed;

public class PrefetchTests : LiveCounts
{
    private static readonly int?[] s_eight = [0, 1, 2, 3, 4, 5, 6, 7];

    private static RecordBatchReader Reader(int batches, Action? end = null) =>
        RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(batches, 4, end));

    [Fact]
    public void LimitsThatAreNone_AreRefused()
    {
        using RecordBatchReader reader = Reader(1);
        foreach (Action call in new Action[]
            {
                () => reader.Prefetch(-1), () => reader.Prefetch(0), () => reader.Prefetch(1, -1),
                () => reader.WithTimeout(TimeSpan.Zero), () => reader.WithTimeout(TimeSpan.FromSeconds(-1)),
                () => reader.WithTimeout(TimeSpan.Zero, TimeSpan.FromTicks(-1)),
            })
        {
            Assert.Equal(ErrorCode.Invalid, Assert.Throws<ArrowBridgeException>(call).Code);
        }
    }

    [Fact]
    public void Prefetch_YieldsAllBatches_AndOwnsItsSource()
    {
        int ends = 0;
        RecordBatchReader ahead;
        using (RecordBatchReader reader = Reader(2, () => ends++))
        {
            ahead = reader.Prefetch(2, 1000);
        }
        using (ahead)
        {
            Assert.Equal(s_eight, Rows.Numbers(ahead));
        }
        Assert.Equal(1, ends);
    }

    [Fact]
    public void Prefetch_RethrowsTheExceptionOfTheSource()
    {
        FormatException thrown = new("no number");
        using RecordBatchReader reader = RecordBatchReader.FromCallback(Rows.Schema, () => throw thrown);
        using RecordBatchReader ahead = reader.Prefetch(2);
        Assert.Same(thrown, Assert.Throws<FormatException>(ahead.Read));
    }

    [Fact]
    public void WithTimeout_FailsIfTheSourceIsLate()
    {
        using ManualResetEventSlim answer = new();
        using ManualResetEventSlim ended = new();
        using (RecordBatchReader reader = RecordBatchReader.FromCallback(
            Rows.Schema,
            () =>
            {
                answer.Wait();
                return null;
            },
            ended.Set))
        using (RecordBatchReader limited = reader.WithTimeout(TimeSpan.FromMilliseconds(20)))
        {
            ArrowBridgeException late = Assert.Throws<ArrowBridgeException>(limited.Read);
            Assert.Equal(ErrorCode.TimedOut, late.Code);
            Assert.Contains("did not answer within 20 ms", late.Message);
            answer.Set();
        }
        Assert.True(ended.Wait(TimeSpan.FromMinutes(1)));
        Assert.True(SpinWait.SpinUntil(() => NewBlocks == 0, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void WithTimeout_YieldsBatchesInTime()
    {
        using RecordBatchReader reader = Reader(2);
        using RecordBatchReader limited = reader.WithTimeout(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        Assert.Equal(s_eight, Rows.Numbers(limited));
    }
}
