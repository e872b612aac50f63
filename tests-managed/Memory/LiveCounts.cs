using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Streams;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace ArrowBridge.Tests.Memory;

/// <summary>A test that must leave no native block behind. Counts are those of the process, so tests run one after another.</summary>
public abstract unsafe class LiveCounts : IDisposable
{
    private readonly CLiveCounts _before = Read();

    internal static CLiveCounts Read()
    {
        ReleaseQueue.Drain();
        CLiveCounts counts;
        ArrowBridge.Memory.Native.ab_live_counts(&counts);
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
