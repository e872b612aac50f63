using ArrowBridge.Abi;
using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Managed;

public unsafe class CastTests : LiveCounts
{
    private static readonly ArrowSchema s_wide = new(
        new ArrowField("number", DataType.Int64), new ArrowField("word", DataType.LargeUtf8));

    private static readonly ArrowSchema s_impossible = new(
        new ArrowField("n", DataType.Int64, false), new ArrowField("text", DataType.Int32));

    [Fact]
    public void CanCast_SaysWhatHappensToEachField()
    {
        SchemaCast cast = Rows.Schema.CanCast(s_wide);
        Assert.Equal(CastOutcome.Converted, cast.Outcome);
        Assert.Equal(s_wide, cast.Schema);
        Assert.Equal([("", 0), ("number", 1), ("word", 1)], cast.Fields.Select(field => (field.Path, field.Depth)));
        Assert.Equal(new FieldCast("number", CastOutcome.Converted, "", 1), cast.Fields[1]);
        FieldCast back = s_wide.CanCast(Rows.Schema).Fields[1];
        Assert.Equal(("n", CastOutcome.Checked), (back.Path, back.Outcome));
        Assert.NotEmpty(back.Reason);
        Assert.Equal(CastOutcome.Same, Rows.Schema.CanCast(Rows.Schema).Outcome);
    }

    [Fact]
    public void CanCast_WithoutAWay_SaysWhyAndDoesNotFail()
    {
        SchemaCast strict = Rows.Schema.CanCast(s_impossible);
        Assert.Equal(CastOutcome.Impossible, strict.Outcome);
        Assert.Null(strict.Schema);
        Assert.NotEmpty(strict.Fields.Single(field => field.Path == "text").Reason);
        SchemaCast best = Rows.Schema.CanCast(s_impossible, CastMode.BestEffort);
        Assert.Equal((CastOutcome.Left, DataType.Utf8, DataType.Int64),
            (best.Outcome, best.Schema!.Fields[1].Type, best.Schema.Fields[0].Type));
        Assert.Null(Rows.Schema.CanCast(new ArrowSchema(), CastMode.BestEffort).Schema);
        Assert.ThrowsAny<ArrowBridgeException>(() => Rows.Schema.CanCast(s_wide, (CastMode)7));
        Assert.Throws<ArgumentNullException>(() => Rows.Schema.CanCast(null!));
    }

    [Fact]
    public void Reader_CastsBatchesAsTheyCome_AndOutlivesItsSource()
    {
        RecordBatchReader source = RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(2));
        using RecordBatchReader cast = source.Cast(s_wide);
        source.Dispose();
        Assert.Equal(s_wide, cast.Schema);
        using RecordBatch first = cast.Read()!;
        using RecordBatch second = cast.Read()!;
        using ArrowArray number = second.Column("number");
        using ArrowArray word = second.Column("word");
        Assert.Equal([4, 5, 6, 7], number.ToArray<long>());
        Assert.Equal(("text 4", (string?)null), (word.GetString(0), word.GetString(1)));
        Assert.Null(cast.Read());
    }

    [Fact]
    public void Reader_ThatCannotBeCast_StaysAsItWas()
    {
        using RecordBatchReader source = RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(2));
        ArrowBridgeException exception = Assert.ThrowsAny<ArrowBridgeException>(() => source.Cast(s_impossible));
        Assert.Equal(("PYC-13", "text", ErrorCode.Invalid), (exception.Rule, exception.Field, exception.Code));
        using RecordBatchReader best = source.Cast(s_impossible, CastMode.BestEffort);
        Assert.Equal(DataType.Utf8, best.Schema.Fields[1].Type);
        Assert.Equal(8, Rows.Numbers(source).Count);
        Assert.Null(best.Read());
    }

    [Fact]
    public void Reader_WithAValueThatDoesNotFit_FailsWithItsPlace_AgainAndAgain()
    {
        using RecordBatch large = One(DataType.Int64, column => column.Values<long>().AppendRange(1, 1L << 40));
        using RecordBatchReader source = RecordBatchReader.FromBatches(large.Schema, large);
        using RecordBatchReader cast = source.Cast(new ArrowSchema(new ArrowField("x", DataType.Int32)));
        for (int i = 0; i < 2; i++)
        {
            ArrowBridgeException exception = Assert.ThrowsAny<ArrowBridgeException>(cast.Read);
            Assert.Equal(("x", 0L), (exception.Field, exception.Batch));
            Assert.Contains("row 1", exception.Message);
        }
    }

    [Fact]
    public void Batches_AndColumns_AreCast()
    {
        using RecordBatch batch = Rows.Batch(0, 4);
        using RecordBatch wide = batch.Cast(s_wide);
        Assert.Equal(s_wide, wide.Schema);
        using RecordBatch left = batch.Cast(s_impossible, CastMode.BestEffort);
        Assert.Equal(DataType.Utf8, left.Schema.Fields[1].Type);
        using ArrowArray text = batch.Column("text");
        batch.Dispose();
        using ArrowArray encoded = text.Cast(DataType.Dictionary(DataType.Int8, DataType.Utf8View));
        Assert.Equal(
            ("text", "text 0", (string?)null), (encoded.Field.Name, encoded.GetString(0), encoded.GetString(2)));
        using ArrowArray renamed = encoded.Cast(new ArrowField("words", DataType.Utf8));
        Assert.Equal("words: utf8", renamed.Field.ToString());
        Assert.True(Same(text, renamed));
        Assert.ThrowsAny<ArrowBridgeException>(() => text.Cast(DataType.Int32));
        Assert.Throws<ObjectDisposedException>(() => batch.Cast(s_wide));
    }

    [Fact]
    public void Columns_ThatNeedNoChange_AreShared()
    {
        using RecordBatch batch = Rows.Batch(0, 4);
        using RecordBatch renamed = batch.Cast(
            new ArrowSchema(new ArrowField("a", DataType.Int32, false), new ArrowField("b", DataType.Utf8)));
        CArrowArray before;
        CArrowArray after;
        batch.Export((nint)(&before));
        renamed.Export((nint)(&after));
        Assert.True(before.children[1]->buffers[2] == after.children[1]->buffers[2]);
        before.release(&before);
        after.release(&after);
    }

    [Fact]
    public void Exceptions_OfTheSource_ComeThroughACast()
    {
        using RecordBatchReader source = RecordBatchReader.FromCallback(
            Rows.Schema, () => throw new FormatException("no number"));
        using RecordBatchReader cast = source.Cast(s_wide);
        Assert.Equal("no number", Assert.Throws<FormatException>(cast.Read).Message);
    }

    private static RecordBatch One(DataType type, Action<ColumnBuilder> append)
    {
        using RecordBatchBuilder rows = new(new ArrowSchema(new ArrowField("x", type)));
        append(rows[0]);
        return rows.Finish();
    }

    private static bool Same(ArrowArray a, ArrowArray b) => a.DataEquals(b);
}
