using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Streams;

namespace ArrowBridge.Exports;

/// <summary>For tests and benchmarks only; not declared in a public header.</summary>
internal static class InternalExports
{
    /// <summary>Collects garbage, finalizers included, and frees what readers that were released left behind.</summary>
    [UnmanagedCallersOnly(EntryPoint = "cs_InternalArrowBridgeCollect", CallConvs = [typeof(CallConvCdecl)])]
    public static void Collect()
    {
        ReleaseQueue.Drain();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    /// <summary>Bytes that the calling thread has allocated on the GC heap so far: does not move on the path of a batch.</summary>
    [UnmanagedCallersOnly(EntryPoint = "cs_InternalArrowBridgeManagedBytes", CallConvs = [typeof(CallConvCdecl)])]
    public static long ManagedBytes() => GC.GetAllocatedBytesForCurrentThread();
}
