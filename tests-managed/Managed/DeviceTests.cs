using ArrowBridge.Abi;
using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Managed;

/// <summary>Arrays and streams in the memory of a device, and the copier of a program in C#.</summary>
public unsafe class DeviceTests : LiveCounts
{
    /// <summary>Whether all memory of the device is free, some time after the last release.</summary>
    private static void AssertFree(FakeDevice device) =>
        Assert.True(SpinWait.SpinUntil(() => device.Alive == 0, 10_000), $"{device.Alive} buffers are alive");

    private static ArrowBridgeException Refused(ErrorCode code, Action call)
    {
        ArrowBridgeException exception = Assert.Throws<ArrowBridgeException>(call);
        Assert.Equal(code, exception.Code);
        return exception;
    }

    /// <summary>Exports a reader to the device, and disposes it.</summary>
    private static void Export(RecordBatchReader reader, nint stream)
    {
        using (reader)
        {
            reader.ExportToDevice(stream, FakeDevice.Type, FakeDevice.Id);
        }
    }

    [Fact]
    public void Arrays_OfEveryType_ThereAndBack()
    {
        using FakeDevice device = new();
        foreach (DataType type in SchemaTests.Types)
        {
            using RecordBatchBuilder rows = new(new ArrowSchema(new ArrowField("x", type)));
            for (int i = 0; i < 5; i++)
            {
                if (type.Id == TypeId.Null || (i == 3 && type.Id is not (TypeId.DenseUnion or TypeId.SparseUnion)))
                {
                    rows[0].AppendNull();
                }
                else
                {
                    Filler.Append(rows[0], i);
                }
            }
            using RecordBatch batch = rows.Finish();
            using ArrowArray column = batch.Column(0);
            using ArrowArray array = column.Slice(1);
            int before = device.Allocations;
            CArrowDeviceArray there = default;
            nint thereAddress = (nint)(&there);
            CArrowSchema schema = default;
            nint schemaAddress = (nint)(&schema);
            array.ExportToDevice(thereAddress, FakeDevice.Type, FakeDevice.Id, schemaAddress);
            Assert.Equal(type.Id != TypeId.Null, device.Allocations > before);
            Assert.Equal((FakeDevice.Id, (int)FakeDevice.Type), (there.device_id, there.device_type));
            Assert.True(there.sync_event == null);
            Assert.Equal(0, there.array.offset);
            using ArrowArray back = ArrowArray.ImportFromDevice(thereAddress, schemaAddress);
            Assert.True(there.array.release == null && schema.release == null);
            back.Validate();
            Assert.True(array.DataEquals(back), type.ToString());
            AssertFree(device);
        }
        Assert.NotEqual(Environment.CurrentManagedThreadId, device.Deallocator);
    }

    [Fact]
    public void Batches_AreWaitedFor()
    {
        using FakeDevice device = new();
        using RecordBatch batch = Rows.Batch(0, 5);
        CArrowDeviceArray there = default;
        nint thereAddress = (nint)(&there);
        batch.ExportToDevice(thereAddress, FakeDevice.Type, FakeDevice.Id);
        there.sync_event = (void*)77;
        using (RecordBatch back = RecordBatch.ImportFromDevice(thereAddress, Rows.Schema))
        {
            Assert.True(batch.DataEquals(back));
            Assert.Same(Rows.Schema, back.Schema);
        }
        Assert.Equal([77], device.Waits);
        AssertFree(device);
    }

    [Fact]
    public void Columns_FreeTheirMemorySeparately()
    {
        using FakeDevice device = new();
        using RecordBatch batch = Rows.Batch(0, 5);
        CArrowDeviceArray there = default;
        nint thereAddress = (nint)(&there);
        batch.ExportToDevice(thereAddress, FakeDevice.Type, FakeDevice.Id);
        Assert.Equal(4, device.Alive); // n has values; text has validity, offsets and data
        CArrowArray text = *there.array.children[1];
        there.array.children[1]->release = null;
        there.array.release(&there.array);
        Assert.True(SpinWait.SpinUntil(() => device.Alive == 3, 10_000));
        text.release(&text);
        AssertFree(device);
    }

