using ArrowBridge.Abi;
using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Managed;

/// <summary>Streams that their consumer releases before end of stream: when the C# source is disposed.</summary>
public unsafe class EarlyReleaseTests : LiveCounts
{
    private const int Limit = 10_000;

    /// <summary>Exports an enumeration, reads one batch as a C program does, and returns the stream.</summary>
    private static CArrowArrayStream Begin(Action end, Func<RecordBatchReader, RecordBatchReader>? over = null)
    {
        CArrowArrayStream stream;
        using RecordBatchReader reader = RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(3, end: end));
        using RecordBatchReader? adapter = over?.Invoke(reader);
        (adapter ?? reader).Export((nint)(&stream));
        CArrowArray batch;
        Assert.Equal(0, stream.get_next(&stream, &batch));
        Assert.Equal(4, batch.length);
        batch.release(&batch);
        return stream;
    }

    [Fact]
    public void Source_IsDisposed_WithoutAnotherCall()
    {
        int ends = 0;
        int thread = 0;
        using ManualResetEventSlim ended = new();
        CArrowArrayStream stream = Begin(() =>
        {
            ends++;
            thread = Environment.CurrentManagedThreadId;
            ended.Set();
        });
        Assert.Equal(0, ends);
        stream.release(&stream);
        Assert.True(ended.Wait(Limit));
        ArrowMemory.Read();
        Assert.Equal(1, ends);
        Assert.NotEqual(Environment.CurrentManagedThreadId, thread);
    }

    [Fact]
    public void Source_UnderAnAdapter_IsDisposed()
    {
        using ManualResetEventSlim ended = new();
        CArrowArrayStream stream = Begin(ended.Set, reader => reader.Cast(Rows.Schema));
        stream.release(&stream);
        Assert.True(ended.Wait(Limit));
    }

    [Fact]
    public void TwoStreams_AreDisposedOnceEach_InTheirOwnTime()
    {
        int[] ends = new int[2];
        using SemaphoreSlim ended = new(0);
        CArrowArrayStream first = Begin(() => Count(0));
        CArrowArrayStream second = Begin(() => Count(1));
        first.release(&first);
        Assert.True(ended.Wait(Limit));
        Assert.Equal([1, 0], ends);
        second.release(&second);
        Assert.True(ended.Wait(Limit));
        ArrowMemory.Read();
        Assert.Equal([1, 1], ends);

        void Count(int stream)
        {
            Interlocked.Increment(ref ends[stream]);
            ended.Release();
        }
    }

    [Fact]
    public void Release_DoesNotWaitForTheSource()
    {
        using ManualResetEventSlim released = new();
        using ManualResetEventSlim ended = new();
        CArrowArrayStream stream = Begin(() =>
        {
            Assert.True(released.Wait(Limit));
            ended.Set();
        });
        stream.release(&stream);
        // Other readers work while the source is being disposed.
        using (RecordBatchReader other = RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(1)))
        {
            Assert.Equal(4, Rows.Numbers(other).Count);
        }
        Assert.False(ended.IsSet);
        released.Set();
        Assert.True(ended.Wait(Limit));
    }

    [Fact]
    public void Source_ThatReleasesAnotherStream_IsDisposedWithIt()
    {
        using CountdownEvent ended = new(2);
        CArrowArrayStream inner = Begin(() => ended.Signal());
        CArrowArrayStream* address = &inner;
        CArrowArrayStream outer = Begin(() =>
        {
            address->release(address);
            ArrowMemory.Read();
            ended.Signal();
        });
        outer.release(&outer);
        Assert.True(ended.Wait(Limit));
    }

    [Fact]
    public void Source_WhoseDisposalFails_DoesNotStopTheNext()
    {
        using ManualResetEventSlim ended = new();
        CArrowArrayStream first = Begin(() => throw new InvalidOperationException("not to be disposed"));
        CArrowArrayStream second = Begin(ended.Set);
        first.release(&first);
        second.release(&second);
        Assert.True(ended.Wait(Limit));
    }

    [Fact]
    public void Dispose_OfAReader_StillDisposesItsSourceItself()
    {
        int thread = 0;
        CArrowArrayStream stream = Begin(() => thread = Environment.CurrentManagedThreadId);
        RecordBatchReader back = RecordBatchReader.Import((nint)(&stream));
        back.Dispose();
        Assert.Equal(Environment.CurrentManagedThreadId, thread);
    }
}
