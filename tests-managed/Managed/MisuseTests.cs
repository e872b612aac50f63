using System.Reflection;
using ArrowBridge.Abi;
using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Managed;

/// <summary>Errors in C# programs: nothing crashes, nothing is left alive, and the message names the
/// error.</summary>
public unsafe class MisuseTests : LiveCounts
{
    [Fact]
    public void Objects_ThatWereDisposed_SayIt()
    {
        RecordBatch batch = Rows.Batch(0, 4);
        ArrowArray column = batch.Column(0);
        batch.Dispose();
        column.Dispose();
        column.Dispose();
        CArrowArray array = default;
        nint address = (nint)(&array);
        Action[] calls =
        [
            () => _ = column.NullCount, () => _ = column.ColumnCount, () => column.IsNull(0),
            () => column.GetValue<int>(0), () => column.GetValue(0),
            () => column.ToArray<int>(), () => column.CopyTo(0, new int[1]), () => column.GetString(0),
            () => column.GetBytes(0),
            () => column.GetItems(0), () => column.GetBoolean(0), () => column.Values<int>(), () => column.AsBytes(),
            () => column.Validity(), () => column.GetDictionary(), () => column.Slice(0),
            () => column.Column(0),
            () => column.Validate(), () => column.Print(), () => column.Cast(DataType.Int64),
            () => column.Export(address), () => column.DataEquals(column),
            () => batch.Slice(0), () => batch.Column("n"), () => batch.Cast(Rows.Schema),
            () => RecordBatchReader.FromBatches(Rows.Schema, batch),
            () => RecordBatch.FromColumns(Rows.Schema, [column, column]),
        ];
        Assert.All(calls, call => Assert.Throws<ObjectDisposedException>(call));
        Assert.Equal(4, column.Length);
        Assert.True(array.release == null);
    }

