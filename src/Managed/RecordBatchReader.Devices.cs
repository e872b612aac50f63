using ArrowBridge.Abi;
using ArrowBridge.Casts.Devices;
using ArrowBridge.Memory;
using ArrowBridge.Streams;

namespace ArrowBridge;

// Streams of arrays in the memory of devices.
public sealed partial class RecordBatchReader
{
    /// <summary>Imports a <c>struct ArrowDeviceArrayStream</c>. The struct is always consumed: its contents are moved
    /// out and it is marked released, even if this method throws. Each batch is waited for, and moved or copied to main
    /// memory, when it is read: see <see cref="ArrowArray.ImportFromDevice(nint, nint)"/>.</summary>
    /// <param name="stream">The address of the struct. It must be a stream of record batches.</param>
    /// <returns>A reader of the batches in main memory. The caller disposes it. It keeps the
    /// <see cref="DeviceCopier"/> that is registered now.</returns>
    /// <exception cref="ArrowBridgeException">The stream was already released, does not provide its schema, its schema
    /// breaks a rule of the format, or no copier is registered that can do this
    /// (<see cref="ErrorCode.NotSupported"/>).</exception>
    public static unsafe RecordBatchReader ImportFromDevice(nint stream)
    {
        CArrowDeviceArrayStream* device = (CArrowDeviceArrayStream*)stream;
        try
        {
            return new(FromDeviceReader.Import(device, true));
        }
        finally
        {
            if (device != null && device->release != null)
            {
                device->release(device);
                device->release = null;
            }
        }
    }

    /// <summary>Exports the remaining batches as a <c>struct ArrowDeviceArrayStream</c>, each as by
    /// <see cref="ArrowArray.ExportToDevice"/> when it is requested. The stream keeps what it needs alive, so this
    /// reader can be disposed at once. The stream and this reader share one position.</summary>
    /// <param name="stream">The address of the struct to fill. Its previous contents are never read.</param>
    /// <param name="type">The device type.</param>
    /// <param name="deviceId">The number of the device; -1 if the devices of this type have no numbers (DEV-5).</param>
    /// <exception cref="ArrowBridgeException"><paramref name="stream"/> is 0, or no copier is registered that can do
    /// this (<see cref="ErrorCode.NotSupported"/>).</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe void ExportToDevice(nint stream, DeviceType type = DeviceType.Cpu, long deviceId = -1)
    {
        Handles.Require((void*)stream, "stream");
        *(CArrowDeviceArrayStream*)stream = default;
        using Call call = Enter();
        ToDeviceReader.Export((ReaderBlock*)call.Block, (int)type, deviceId, (CArrowDeviceArrayStream*)stream);
    }
}
