using ArrowBridge.Casts.Statistics;
using ArrowBridge.Streams;

namespace ArrowBridge;

// Statistics of what is read.
public sealed partial class RecordBatchReader
{
    /// <summary>Reads all remaining batches and returns their statistics: see <see cref="ArrowArray.GetStatistics"/>.
    /// </summary>
    /// <returns>The statistics. The caller disposes them.</returns>
    /// <exception cref="ArrowBridgeException">The source fails, or the contents are invalid.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe RecordBatch ReadStatistics()
    {
        using Call call = Enter();
        return new RecordBatch(StatisticsReader.OfRemaining((ReaderBlock*)call.Block));
    }

    /// <summary>Creates a reader that yields the same batches and collects their statistics, which
    /// <see cref="GetStatistics"/> returns.</summary>
    /// <returns>The new reader. The caller disposes it. It keeps the source of this reader alive, so this reader can be
    /// disposed at once. Both readers share one position. Reading a batch fails if its contents are invalid.</returns>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe RecordBatchReader WithStatistics()
    {
        using Call call = Enter();
        return new RecordBatchReader(StatisticsReader.Create((ReaderBlock*)call.Block), _schema);
    }

    /// <summary>Returns the statistics of the batches that a reader of <see cref="WithStatistics"/> has yielded so far:
    /// see <see cref="ArrowArray.GetStatistics"/>.</summary>
    /// <returns>The statistics. The caller disposes them.</returns>
    /// <exception cref="ArrowBridgeException">The reader collects no statistics, it has failed, or a call is running.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe RecordBatch GetStatistics()
    {
        using Call call = Enter();
        return new RecordBatch(StatisticsReader.Collected((ReaderBlock*)call.Block));
    }
}
