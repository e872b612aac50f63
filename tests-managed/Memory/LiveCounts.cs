using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Streams;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace ArrowBridge.Tests.Memory;

/// <summary>The base class of tests that must not leak native blocks. The counts belong to the process, so these tests
/// run one after another.</summary>
public abstract unsafe class LiveCounts : IDisposable
{
    private readonly CLiveCounts _before = Read();

    internal static CLiveCounts Read()
    {
        ReleaseThread.WaitUntilIdle(5000);
        CLiveCounts counts;
        ArrowBridge.Memory.Native.ab_live_counts(&counts);
        return counts;
    }

    /// <summary>The number of live blocks that the test has created.</summary>
    protected long NewBlocks => Read().blocks - _before.blocks;

    protected long NewBytes => Read().bytes - _before.bytes;

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Assert.Equal(_before, Read());
    }
}