    [Fact]
    public void Readers_ThereAndBack()
    {
        using FakeDevice device = new();
        CArrowDeviceArrayStream stream = default;
        nint streamAddress = (nint)(&stream);
        Export(RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(3)), streamAddress);
        Assert.Equal((int)FakeDevice.Type, stream.device_type);
        using (RecordBatchReader back = RecordBatchReader.ImportFromDevice(streamAddress))
        {
            Assert.True(stream.release == null);
            Assert.Equal(Enumerable.Range(0, 12).Select(n => (int?)n), Rows.Numbers(back));
            Assert.Null(back.Read());
        }
        Assert.True(device.Allocations >= 9);
        AssertFree(device);
    }

    [Fact]
    public void MainMemory_NeedsNoCopier()
    {
        using RecordBatch batch = Rows.Batch(0, 5);
        CArrowDeviceArray there = default;
        nint thereAddress = (nint)(&there);
        batch.ExportToDevice(thereAddress);
        Assert.Equal((-1, (int)DeviceType.Cpu), (there.device_id, there.device_type));
        void* values = there.array.children[0]->buffers[1];
        CArrowArray plain;
        batch.Export((nint)(&plain));
        Assert.True(plain.children[0]->buffers[1] == values);
        plain.release(&plain);
        using (RecordBatch back = RecordBatch.ImportFromDevice(thereAddress, Rows.Schema))
        {
            Assert.True(batch.DataEquals(back));
        }

        CArrowDeviceArrayStream stream = default;
        nint streamAddress = (nint)(&stream);
        using RecordBatchReader reader = RecordBatchReader.FromBatches(Rows.Schema, batch);
        reader.ExportToDevice(streamAddress);
        using RecordBatchReader read = RecordBatchReader.ImportFromDevice(streamAddress);
        Assert.Equal([0, 1, 2, 3, 4], Rows.Numbers(read));
    }

    [Fact]
    public void Exceptions_AreRethrownUnchanged()
    {
        using FakeDevice device = new();
        using RecordBatch batch = Rows.Batch(0, 5);
        CArrowDeviceArray there = default;
        nint thereAddress = (nint)(&there);
        device.Failure = new TimeoutException("the bus is busy");
        Assert.Same(device.Failure, Assert.Throws<TimeoutException>(
            () => batch.ExportToDevice(thereAddress, FakeDevice.Type, FakeDevice.Id)));
        Assert.True(there.array.release == null);

        device.Failure = null;
        batch.ExportToDevice(thereAddress, FakeDevice.Type, FakeDevice.Id);
        device.Failure = new InvalidDataException("a page is lost");
        Assert.Same(device.Failure, Assert.Throws<InvalidDataException>(
            () => RecordBatch.ImportFromDevice(thereAddress, Rows.Schema)));
        Assert.True(there.array.release == null);
        AssertFree(device);
    }

    [Fact]
    public void Exceptions_OfStreams()
    {
        using FakeDevice device = new();
        CArrowDeviceArrayStream stream = default;
        nint streamAddress = (nint)(&stream);
        Export(RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(3)), streamAddress);
        using RecordBatchReader back = RecordBatchReader.ImportFromDevice(streamAddress);
        back.Read()!.Dispose();
        device.Failure = new InvalidOperationException("device lost");
        // The device stream tells C code, and so this reader, the message and a code.
        ArrowBridgeException exception = Assert.Throws<ArrowBridgeException>(() => back.Read());
        Assert.Equal(("device lost", ErrorCode.Invalid), (exception.Message, exception.Code));

        device.Failure = null;
        Export(RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(3)), streamAddress);
        CArrowDeviceArray late;
        Assert.Equal(0, stream.get_next(&stream, &late));
        late.array.release(&late.array);
        stream.release(&stream);
        AssertFree(device);
    }

    [Fact]
    public void Readers_RethrowWhatACopyToHostThrows()
    {
        using FakeDevice device = new();
        using RecordBatch batch = Rows.Batch(0, 5);
        CArrowDeviceArrayStream stream = default;
        nint streamAddress = (nint)(&stream);
        Export(RecordBatchReader.FromBatches(Rows.Schema, batch), streamAddress);
        using RecordBatchReader back = RecordBatchReader.ImportFromDevice(streamAddress);
        device.FailsToHost = new InvalidDataException("a page is lost");
        Assert.Same(device.FailsToHost, Assert.Throws<InvalidDataException>(() => back.Read()));
        Assert.Same(device.FailsToHost, Assert.Throws<InvalidDataException>(() => back.Read()));
        AssertFree(device);
    }

    [Fact]
    public void Registrations()
    {
        Refused(ErrorCode.NotFound, () => DeviceCopier.Unregister(FakeDevice.Type));
        Refused(ErrorCode.Invalid, () => new DeviceCopier().Register(FakeDevice.Type));
        Refused(ErrorCode.Invalid, () => new DeviceCopier { Allocate = (_, _) => 1 }.Register(FakeDevice.Type));
        Refused(ErrorCode.Invalid, () => new DeviceCopier { Wait = (_, _) => { } }.Register(DeviceType.Cpu));
        using (FakeDevice device = new())
        {
            Refused(ErrorCode.Busy, () => device.Copier.Register(FakeDevice.Type));
            device.Copier.Register((DeviceType)1234);
        }
        DeviceCopier.Unregister((DeviceType)1234);
    }

    [Fact]
    public void AnArray_KeepsTheCopierThatItBeganWith()
    {
        FakeDevice device = new();
        using RecordBatch batch = Rows.Batch(0, 5);
        CArrowDeviceArray there = default;
        nint thereAddress = (nint)(&there);
        batch.ExportToDevice(thereAddress, FakeDevice.Type, FakeDevice.Id);
        device.Dispose();
        there.array.release(&there.array);
        AssertFree(device);
    }

    [Fact]
    public void WhatCannotBeDone()
    {
        using RecordBatch batch = Rows.Batch(0, 5);
        CArrowDeviceArray there = default;
        nint thereAddress = (nint)(&there);
        string text = Refused(
            ErrorCode.NotSupported, () => batch.ExportToDevice(thereAddress, DeviceType.Cuda)).Message;
        Assert.Contains("DEV-3", text);
        Assert.Contains("device type 2 has no registered copier from main memory", text);
        Refused(ErrorCode.Invalid, () => batch.ExportToDevice(0));

        CArrowDeviceArrayStream stream = default;
        nint streamAddress = (nint)(&stream);
        using (RecordBatchReader reader = RecordBatchReader.FromBatches(Rows.Schema, batch))
        {
            Refused(ErrorCode.NotSupported, () => reader.ExportToDevice(streamAddress, DeviceType.Cuda));
            Refused(ErrorCode.Invalid, () => reader.ExportToDevice(0));
            reader.ExportToDevice(streamAddress);
        }
        stream.device_type = (int)DeviceType.Cuda;
        Refused(ErrorCode.NotSupported, () => RecordBatchReader.ImportFromDevice(streamAddress));
        Assert.True(stream.release == null);
        Refused(ErrorCode.Invalid, () => RecordBatchReader.ImportFromDevice(streamAddress));
        Refused(ErrorCode.Invalid, () => RecordBatchReader.ImportFromDevice(0));

        batch.ExportToDevice(thereAddress);
        there.sync_event = (void*)77;
        Assert.Contains("DEV-7", Refused(
            ErrorCode.NotSupported, () => RecordBatch.ImportFromDevice(thereAddress, Rows.Schema)).Message);
        Assert.True(there.array.release == null);
        Assert.Contains("DEV-13", Refused(
            ErrorCode.Invalid, () => RecordBatch.ImportFromDevice(thereAddress, Rows.Schema)).Message);
        CArrowSchema schema = default;
        nint schemaAddress = (nint)(&schema);
        Rows.Schema.Export(schemaAddress);
        Refused(ErrorCode.Invalid, () => ArrowArray.ImportFromDevice(0, schemaAddress));
        Assert.True(schema.release == null);
        Assert.Throws<ArgumentNullException>(() => ArrowArray.ImportFromDevice(0, (ArrowField)null!));
        Assert.Throws<ArgumentNullException>(() => RecordBatch.ImportFromDevice(0, (ArrowSchema)null!));
    }

    [Fact]
    public void Copiers_WithoutMemory()
    {
        DeviceCopier copier = new()
        {
            CopyFromHost = (_, _, _, _) => { },
            Allocate = (_, _) => 0,
            Deallocate = (_, _, _) => Assert.Fail("nothing was allocated"),
        };
        copier.Register(FakeDevice.Type);
        using RecordBatch batch = Rows.Batch(0, 5);
        CArrowDeviceArray there = default;
        nint thereAddress = (nint)(&there);
        Assert.Contains("allocate returned 0, but no buffer", Refused(
            ErrorCode.Invalid, () => batch.ExportToDevice(thereAddress, FakeDevice.Type)).Message);
        DeviceCopier.Unregister(FakeDevice.Type);
    }
}
