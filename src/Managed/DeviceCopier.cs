using ArrowBridge.Casts.Devices;

namespace ArrowBridge;

/// <summary>Copies between main memory and the memory of a type of device, by functions that the program
/// provides.</summary>
/// <remarks>
/// <para>The library knows no device. A program that does registers a copier for its device type. Then arrays of that
/// type can be imported, with <see cref="RecordBatchReader.ImportFromDevice"/> and its siblings, and exported.</para>
/// <para>The functions run on the thread that calls the library, and at the same time on several threads for different
/// arrays. A C# method that fails because a function throws rethrows that exception unchanged. Native code receives its
/// message, and a code by exception type: see <see cref="RecordBatchReader.FromEnumerable"/>.</para>
/// <para>A buffer is what <c>ArrowArray.buffers</c> has: an address on the device, or something that stands for it. The
/// library never computes with it. No size is 0.</para>
/// </remarks>
public sealed class DeviceCopier
{
    /// <summary>Gets the function that waits until the data of an array can be read. Its arguments are the number of
    /// the device and the member <c>sync_event</c> of the array: the address of an event for most device types (DEV-9).
    /// If it is null, importing an array with an event fails with <see cref="ErrorCode.NotSupported"/>.</summary>
    public Action<long, nint>? Wait { get; init; }

    /// <summary>Gets the function that copies a part of a buffer to main memory, and returns when this is done. Its
    /// arguments are, in this order: the number of the device, the buffer, the offset in the buffer in bytes, the
    /// number of bytes, and the address in main memory. If it is null, arrays cannot be copied from the device. The
    /// size of a buffer is not part of an array, so the function should refuse to read outside of a buffer that it
    /// knows.</summary>
    public Action<long, nint, long, long, nint>? CopyToHost { get; init; }

    /// <summary>Gets the function that copies main memory to the beginning of a buffer, and returns when this is done.
    /// Its arguments are, in this order: the number of the device, the address in main memory, the number of bytes, and
    /// the buffer. This function, <see cref="Allocate"/> and <see cref="Deallocate"/> are all set, or all null: then
    /// arrays cannot be copied to the device.</summary>
    public Action<long, nint, long, nint>? CopyFromHost { get; init; }

    /// <summary>Gets the function that allocates a buffer. Its arguments are the number of the device and the number of
    /// bytes. The buffer should be aligned to 64 bytes (COL-1).</summary>
    public Func<long, long, nint>? Allocate { get; init; }

    /// <summary>Gets the function that frees a buffer. Its arguments are the number of the device, the buffer and its
    /// size. It is called once for each buffer that <see cref="Allocate"/> has returned, soon after its column was
    /// released, on a background thread of this library: a release may happen where .NET must not run. The end of the
    /// process waits for it, up to 5 seconds. Its exceptions are ignored.</summary>
    public Action<long, nint, long>? Deallocate { get; init; }

    /// <summary>Registers the copier for a device type, for the whole process. It can be registered for several
    /// types.</summary>
    /// <param name="type">Any type except <see cref="DeviceType.Cpu"/>.</param>
    /// <exception cref="ArrowBridgeException">The copier has no function, or some of those that must be set together
    /// (<see cref="ErrorCode.Invalid"/>); or a copier is registered for this type
    /// (<see cref="ErrorCode.Busy"/>).</exception>
    public void Register(DeviceType type) => ManagedCopier.Register(type, this);

    /// <summary>Unregisters the copier of a device type. Arrays and readers that use it still do.</summary>
    /// <param name="type">The type.</param>
    /// <exception cref="ArrowBridgeException">No copier is registered for this type
    /// (<see cref="ErrorCode.NotFound"/>).</exception>
    public static void Unregister(DeviceType type) => Copiers.Unregister((int)type);
}
