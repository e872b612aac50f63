using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Streams;

namespace ArrowBridge;

/// <summary>Counts of native objects that are alive, so that tests can detect leaks.</summary>
/// <param name="Bytes">The size of all native blocks, in bytes.</param>
/// <param name="Blocks">The number of native blocks.</param>
/// <param name="Objects">The number of objects that have not been disposed.</param>
/// <param name="ExportedSchemas">The number of exported schemas that their consumers have not released.</param>
/// <param name="ExportedArrays">The number of exported arrays that their consumers have not released.</param>
/// <param name="ExportedStreams">The number of exported streams that their consumers have not released.</param>
public readonly unsafe record struct ArrowMemory(
    long Bytes, long Blocks, long Objects, long ExportedSchemas, long ExportedArrays, long ExportedStreams)
{
    private const int Wait = 1000;

    /// <summary>Returns the current counts. Waits up to a second for the disposal of sources whose streams were
    /// released: see <see cref="RecordBatchReader.FromEnumerable"/>.</summary>
    /// <returns>The counts.</returns>
    public static ArrowMemory Read()
    {
        ReleaseThread.WaitUntilIdle(Wait);
        CLiveCounts counts;
        Native.ab_live_counts(&counts);
        return new ArrowMemory(
            counts.bytes, counts.blocks, counts.handles,
            counts.exported_schemas, counts.exported_arrays, counts.exported_streams);
    }
}
