using System.Runtime.InteropServices;
using ArrowBridge;

/// <summary>A stream through the memory of a device, which is memory of this process here.</summary>
internal static unsafe class Devices
{
    // The size of struct ArrowDeviceArrayStream, counted in pointers.
    private const int StreamSize = 6;

    public static string ThereAndBack(RecordBatchReader reader)
    {
        int alive = 0;
        DeviceCopier copier = new()
        {
            CopyToHost = (_, buffer, offset, size, target) =>
                NativeMemory.Copy((byte*)buffer + offset, (void*)target, (nuint)size),
            CopyFromHost = (_, source, size, buffer) => NativeMemory.Copy((void*)source, (void*)buffer, (nuint)size),
            Allocate = (_, size) =>
            {
                Interlocked.Increment(ref alive);
                return (nint)NativeMemory.Alloc((nuint)size);
            },
            Deallocate = (_, buffer, _) =>
            {
                NativeMemory.Free((void*)buffer);
                Interlocked.Decrement(ref alive);
            },
        };
        copier.Register(DeviceType.Extension);
        nint* stream = stackalloc nint[StreamSize];
        using (reader)
        {
            reader.ExportToDevice((nint)stream, DeviceType.Extension, 0);
        }
        long rows = 0;
        using (RecordBatchReader back = RecordBatchReader.ImportFromDevice((nint)stream))
        {
            foreach (RecordBatch batch in back.ReadAll())
            {
                using (batch)
                {
                    rows += batch.Length;
                }
            }
        }
        DeviceCopier.Unregister(DeviceType.Extension);
        bool isFree = SpinWait.SpinUntil(() => Volatile.Read(ref alive) == 0, 10_000);
        return $"{rows} rows there and back, {(isFree ? "all buffers freed" : $"{alive} buffers left")}";
    }
}
