using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using ArrowBridge.Abi;
using ArrowBridge.ApacheArrow;
using ArrowBridge.Tests.Managed;
using ArrowBridge.Tests.Memory;
using ApacheBatch = Apache.Arrow.RecordBatch;
using ApacheSchema = Apache.Arrow.Schema;

namespace ArrowBridge.Tests.ApacheArrow;

public class StreamConversionTests : LiveCounts
{
    private static readonly ApacheSchema s_schema = new(
        [new Field("n", Int32Type.Default, false), new Field("s", StringType.Default, true)],
        new Dictionary<string, string> { ["key"] = "value" });

    private static ApacheBatch Batch(int rows) => new(
        s_schema,
        [WithoutNulls(SampleArrays.Array(Int32Type.Default, rows)), SampleArrays.Array(StringType.Default, rows)],
        rows);

    private static IArrowArray WithoutNulls(IArrowArray array) => ArrowArrayFactory.BuildArray(
        new ArrayData(array.Data.DataType, array.Length, 0, 0, [ArrowBuffer.Empty, array.Data.Buffers[1]]));

    [Fact]
    public void ApacheStream_BecomesAReader()
    {
        ScriptedStream stream = new(s_schema, () => Batch(3), () => Batch(4));
        using (RecordBatchReader reader = stream.ToArrowBridge())
        {
            Assert.Equal("value", reader.Schema.Metadata["key"]);
            Assert.Equal(["n: int32 not null", "s: utf8"], reader.Schema.Fields.Select(field => field.ToString()));
            Assert.Equal([3, 4], reader.ReadAll().Select(batch =>
            {
                using (batch)
                {
                    batch.Validate();
                    return batch.Length;
                }
            }));
            Assert.Equal(1, stream.Disposed);
        }
        Assert.Equal(1, stream.Disposed);
    }

    [Fact]
    public void ApacheStream_ThatIsLeftOpen_IsNotDisposed()
    {
        ScriptedStream stream = new(s_schema, () => Batch(3));
        stream.ToArrowBridge(leaveOpen: true).Dispose();
        Assert.Equal(0, stream.Disposed);
    }

    [Fact]
    public async Task Reader_BecomesAnApacheStream()
    {
        using IArrowArrayStream stream = RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(2)).ToApacheArrow();
        List<int?> numbers = [];
        while (await stream.ReadNextRecordBatchAsync() is { } batch)
        {
            using (batch)
            {
                numbers.AddRange((Int32Array)batch.Column("n"));
                Assert.Equal(4, ((StringArray)batch.Column("text")).Length);
            }
        }
        Assert.Equal(Enumerable.Range(0, 8).Select(i => (int?)i), numbers);
        Assert.Null(await stream.ReadNextRecordBatchAsync());
    }

    [Fact]
    public unsafe void Batches_ConvertedThereAndBack_KeepTheirBuffers()
    {
        using ApacheBatch apache = Batch(5);
        using RecordBatch batch = apache.ToArrowBridge();
        using ApacheBatch back = batch.ToApacheArrow();
        for (int i = 0; i < 2; i++)
        {
            fixed (byte* first = apache.Column(i).Data.Buffers[1].Span, second = back.Column(i).Data.Buffers[1].Span)
            {
                Assert.True(first == second);
            }
        }
    }

    [Fact]
    public unsafe void Columns_AreReleasedOneByOne()
    {
        CArrowArray exported;
        CArrowSchema schema;
        using (RecordBatch made = Rows.Batch(0, 4))
        {
            made.Export((nint)(&exported), (nint)(&schema));
        }
        ApacheBatch batch;
        using (RecordBatch imported = RecordBatch.Import((nint)(&exported), (nint)(&schema)))
        {
            batch = imported.ToApacheArrow();
        }
        long both = NewBytes;
        batch.Column(0).Dispose();
        long one = NewBytes;
        Assert.Equal("text 1", ((StringArray)batch.Column(1)).GetString(1));
        Assert.True(one < both, $"{one} bytes with one column, {both} with both");
        batch.Dispose();
        Assert.Equal(0, NewBytes);
    }

    [Fact]
    public async Task Errors_KeepCodeAndMessage_BothWays()
    {
        using (IArrowArrayStream stream = RecordBatchReader.FromCallback(
            Rows.Schema, () => throw new ArrowBridgeException(4242, "no more")).ToApacheArrow())
        {
            ArrowBridgeException exception = await Assert.ThrowsAnyAsync<ArrowBridgeException>(
                () => stream.ReadNextRecordBatchAsync().AsTask());
            Assert.Equal((4242, "no more"), (exception.ErrorNumber, exception.Message));
        }
        ScriptedStream failing = new(s_schema, () => throw new ArrowBridgeException(4243, "gone"));
        using RecordBatchReader reader = failing.ToArrowBridge();
        ArrowBridgeException thrown = Assert.ThrowsAny<ArrowBridgeException>(reader.Read);
        Assert.Equal((4243, "gone"), (thrown.ErrorNumber, thrown.Message));
        failing = new ScriptedStream(s_schema, () => throw new IOException("the cable"));
        using RecordBatchReader other = failing.ToArrowBridge();
        Assert.Equal("the cable", Assert.Throws<IOException>(other.Read).Message);
    }

    [Fact]
    public async Task Cancellation_IsPassedOn()
    {
        using CancellationTokenSource source = new();
        ScriptedStream stream = new(s_schema, () => Batch(1), () => Batch(1));
        using RecordBatchReader reader = stream.ToArrowBridge(cancellation: source.Token);
        reader.Read()!.Dispose();
        Assert.Equal(source.Token, stream.LastToken);
        source.Cancel();
        Assert.Equal(source.Token, Assert.ThrowsAny<OperationCanceledException>(reader.Read).CancellationToken);
        using IArrowArrayStream back = RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(1)).ToApacheArrow();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => back.ReadNextRecordBatchAsync(source.Token).AsTask());
    }

    /// <summary>The stream continues in the caller's synchronization context, which does not run posted callbacks while
    /// its thread is blocked.</summary>
    [Fact]
    public async Task Reads_InASynchronizationContext_DoNotDeadlock()
    {
        ScriptedStream stream = new(s_schema, () => Batch(2)) { Yields = true };
        using RecordBatchReader reader = stream.ToArrowBridge();
        Task<long> reading = Task.Factory.StartNew(
            () =>
            {
                SynchronizationContext.SetSynchronizationContext(new BlockedContext());
                using RecordBatch? batch = reader.Read();
                return batch!.Length;
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, new ThreadPerTaskScheduler());
        Assert.Equal(2, await reading.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    private sealed class BlockedContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback callback, object? state)
        {
            // The thread that would run the callback is blocked.
        }
    }

    private sealed class ThreadPerTaskScheduler : TaskScheduler
    {
        protected override IEnumerable<Task> GetScheduledTasks() => [];

        protected override void QueueTask(Task task) =>
            new Thread(() => TryExecuteTask(task)) { IsBackground = true }.Start();

        protected override bool TryExecuteTaskInline(Task task, bool wasQueued) => false;
    }
}
