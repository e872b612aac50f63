using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Casts.Devices;

/// <summary>Device arrays as arrays in main memory, and the other way round.</summary>
internal static unsafe class DeviceArrays
{
    /// <summary>Releases the device array in every outcome.</summary>
    public static void ToHost(CArrowDeviceArray* array, SchemaBlock* schema, CArrowArray* output)
    {
        if (array->array.release == null)
        {
            Throw.Rule("DEV-13", null, "the array was released before");
        }
        Block* copier = Copiers.FindToHost(array->device_type);
        try
        {
            ToHost(copier, SchemaBlock.Root(schema), array, output);
        }
        finally
        {
            Handles.Release(&array->array);
            Native.ab_release(copier);
        }
    }

    /// <summary>Waits for a device array, and moves it or copies it to main memory.</summary>
    /// <param name="copier">That of its device type (<see cref="Copiers.FindToHost"/>).</param>
    /// <returns>Whether it was copied.</returns>
    public static bool ToHost(Block* copier, Field* root, CArrowDeviceArray* array, CArrowArray* output)
    {
        DeviceMemory device = new(copier, array->device_id);
        device.Wait(array);
        if (StreamsNative.ab_is_main_memory(array->device_type) != 0)
        {
            *output = array->array;
            array->array.release = null;
            return false;
        }
        CopyFromDevice.Copy(device, root, &array->array, output);
        return true;
    }

    /// <summary>Makes a device array of an array in main memory, which the caller still releases.</summary>
    public static void FromHost(ArrayBlock* source, int type, long id, CArrowDeviceArray* output)
    {
        CArrowArray array;
        Block* copier = Copiers.FindFromHost(type);
        try
        {
            if (copier == null)
            {
                ArrayExport.Export(source, &array);
            }
            else
            {
                CopyToDevice.Copy(new DeviceMemory(copier, id), source, &array);
            }
        }
        finally
        {
            Native.ab_release(copier);
        }
        StreamsNative.ab_wrap_device_array(&array, type, id, output);
    }
}
