using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Streams;

namespace ArrowBridge.Exports;

/// <summary>Functions for tests and benchmarks, which no public header declares.</summary>
internal static class InternalExports
{
    /// <summary>Collects garbage, runs finalizers, and frees the managed halves of released readers.</summary>
    [UnmanagedCallersOnly(EntryPoint = "cs_InternalArrowBridgeCollect", CallConvs = [typeof(CallConvCdecl)])]
    public static void Collect()
    {
        ReleaseQueue.Drain();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    /// <summary>
    /// Bytes that the calling thread has allocated on the GC heap so far. Reading batches does not change it.
    /// </summary>
    [UnmanagedCallersOnly(EntryPoint = "cs_InternalArrowBridgeManagedBytes", CallConvs = [typeof(CallConvCdecl)])]
    public static long ManagedBytes() => GC.GetAllocatedBytesForCurrentThread();
}
