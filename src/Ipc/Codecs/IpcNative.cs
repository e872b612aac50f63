using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ArrowBridge.Ipc;

// Mirror of native/codecs.h; LayoutTests compares sizes and offsets.

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IpcCallbacks
{
    public delegate* unmanaged[Cdecl]<void*, void> end_pool;
    public delegate* unmanaged[Cdecl]<void*, void> discard_context;
}

/// <summary>The addresses of the callbacks in the C of this module.</summary>
internal static unsafe class IpcNative
{
    private const string Module = "arrowbridge_native";

    private static IpcCallbacks* s_callbacks;

    public static delegate* unmanaged[Cdecl]<void*, void> EndPool => s_callbacks->end_pool;

    public static delegate* unmanaged[Cdecl]<void*, void> DiscardContext => s_callbacks->discard_context;

    [DllImport(Module)]
    private static extern IpcCallbacks* ab_ipc_callbacks();

    [ModuleInitializer]
    internal static void Load() => s_callbacks = ab_ipc_callbacks();
}
