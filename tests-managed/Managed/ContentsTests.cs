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
    public void GetStatistics_OfAReader_IsThatOfWhatWasRead()
    {
        using RecordBatchReader source = Reader(2);
        Assert.Throws<ArrowBridgeException>(() => source.GetStatistics());
        using RecordBatchReader reader = source.WithStatistics();
        using RecordBatch batch = reader.Read()!;
        using RecordBatch ofReader = reader.GetStatistics();
        using RecordBatch ofBatch = batch.GetStatistics();
        Assert.True(ofReader.DataEquals(ofBatch));
        Assert.Equal(1 + batch.ColumnCount, ofBatch.Length);
        using RecordBatch rest = reader.ReadStatistics();
        using RecordBatch all = reader.GetStatistics();
        Assert.False(all.DataEquals(ofReader));
        using ArrowArray numbers = all.Column(0);
        Assert.True(numbers.IsNull(0));
    }

    [Fact]
    public void GetStatistics_RefusesWhatIsDisposed()
    {
        RecordBatchReader reader = Reader(1);
        RecordBatch batch = reader.Read()!;
        batch.Dispose();
        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => batch.GetStatistics());
        Assert.Throws<ObjectDisposedException>(() => reader.GetStatistics());
        Assert.Throws<ObjectDisposedException>(() => reader.WithStatistics());
        Assert.Throws<ObjectDisposedException>(() => reader.ReadStatistics());
    }

    [Fact]
    public void UnifyDictionaries_RefusesUnknownOptions()
    {
        using RecordBatchReader reader = Reader(1);
        ArrowBridgeException failure = Assert.Throws<ArrowBridgeException>(
            () => reader.UnifyDictionaries(new UnifyOptions { IndexBits = 8 }));
        Assert.Contains("index_bits", failure.Message);
    }

    [Fact]
    public void UnifyDictionaries_GivesEachBatchTheValuesSoFar()
    {
        ArrowField encoded = new("text", DataType.Dictionary(DataType.Int8, DataType.Utf8));
        using RecordBatchReader reader = Reader(2);
        using RecordBatchReader cast = reader.Cast(new ArrowSchema(Rows.Schema.Fields[0], encoded));
        using RecordBatchReader unified = cast.UnifyDictionaries(new UnifyOptions { IndexBits = 32 });
        List<long> lengths = [];
        foreach (RecordBatch batch in unified.ReadAll())
        {
            using (batch)
            using (ArrowArray column = batch.Column("text"))
            using (ArrowArray dictionary = column.GetDictionary())
            {
                lengths.Add(dictionary.Length);
            }
        }
        Assert.Equal([3L, 6], lengths);
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
