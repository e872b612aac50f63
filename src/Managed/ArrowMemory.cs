using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Streams;

namespace ArrowBridge;

/// <summary>What is alive in native memory, for tests that nothing is left behind.</summary>
/// <param name="Bytes">Bytes of all blocks.</param>
/// <param name="Blocks">Blocks of any kind.</param>
/// <param name="Objects">Objects that were not disposed.</param>
/// <param name="ExportedSchemas">Schema structs that whoever got them has not released.</param>
/// <param name="ExportedArrays">Array structs that whoever got them has not released.</param>
/// <param name="ExportedStreams">Stream structs that whoever got them has not released.</param>
public readonly unsafe record struct ArrowMemory(
    long Bytes, long Blocks, long Objects, long ExportedSchemas, long ExportedArrays, long ExportedStreams)
{
    /// <summary>Counts now. Ends what released readers left behind first: see <see cref="RecordBatchReader.FromEnumerable"/>.</summary>
    public static ArrowMemory Read()
    {
        ReleaseQueue.Drain();
        CLiveCounts counts;
        Native.ab_live_counts(&counts);
        return new ArrowMemory(
            counts.bytes, counts.blocks, counts.handles, counts.exported_schemas, counts.exported_arrays, counts.exported_streams);
    }
}
