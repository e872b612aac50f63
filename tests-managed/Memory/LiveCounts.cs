using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Streams;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace ArrowBridge.Tests.Memory;

/// <summary>A test that must leave no native block behind. Counts are those of the process, so tests run one after another.</summary>
public abstract unsafe class LiveCounts : IDisposable
{
    private readonly CLiveCounts _before = Read();

    [DllImport("arrowbridge_native")]
    private static extern void ArrowBridgeGetLiveCounts(CLiveCounts* output);

    internal static CLiveCounts Read()
    {
        ReleaseQueue.Drain();
        CLiveCounts counts;
        ArrowBridgeGetLiveCounts(&counts);
        return counts;
    }

    /// <summary>Blocks that are alive now and were not when the test began.</summary>
    protected long NewBlocks => Read().blocks - _before.blocks;

    protected long NewBytes => Read().bytes - _before.bytes;

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Assert.Equal(_before, Read());
    }
}
