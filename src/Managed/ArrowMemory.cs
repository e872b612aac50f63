using System.Runtime.InteropServices;
using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
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

    /// <summary>Gets the size in bytes of the memory that is kept for reuse. The counts do not include it.</summary>
    public static long PoolBytes => Native.ab_memory_pool_bytes();

    /// <summary>Sets how many bytes are kept for reuse at most, and gives back what exceeds it. The limit at the start
    /// is 64 MiB, or the number in the environment variable ARROWBRIDGE_POOL_LIMIT; if that is 0, nothing is ever
    /// kept.</summary>
    /// <param name="bytes">The limit. 0 or less: nothing is kept.</param>
    /// <returns>The limit before.</returns>
    public static long SetPoolLimit(long bytes) => Native.ab_memory_pool_set_limit(bytes);

    /// <summary>Gives all memory that is kept for reuse back to the system.</summary>
    public static void TrimPool() => _ = Native.ab_memory_pool_trim(0);

    /// <summary>Starts or stops recording which native objects are alive. Objects that are made while it is stopped are
    /// not listed; those that were recorded are forgotten when it stops.</summary>
    /// <param name="enabled">Whether objects are recorded from now on.</param>
    /// <returns>Whether they were recorded before.</returns>
    public static bool TrackLiveObjects(bool enabled) => Native.ab_track(enabled ? 1 : 0) != 0;

    /// <summary>Sets the tag of the objects that the current thread makes from now on.</summary>
    /// <param name="tag">The tag, of which 63 bytes of UTF-8 are kept; null or empty: none.</param>
    public static void TagLiveObjects(string? tag)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes((tag ?? "") + '\0'))
        {
            Native.ab_track_tag(text);
        }
    }

    /// <summary>Lists the recorded objects that are alive, the oldest first.</summary>
    /// <returns>The objects. They may have been released since.</returns>
    /// <exception cref="ArrowBridgeException">There is no memory for the list.</exception>
    public static IReadOnlyList<LiveObject> LiveObjects()
    {
        ReleaseThread.WaitUntilIdle(Wait);
        nuint count;
        TrackedBlock* blocks = Native.ab_tracked_blocks(&count);
        if (blocks == null)
        {
            Throw.OutOfMemory(0);
        }
        try
        {
            LiveObject[] objects = new LiveObject[count];
            for (int i = 0; i < objects.Length; i++)
            {
                TrackedBlock* block = blocks + i;
                objects[i] = new LiveObject(
                    (LiveKind)Native.ab_live_kind(block->kind), Marshal.PtrToStringUTF8((nint)block->function)!,
                    Marshal.PtrToStringUTF8((nint)block->tag)!, block->size,
                    TimeSpan.FromTicks(block->age / TimeSpan.NanosecondsPerTick), block->refs, (nint)block->block);
            }
            return objects;
        }
        finally
        {
            Native.ab_tracked_end(blocks);
        }
    }

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
