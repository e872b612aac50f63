using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Managed;

public class LimitTests : LiveCounts
{
    private static RecordBatchReader Reader(int batches, Action? end = null) =>
        RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(batches, 4, end));

    [Fact]
    public void NegativeNumbers_AreRefused()
    {
        using RecordBatchReader reader = Reader(1);
        foreach (Action call in new Action[]
            {
                () => reader.Head(-1), () => reader.Skip(-1), () => reader.Limit(-1, 0), () => reader.Limit(0, -1),
                () => reader.Peek(-1), () => reader.Peek(1, -1), () => reader.Peek(0),
            })
        {
            Assert.Equal(ErrorCode.Invalid, Assert.Throws<ArrowBridgeException>(call).Code);
        }
    }

    [Fact]
    public void Head_EndsItsSourceWithTheLastRow()
    {
        int ends = 0;
        RecordBatchReader head;
        using (RecordBatchReader reader = Reader(3, () => ends++))
        {
            head = reader.Head(4);
        }
        using (head)
        {
            using RecordBatch? batch = head.Read();
            Assert.Equal(4, batch!.Length);
            Assert.Null(head.Read());
        }
        Assert.Equal(1, ends);
    }

    [Fact]
    public void Limit_YieldsTheRowsOfTheRange()
    {
        using RecordBatchReader reader = Reader(2);
        using RecordBatchReader limited = reader.Limit(3, 2);
        Assert.Equal([3, 4], Rows.Numbers(limited));
        using RecordBatchReader again = Reader(2);
        using RecordBatchReader skipped = again.Skip(6);
        Assert.Equal([6, 7], Rows.Numbers(skipped));
    }

    [Fact]
    public void Peek_YieldsTheFirstRowsAgain()
    {
        (RecordBatchReader First, RecordBatchReader All) peeked;
        using (RecordBatchReader reader = Reader(2))
        {
            peeked = reader.Peek(3);
        }
        using (peeked.First)
        using (peeked.All)
        {
            Assert.Equal([0, 1, 2], Rows.Numbers(peeked.First));
            Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], Rows.Numbers(peeked.All));
        }
    }
}
