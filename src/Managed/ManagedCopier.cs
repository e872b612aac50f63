using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Casts.Devices;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Streams;

namespace ArrowBridge;

/// <summary>
/// A registered copier, or a buffer that it has allocated. The last release of either may happen anywhere. So it is a
/// reader that yields nothing: the release queue frees its managed half.
/// </summary>
internal sealed unsafe class ManagedCopier : Reader
{
    private readonly DeviceCopier _copier;
    private readonly long _deviceId;
    private readonly nint _buffer;
    private readonly long _size;

    private ManagedCopier(DeviceCopier copier, long deviceId = 0, nint buffer = 0, long size = 0)
        : base(null, true)
    {
        _copier = copier;
        _deviceId = deviceId;
        _buffer = buffer;
        _size = size;
    }

    public static void Register(DeviceType type, DeviceCopier copier)
    {
        ReleaseThread.Start();
        ReaderBlock* block = new ManagedCopier(copier).Attach(0);
        CDeviceCopier callbacks = new()
        {
            struct_size = sizeof(CDeviceCopier),
            context = block->handle,
            wait = copier.Wait is null ? null : &Wait,
            copy_to_host = copier.CopyToHost is null ? null : &CopyToHost,
            copy_from_host = copier.CopyFromHost is null ? null : &CopyFromHost,
            allocate = copier.Allocate is null ? null : &Allocate,
            deallocate = copier.Deallocate is null ? null : &Deallocate,
        };
        Copiers.Register((int)type, callbacks, &block->head);
    }

    public override bool Next(CArrowArray* output) => true;

    public override void OnReleased()
    {
        if (_buffer == 0)
        {
            return;
        }
        try
        {
            _copier.Deallocate!(_deviceId, _buffer, _size);
        }
        catch (Exception)
        {
            // No caller is left that could receive it.
        }
    }

    private static DeviceCopier Of(void* context) =>
        ((ManagedCopier)GCHandle.FromIntPtr((nint)context).Target!)._copier;

    private static int Fail(Exception exception, CError* error)
    {
        DeviceMemory.FailWith(exception);
        ExceptionBoundary.Write(error, Encoding.UTF8.GetBytes(exception.Message));
        return Errno.Of(exception);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Wait(void* context, long deviceId, void* syncEvent, CError* error)
    {
        try
        {
            Of(context).Wait!(deviceId, (nint)syncEvent);
            return 0;
        }
        catch (Exception exception)
        {
            return Fail(exception, error);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CopyToHost(
        void* context, long deviceId, void* buffer, long offset, long size, void* target, CError* error)
    {
        try
        {
            Of(context).CopyToHost!(deviceId, (nint)buffer, offset, size, (nint)target);
            return 0;
        }
        catch (Exception exception)
        {
            return Fail(exception, error);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CopyFromHost(
        void* context, long deviceId, void* source, long size, void* buffer, CError* error)
    {
        try
        {
            Of(context).CopyFromHost!(deviceId, (nint)source, size, (nint)buffer);
            return 0;
        }
        catch (Exception exception)
        {
            return Fail(exception, error);
        }
    }

    /// <summary>Writes the buffer, and the block that frees it (native/copiers.h).</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Allocate(void* context, long deviceId, long size, void** output, CError* error)
    {
        try
        {
            DeviceCopier copier = Of(context);
            nint buffer = copier.Allocate!(deviceId, size);
            if (buffer == 0)
            {
                return 0; // reported by the caller
            }
            try
            {
                output[1] = new ManagedCopier(copier, deviceId, buffer, size).Attach(0);
            }
            catch
            {
                copier.Deallocate!(deviceId, buffer, size);
                throw;
            }
            output[0] = (void*)buffer;
            return 0;
        }
        catch (Exception exception)
        {
            return Fail(exception, error);
        }
    }

    /// <summary>Makes the copier complete; a buffer has a block that frees it.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Deallocate(void* context, long deviceId, void* buffer, long size)
    {
    }
}
