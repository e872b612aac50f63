using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

// Mirrors of native/freelist.h; LayoutTests compares sizes and offsets.

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BufferBlock
{
    public Block head;
    public Block* list;
    public BufferBlock* next;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IpcCallbacks
{
    public delegate* unmanaged[Cdecl]<void*, void> end_pool;
    public delegate* unmanaged[Cdecl]<void*, void> close_freelist;
}

/// <summary>The C of this module: registers how its kinds of blocks end, and gives the addresses of its callbacks.</summary>
internal static unsafe class IpcNative
{
    private const string Module = "arrowbridge_native";

    private static delegate* unmanaged[Cdecl]<void*, void> s_endPool;
    private static delegate* unmanaged[Cdecl]<void*, void> s_closeFreeList;

    public static delegate* unmanaged[Cdecl]<void*, void> EndPool => s_endPool;

    public static delegate* unmanaged[Cdecl]<void*, void> CloseFreeList => s_closeFreeList;

    [DllImport(Module)]
    private static extern IpcCallbacks* ab_ipc_register();

    [DllImport(Module)]
    public static extern long* ab_ipc_layout();

    [ModuleInitializer]
    internal static void Load()
    {
        IpcCallbacks* callbacks = ab_ipc_register();
        s_endPool = callbacks->end_pool;
        s_closeFreeList = callbacks->close_freelist;
    }
}
