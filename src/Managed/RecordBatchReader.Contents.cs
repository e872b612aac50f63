using ArrowBridge.Casts;
using ArrowBridge.Streams;

namespace ArrowBridge;

// Adapters that change how the rows are stored, not the rows.
public sealed partial class RecordBatchReader
{
    /// <summary>Creates a reader of the same batches without offsets, with aligned buffers, and without memory that
    /// their rows do not refer to: see <see cref="ArrowArray.Compact"/>. Batches that are compact are passed on
    /// unchanged.</summary>
    /// <returns>The new reader. The caller disposes it. It keeps the source of this reader alive, so this reader can be
    /// disposed at once. Both readers share one position. Reading a batch fails if its contents are invalid.</returns>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe RecordBatchReader Compact()
    {
        using Call call = Enter();
        return new RecordBatchReader(CompactReader.Create((ReaderBlock*)call.Block), _schema);
    }
}
