using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Casts.Devices;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams.Checks;

namespace ArrowBridge;

// Arrays in the memory of devices.
public partial class ArrowArray
{
    /// <summary>Imports a <c>struct ArrowDeviceArray</c> with its <c>struct ArrowSchema</c>. Both structs are always
    /// consumed, even if this method throws. The event of the array is waited for. An array that the CPU can read is
    /// moved; otherwise the <see cref="DeviceCopier"/> of its device type copies it to main memory.</summary>
    /// <param name="array">The address of the device array. Its contents are moved out and it is marked
    /// released.</param>
    /// <param name="schema">The address of the schema, which is the type of the array.</param>
    /// <returns>The array in main memory. The caller disposes it.</returns>
    /// <exception cref="ArrowBridgeException">One of the structs breaks a rule or was already released, the array does
    /// not match the schema, or no copier is registered that can do this
    /// (<see cref="ErrorCode.NotSupported"/>).</exception>
    public static unsafe ArrowArray ImportFromDevice(nint array, nint schema) =>
        new(ImportDeviceBlock(array, schema, false));

    /// <summary>Imports a <c>struct ArrowDeviceArray</c>: see <see cref="ImportFromDevice(nint, nint)"/>. The struct is
    /// always consumed, even if this method throws.</summary>
    /// <param name="array">The address of the device array. Its contents are moved out and it is marked
    /// released.</param>
    /// <param name="field">The field that describes the array.</param>
    /// <returns>The array in main memory. The caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="field"/> is null.</exception>
    /// <exception cref="ArrowBridgeException">As <see cref="ImportFromDevice(nint, nint)"/>.</exception>
    public static unsafe ArrowArray ImportFromDevice(nint array, ArrowField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return new(ImportDeviceBlock(array, field, false));
    }

    /// <summary>Exports the array as a <c>struct ArrowDeviceArray</c>. For <see cref="DeviceType.Cpu"/> it shares the
    /// memory of this array; for other types the <see cref="DeviceCopier"/> of the type copies its values to the
    /// device. All copies are complete when this method returns.</summary>
    /// <param name="array">The address of the struct to fill. Its previous contents are never read.</param>
    /// <param name="type">The device type.</param>
    /// <param name="deviceId">The number of the device; -1 if the devices of this type have no numbers (DEV-5).</param>
    /// <param name="schema">The address of the <c>struct ArrowSchema</c> to fill with the type, or 0 if it is not
    /// needed.</param>
    /// <exception cref="ArrowBridgeException"><paramref name="array"/> is 0, the contents of the array break a rule, or
    /// no copier is registered that can do this (<see cref="ErrorCode.NotSupported"/>).</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public unsafe void ExportToDevice(
        nint array, DeviceType type = DeviceType.Cpu, long deviceId = -1, nint schema = 0)
    {
        Handles.Require((void*)array, "array");
        CArrowDeviceArray* output = (CArrowDeviceArray*)array;
        *output = default;
        if (schema != 0)
        {
            *(CArrowSchema*)schema = default;
        }
        using Call call = Enter();
        ArrayBlock* exported = null;
        try
        {
            CArrowArray plain;
            ExportTo(Of(call), &plain);
            exported = SharedArray.AdoptMade(&plain, (SchemaBlock*)Of(call)->schema, SharedArray.FieldOf(Of(call)));
            DeviceArrays.FromHost(exported, (int)type, deviceId, output);
            ArrayExport.ExportType(Of(call), &output->array, (CArrowSchema*)schema);
        }
        catch (ArrowBridgeException exception)
        {
            Throw.CauseOf(exception);
            throw;
        }
        finally
        {
            Native.ab_release((Block*)exported);
        }
    }

    private protected static unsafe ArrayBlock* ImportDeviceBlock(nint array, ArrowField field, bool isBatch)
    {
        CArrowSchema schema = default;
        try
        {
            field.Export((nint)(&schema));
        }
        catch
        {
            Handles.Release((CArrowArray*)array); // the first member of the device array
            throw;
        }
        return ImportDeviceBlock(array, (nint)(&schema), isBatch);
    }

    private protected static unsafe ArrayBlock* ImportDeviceBlock(nint array, nint schema, bool isBatch)
    {
        CArrowDeviceArray* device = (CArrowDeviceArray*)array;
        SchemaBlock* type = null;
        try
        {
            type = SchemaImport.Import((CArrowSchema*)schema);
            Handles.Require(device, "array");
            CArrowArray host;
            DeviceArrays.ToHost(device, type, &host);
            return CheckedStream.Import(&host, type, isBatch, true);
        }
        catch (ArrowBridgeException exception)
        {
            Throw.CauseOf(exception);
            throw;
        }
        finally
        {
            Handles.Release((CArrowArray*)array); // its first member
            Native.ab_release((Block*)type);
        }
    }
}
