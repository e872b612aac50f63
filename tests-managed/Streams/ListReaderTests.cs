using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Streams;
using ArrowBridge.Tests.Arrays;
using ArrowBridge.Tests.Memory;
using ArrowBridge.Tests.Schemas;

namespace ArrowBridge.Tests.Streams;

public unsafe class ListReaderTests : LiveCounts
{
    private readonly int _alive = NativeBatch.Alive;

    private void AssertProducerReleased() => Assert.Equal(_alive, NativeBatch.Alive);

    private static ReaderBlock* Create(params int[] rows)
    {
        using NativeSchema schema = NativeBatch.Schema("a", "b");
        CArrowArray* batches = stackalloc CArrowArray[rows.Length + 1];
        for (int i = 0; i < rows.Length; i++)
        {
            NativeBatch.Fill(batches + i, 2, rows[i]);
        }
        ReaderBlock* reader = ListReader.Create(schema.Value, rows.Length, batches, true);
        for (int i = 0; i < rows.Length; i++)
        {
            Assert.True(batches[i].release == null);
        }
        return reader;
    }

    [Fact]
    public void Batches_ComeInOrderAndTheEndIsRepeated_STR_6()
    {
        ReaderBlock* reader = Create(3, 0, 5);
        CArrowArray array;
        foreach (int rows in new[] { 3, 0, 5 })
        {
            Cursor.Next(reader, &array);
            Assert.True(array.release != null);
            Assert.Equal(rows, array.length);
            array.release(&array);
        }
        for (int i = 0; i < 3; i++)
        {
            new Span<byte>(&array, sizeof(CArrowArray)).Fill(0xCC);
            Cursor.Next(reader, &array);
            Assert.True(array.release == null);
        }
        Assert.Equal(3, reader->batches);
        Native.ab_release(&reader->head);
        AssertProducerReleased();
    }

    [Fact]
    public void UnfinishedReader_ReleasesWhatIsLeft_STR_19()
    {
        ReaderBlock* reader = Create(1, 2, 3);
        CArrowArray array;
        Cursor.Next(reader, &array);
        Native.ab_release(&reader->head);
        Assert.Equal(_alive + 3, NativeBatch.Alive); // the returned batch and its columns
        array.release(&array);
        AssertProducerReleased();
    }

    [Fact]
    public void ReadAll_GrowsItsList()
    {
        ReaderBlock* reader = Create([.. Enumerable.Range(0, 40)]);
        ArrayBlock** all = Batches.ReadAll(reader, out long count);
        Native.ab_release(&reader->head);
        Assert.Equal(40, count);
        for (int i = 0; i < count; i++)
        {
            Assert.Equal(i, all[i]->array.length);
            Native.ab_release(&all[i]->head);
        }
        Native.ab_release((Block*)all - 1);
        AssertProducerReleased();
    }

    [Fact]
    public void WrongBatch_IsRefusedByNumberAndAllStayTheCallers_STR_8()
    {
        using NativeSchema schema = NativeBatch.Schema("a", "b");
        CArrowArray* batches = stackalloc CArrowArray[3];
        NativeBatch.Fill(batches, 2, 1);
        NativeBatch.Fill(batches + 1, 1, 1);
        NativeBatch.Fill(batches + 2, 2, 1);
        ArrowBridgeException exception = Assert.Throws<ArrowBridgeException>(
            () => (nint)ListReader.Create(schema.Value, 3, batches, true));
        Assert.Equal(("ARR-12", 1), (exception.Rule, exception.Batch));
        Assert.True(schema.Value->release == null);
        for (int i = 0; i < 3; i++)
        {
            batches[i].release(batches + i);
        }
        AssertProducerReleased();
    }

    [Fact]
    public void NegativeCount_IsRefused()
    {
        using NativeSchema schema = NativeBatch.Schema("a");
        Assert.Throws<ArrowBridgeException>(() => (nint)ListReader.Create(schema.Value, -1, null, true));
    }

    [Fact]
    public void ReaderOfBatches_NeedsAStruct_RB_1()
    {
        using NativeSchema schema = new("i");
        ArrowBridgeException exception = Assert.Throws<ArrowBridgeException>(
            () => (nint)ListReader.Create(schema.Value, 0, null, true));
        Assert.Equal("RB-1", exception.Rule);
    }

    [Fact]
    public void ReaderOfArrays_TakesAnyType_STR_20()
    {
        using NativeSchema schema = new("n");
        CArrowArray array;
        ReaderBlock* reader = ListReader.Create(schema.Value, 0, null, false);
        Cursor.Next(reader, &array);
        Assert.True(array.release == null);
        Native.ab_release(&reader->head);
    }

    [Fact]
    public void BusyReader_RefusesASecondCall_STR_17()
    {
        ReaderBlock* reader = Create(1);
        CArrowArray array;
        CArrowArray* output = &array;
        reader->busy = 1;
        ArrowBridgeException exception = Assert.Throws<ArrowBridgeException>(() => Cursor.Next(reader, output));
        Assert.Equal(Errno.Of(ErrorCode.Busy), exception.ErrorNumber);
        reader->busy = 0;
        Cursor.Next(reader, &array);
        array.release(&array);
        Native.ab_release(&reader->head);
    }
}
