using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Streams;

namespace ArrowBridge.Casts.Devices;

/// <summary>The memory of one device, as the callbacks of a copier reach it.</summary>
/// <param name="copier">Borrowed.</param>
internal readonly unsafe struct DeviceMemory(Block* copier, long deviceId)
{
    [ThreadStatic]
    private static Exception? s_cause;

    /// <summary>Tells the call on this thread which exception of C# code the callback that it runs fails
    /// with.</summary>
    public static void FailWith(Exception cause) => s_cause = cause;

    /// <summary>Waits for the event of an array (DEV-7), if there is one.</summary>
    public void Wait(CArrowDeviceArray* array)
    {
        if (array->sync_event == null)
        {
            return;
        }
        if (copier == null || (CopiersNative.ab_copier_capabilities(copier) & CopierCapabilities.Waits) == 0)
        {
            Throw.NotSupported(
                "DEV-7", null, $"no copier is registered that waits for events of device type {array->device_type}");
        }
        CError error;
        error.message[0] = 0;
        RequireSuccess(CopiersNative.ab_copier_wait(copier, deviceId, array->sync_event, &error), &error, "wait");
    }

    /// <summary>Copies a part of a buffer to main memory.</summary>
    public void Read(void* buffer, long offset, long size, void* target)
    {
        if (size == 0)
        {
            return;
        }
        CError error;
        error.message[0] = 0;
        int code = CopiersNative.ab_copier_to_host(copier, deviceId, buffer, offset, size, target, &error);
        RequireSuccess(code, &error, "copy_to_host");
    }

    /// <summary>Copies a buffer to new memory of the device. Buffers without bytes are NULL.</summary>
    /// <param name="memory">Owns the new memory.</param>
    public void* Write(ref CastMemory memory, void* source, long size)
    {
        if (size == 0 || source == null)
        {
            return null;
        }
        void* buffer = Allocate(ref memory, size);
        CError error;
        error.message[0] = 0;
        int code = CopiersNative.ab_copier_from_host(copier, deviceId, source, size, buffer, &error);
        RequireSuccess(code, &error, "copy_from_host");
        Native.ab_count_copy(size);
        return buffer;
    }

    private void* Allocate(ref CastMemory memory, long size)
    {
        Block* block = CopiersNative.ab_device_memory_new(copier, deviceId, size);
        if (block == null)
        {
            Throw.OutOfMemory(size);
        }
        try
        {
            memory.Own(block);
        }
        finally
        {
            Native.ab_release(block);
        }
        void* buffer;
        CError error;
        error.message[0] = 0;
        RequireSuccess(CopiersNative.ab_device_memory_allocate(block, &buffer, &error), &error, "allocate");
        if (buffer == null)
        {
            Throw.Invalid(null, $"the copier's allocate returned 0, but no buffer of {size} bytes");
        }
        return buffer;
    }

    private static void RequireSuccess(int code, CError* error, string callback)
    {
        if (code != 0)
        {
            if (s_cause is { } cause)
            {
                s_cause = null;
                Throw.Authored(cause);
            }
            Throw.Foreign(code, CallbackReader.ForeignText(error), $"the copier's {callback}");
        }
    }
}
