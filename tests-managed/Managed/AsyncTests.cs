using System.Runtime.CompilerServices;
using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Managed;

/// <summary>Batches that are read or produced asynchronously.</summary>
public class AsyncTests : LiveCounts
{
    [Fact]
    public async Task ReadAllAsync_GivesEveryBatch()
    {
        using RecordBatchReader reader = RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(3));
        long rows = 0;
        await foreach (RecordBatch batch in reader.ReadAllAsync())
        {
            rows += batch.Length;
            batch.Dispose();
        }
        Assert.Equal(12, rows);
        Assert.Null(await reader.ReadAsync());
    }

    [Fact]
    public async Task ReadAsync_DoesNotRunOnTheThreadThatAwaits()
    {
        int caller = Environment.CurrentManagedThreadId;
        int source = caller;
        using ManualResetEventSlim isAwaited = new();
        using RecordBatchReader reader = RecordBatchReader.FromCallback(Rows.Schema, () =>
        {
            isAwaited.Wait();
            source = Environment.CurrentManagedThreadId;
            return null;
        });
        Task<RecordBatch?> read = reader.ReadAsync();
        isAwaited.Set();
        Assert.Null(await read);
        Assert.NotEqual(caller, source);
    }

    [Fact]
    public async Task Failures_AreThrownByTheTask()
    {
        using RecordBatchReader reader = RecordBatchReader.FromCallback(
            Rows.Schema, () => throw new InvalidDataException("no such sensor"));
        InvalidDataException exception = await Assert.ThrowsAsync<InvalidDataException>(
            () => reader.ReadAsync());
        Assert.Equal("no such sensor", exception.Message);
        reader.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => reader.ReadAsync());
    }

    [Fact]
    public async Task Cancellation_EndsTheWaitAtOnce_AndTheLateBatchIsDisposed()
    {
        using CancellationTokenSource cancellation = new();
        using ManualResetEventSlim go = new();
        using ManualResetEventSlim begun = new();
        int batches = 0;
        RecordBatchReader reader = RecordBatchReader.FromCallback(Rows.Schema, () =>
        {
            begun.Set();
            go.Wait();
            batches++;
            return Rows.Batch(0, 4);
        });
        Task<RecordBatch?> read = reader.ReadAsync(cancellation.Token);
        begun.Wait();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        Assert.Equal(0, batches);
        go.Set();
        ErrorCode code;
        do
        {
            code = Assert.ThrowsAny<ArrowBridgeException>(reader.Read).Code;
        }
        while (code == ErrorCode.Busy); // until the late read has returned
        Assert.Equal(ErrorCode.Cancelled, code);
        Assert.Equal(1, batches);
        reader.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reader.ReadAsync(cancellation.Token));
    }

    [Fact]
    public void AsyncProducer_IsReadByAnyReader_AndDisposedOnce()
    {
        int ends = 0;
        using RecordBatchReader reader = RecordBatchReader.FromAsyncEnumerable(
            Rows.Schema, Produce(2, () => ends++));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], Rows.Numbers(reader));
        Assert.Equal(1, ends);
        RecordBatchReader unread = RecordBatchReader.FromAsyncEnumerable(
            Rows.Schema, Produce(2, () => ends++));
        unread.Read()!.Dispose();
        unread.Dispose();
        Assert.Equal(2, ends);
    }

    [Fact]
    public void AsyncProducer_ThatFails_KeepsItsException()
    {
        using RecordBatchReader reader = RecordBatchReader.FromAsyncEnumerable(
            Rows.Schema, Fail());
        reader.Read()!.Dispose();
        Assert.Throws<InvalidDataException>(reader.Read);
        Assert.Throws<ArgumentNullException>(() => RecordBatchReader.FromAsyncEnumerable(Rows.Schema, null!));
    }

    private static async IAsyncEnumerable<RecordBatch> Produce(
        int batches, Action end, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        try
        {
            for (int i = 0; i < batches; i++)
            {
                await Task.Delay(1, cancellation);
                yield return Rows.Batch(4 * i, 4);
            }
        }
        finally
        {
            end();
        }
    }

    private static async IAsyncEnumerable<RecordBatch> Fail(
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        yield return Rows.Batch(0, 4);
        await Task.Delay(1, cancellation);
        throw new InvalidDataException("the line is dead");
    }
}
