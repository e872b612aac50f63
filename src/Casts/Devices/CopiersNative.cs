using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Memory;

namespace ArrowBridge.Casts.Devices;

/// <summary>The C of copiers (native/copiers.h). What may run a callback of the program never skips the GC transition.
/// </summary>
internal static unsafe class CopiersNative
{
    private const string Module = "arrowbridge_native";

    [DllImport(Module)]
    public static extern Block* ab_copier_new(int type, CDeviceCopier* callbacks, Block* managed);

    [DllImport(Module), SuppressGCTransition]
    public static extern CopierCapabilities ab_copier_capabilities(Block* copier);

    [DllImport(Module)]
    public static extern int ab_copier_add(Block* copier);

    [DllImport(Module)]
    public static extern Block* ab_copier_remove(int type);

    [DllImport(Module)]
    public static extern Block* ab_copier_find(int type);

    [DllImport(Module)]
    public static extern int ab_copier_wait(Block* copier, long device_id, void* sync_event, CError* error);

    [DllImport(Module)]
    public static extern int ab_copier_to_host(
        Block* copier, long device_id, void* buffer, long offset, long size, void* to, CError* error);

    [DllImport(Module)]
    public static extern int ab_copier_from_host(
        Block* copier, long device_id, void* from, long size, void* buffer, CError* error);

    [DllImport(Module)]
    public static extern Block* ab_device_memory_new(Block* copier, long device_id, long size);

    [DllImport(Module)]
    public static extern int ab_device_memory_allocate(Block* memory, void** output, CError* error);
}
