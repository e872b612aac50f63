using ArrowBridge.Streams;

namespace ArrowBridge;

// Readers of some of the rows. They keep the source of a reader alive and share its position, so the reader itself can
// be disposed at once. Batches are cut without copying them.
public sealed partial class RecordBatchReader
{
    /// <summary>Creates a reader of the first rows. Its source is released with the last of them, and later failures of
    /// the source are not seen.</summary>
    /// <param name="rows">The number of rows, 0 or more. With 0 the source is not read.</param>
    /// <returns>The new reader. The caller disposes it. It keeps the source of this reader alive, so this reader can be
    /// disposed at once. Both readers share one position.</returns>
    /// <exception cref="ArrowBridgeException"><paramref name="rows"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public RecordBatchReader Head(long rows) => Limit(0, rows);

    /// <summary>Creates a reader of all rows but the first ones. Batches that are skipped are read and released.
    /// </summary>
    /// <param name="rows">The number of rows to skip, 0 or more. A source with fewer rows is at its end.</param>
    /// <returns>The new reader, as for <see cref="Head"/>.</returns>
    /// <exception cref="ArrowBridgeException"><paramref name="rows"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe RecordBatchReader Skip(long rows)
    {
        using Call call = Enter();
        return new RecordBatchReader(LimitReader.CreateSkip((ReaderBlock*)call.Block, rows), _schema);
    }

    /// <summary>Creates a reader that skips rows and yields the next ones.</summary>
    /// <param name="offset">The number of rows to skip, 0 or more.</param>
    /// <param name="rows">The number of rows to yield, 0 or more. With 0 the source is not read.</param>
    /// <returns>The new reader, as for <see cref="Head"/>.</returns>
    /// <exception cref="ArrowBridgeException">A number is negative.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe RecordBatchReader Limit(long offset, long rows)
    {
        using Call call = Enter();
        return new RecordBatchReader(LimitReader.Create((ReaderBlock*)call.Block, offset, rows), _schema);
    }

    /// <summary>Creates a reader of the first rows, to look at them, and a reader of all rows, those included. They
    /// share batches like the readers of <see cref="Tee"/>. Nothing is read before one of them is read. Read the second
    /// one in place of this reader.</summary>
    /// <param name="maxRows">The maximum number of rows to look at. 0: no limit.</param>
    /// <param name="maxBatches">The maximum number of batches to look at. 0: no limit. One of the two limits must be
    /// given.</param>
    /// <returns>The two readers. The caller disposes each of them, the first one after looking. They keep the source of
    /// this reader alive, so this reader can be disposed at once.</returns>
    /// <exception cref="ArrowBridgeException">A number is negative, or both are 0.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe (RecordBatchReader First, RecordBatchReader All) Peek(long maxRows, long maxBatches = 0)
    {
        using Call call = Enter();
        ReaderBlock* first;
        ReaderBlock* all;
        LimitReader.CreatePeek((ReaderBlock*)call.Block, maxBatches, maxRows, &first, &all);
        return (new RecordBatchReader(first, _schema), new RecordBatchReader(all, _schema));
    }
}