    [Fact]
    public void Readers_AndWriters_ThatWereDisposed_SayIt()
    {
        RecordBatchReader reader = RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(1));
        MemoryStream bytes = new();
        RecordBatchWriter writer = RecordBatchWriter.Create(Rows.Schema, bytes);
        reader.Dispose();
        writer.Dispose();
        writer.Dispose();
        using RecordBatch batch = Rows.Batch(0, 1);
        CArrowArrayStream stream = default;
        nint address = (nint)(&stream);
        Action[] calls =
        [
            () => reader.Read(), () => reader.Export(address), () => reader.Cast(Rows.Schema),
            () => reader.ReadAll().ToList(), () => reader.WriteIpc(bytes),
            () => reader.WriteIpcFile("/nowhere"), () => _ = reader.IpcBatchCount, () => reader.ReadIpcBatch(0),
            () => reader.GetIpcBatchInfo(),
            () => writer.Write(batch), writer.Finish,
        ];
        Assert.All(calls, call => Assert.Throws<ObjectDisposedException>(call));
        Assert.Equal(Rows.Schema, reader.Schema);
    }

    [Fact]
    public void Dispose_DuringACallOfAnotherThread_WaitsForItsEnd()
    {
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim go = new();
        int ends = 0;
        RecordBatchReader reader = RecordBatchReader.FromCallback(
            Rows.Schema,
            () =>
            {
                entered.Set();
                go.Wait();
                return Rows.Batch(0, 4);
            },
            () => ends++);
        RecordBatch? batch = null;
        Thread other = new(() => batch = reader.Read());
        other.Start();
        entered.Wait();
        Assert.Equal(ErrorCode.Busy, Assert.ThrowsAny<ArrowBridgeException>(reader.Read).Code);
        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(reader.Read);
        Assert.Equal(0, ends);
        go.Set();
        other.Join();
        Assert.Equal((4L, 1), (batch!.Length, ends));
        batch.Dispose();
    }

    [Fact]
    public void Dispose_OnManyThreadsAtOnce_ReleasesOnce()
    {
        for (int i = 0; i < 200; i++)
        {
            RecordBatch batch = Rows.Batch(0, 2);
            Parallel.For(0, 4, number =>
            {
                if (number % 2 == 0)
                {
                    batch.Dispose();
                    return;
                }
                try
                {
                    using ArrowArray column = batch.Column(0);
                    Assert.Equal([0, 1], column.ToArray<int>());
                }
                catch (ObjectDisposedException)
                {
                    // The other thread was faster.
                }
            });
        }
    }

    [Fact]
    public void Enumerator_ThatIsLeftEarly_LeavesTheReaderWhereItIs()
    {
        int ends = 0;
        using (RecordBatchReader reader = RecordBatchReader.FromEnumerable(
            Rows.Schema, Rows.Batches(3, end: () => ends++)))
        {
            IEnumerator<RecordBatch> abandoned = reader.ReadAll().GetEnumerator();
            Assert.True(abandoned.MoveNext());
            abandoned.Current.Dispose();
            Assert.Equal([4, 5, 6, 7, 8, 9, 10, 11], Rows.Numbers(reader));
            Assert.False(abandoned.MoveNext());
        }
        Assert.Equal(1, ends);
    }

    private sealed class SensorException(string text) : Exception(text);

    private static IEnumerable<RecordBatch> Failing(Exception exception, Action end)
    {
        try
        {
            yield return Rows.Batch(0, 4);
            throw exception;
        }
        finally
        {
            end();
        }
    }

    [Fact]
    public void Exceptions_OfEnumerators_ComeOutAsTheyAre_AndAgain()
    {
        int ends = 0;
        SensorException thrown = new("the sensor is gone");
        using RecordBatchReader reader = RecordBatchReader.FromEnumerable(Rows.Schema, Failing(thrown, () => ends++));
        reader.Read()!.Dispose();
        Assert.Same(thrown, Assert.Throws<SensorException>(reader.Read));
        Assert.Same(thrown, Assert.Throws<SensorException>(reader.Read));
        Assert.Contains(nameof(Failing), thrown.StackTrace);
        Assert.Equal(1, ends);
    }

    [Fact]
    public void Exceptions_OfEnumerators_ComeOutOfWriting_AndLeaveNoFile()
    {
        string path = Path.Combine(Path.GetTempPath(), $"arrowbridge-{Guid.NewGuid()}.arrow");
        SensorException thrown = new("the sensor is gone");
        using RecordBatchReader first = RecordBatchReader.FromEnumerable(Rows.Schema, Failing(thrown, () => { }));
        Assert.Same(thrown, Assert.Throws<SensorException>(() => first.WriteIpcFile(path)));
        Assert.False(File.Exists(path));
        using RecordBatchReader second = RecordBatchReader.FromEnumerable(Rows.Schema, Failing(thrown, () => { }));
        Assert.Same(thrown, Assert.Throws<SensorException>(() => second.WriteIpc(new MemoryStream())));
    }

    [Fact]
    public void Exceptions_OfEnumerators_AreCodeAndMessageInC()
    {
        CArrowArrayStream stream;
        using (RecordBatchReader reader = RecordBatchReader.FromEnumerable(
            Rows.Schema, Failing(new SensorException("the sensor is gone"), () => { })))
        {
            reader.Export((nint)(&stream));
        }
        CArrowArray array;
        Assert.Equal(0, stream.get_next(&stream, &array));
        array.release(&array);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(22, stream.get_next(&stream, &array));
            Assert.True(array.release == null);
            Assert.Equal("the sensor is gone", new string((sbyte*)stream.get_last_error(&stream)));
        }
        stream.release(&stream);
        ArrowMemory.Read();
    }

    [Fact]
    public void Exceptions_OfAStreamThatIsRead_ComeOutAsTheyAre()
    {
        MemoryStream bytes = new();
        using (RecordBatchReader source = RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(2)))
        {
            source.WriteIpc(bytes);
        }
        MemoryStream input = new(bytes.ToArray());
        using RecordBatchReader reader = RecordBatchReader.OpenIpc(input);
        reader.Read()!.Dispose();
        input.Dispose();
        Assert.Throws<ObjectDisposedException>(reader.Read);
        Assert.Throws<ObjectDisposedException>(() => RecordBatchReader.OpenIpc(input));
    }

    [Fact]
    public void Enumerables_ThatGiveNull_OrADisposedBatch_AreRefused()
    {
        using RecordBatchReader none = RecordBatchReader.FromEnumerable(Rows.Schema, [null!]);
        Assert.Throws<ArgumentNullException>(none.Read);
        RecordBatch disposed = Rows.Batch(0, 1);
        disposed.Dispose();
        using RecordBatchReader reader = RecordBatchReader.FromEnumerable(Rows.Schema, [disposed]);
        Assert.Throws<ObjectDisposedException>(reader.Read);
    }

    [Fact]
    public void Names_WithANul_AreRefused()
    {
        using RecordBatch batch = Rows.Batch(0, 1);
        Action[] calls =
        [
            () => new ArrowField("a\0b", DataType.Int8), () => batch.Column("n\0"),
            () => DataType.Timestamp(TimeUnit.Second, "UTC\0"),
            () => RecordBatchReader.OpenIpcFile("/dev/null\0.arrow"),
        ];
        Assert.All(
            calls, call => Assert.Contains("NUL character", Assert.ThrowsAny<ArrowBridgeException>(call).Message));
    }

    [Fact]
    public void Objects_HaveNoFinalizer() => Assert.All(
        typeof(ArrowObject).Assembly.GetExportedTypes().Where(type => typeof(IDisposable).IsAssignableFrom(type)),
        type => Assert.Equal(
            typeof(object), type.GetMethod("Finalize", BindingFlags.Instance | BindingFlags.NonPublic)?.DeclaringType));
}
