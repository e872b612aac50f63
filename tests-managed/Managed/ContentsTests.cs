using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Managed;

/// <summary>What changes how contents are stored.</summary>
public class ContentsTests : LiveCounts
{
    private static RecordBatchReader Reader(int batches, int rows = 4) =>
        RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(batches, rows));

    [Fact]
    public void Compact_RefusesWhatIsDisposed()
    {
        RecordBatchReader reader = Reader(1);
        RecordBatch batch = reader.Read()!;
        batch.Dispose();
        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => batch.Compact());
        Assert.Throws<ObjectDisposedException>(() => reader.Compact());
    }

    [Fact]
    public void Compact_HasTheRowsOfTheSlice()
    {
        using RecordBatchReader reader = Reader(1);
        using RecordBatch batch = reader.Read()!;
        using RecordBatch slice = batch.Slice(1, 2);
        using RecordBatch compact = slice.Compact();
        Assert.Same(slice.Schema, compact.Schema);
        Assert.True(compact.DataEquals(slice));
        using ArrowArray column = slice.Column(1);
        using ArrowArray compactColumn = column.Compact();
        Assert.True(compactColumn.DataEquals(column));
    }

    [Fact]
    public void Compact_OfAReader_HasTheSameRows()
    {
        using RecordBatchReader reader = Reader(2);
        using RecordBatchReader split = reader.Rebatch(0, 3);
        using RecordBatchReader compact = split.Compact();
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], Rows.Numbers(compact));
    }
}
