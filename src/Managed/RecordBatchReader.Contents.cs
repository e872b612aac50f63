using ArrowBridge.Abi;
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

    /// <summary>Creates a reader of the same rows with one growing dictionary for each dictionary-encoded field: each
    /// batch has the dictionary of the batch before, followed by the values that are new. So such a stream can be
    /// written to an IPC file, in which a dictionary cannot be replaced. Values that are nested or dictionary-encoded
    /// themselves are not compared one by one: they are added unless one dictionary begins with the other.</summary>
    /// <param name="options">Options, or null for the defaults.</param>
    /// <returns>The new reader. The caller disposes it. It keeps the source of this reader alive, so this reader can be
    /// disposed at once. Both readers share one position. Reading a batch fails if its contents are invalid, and with
    /// <see cref="ErrorCode.NotSupported"/> if an index does not fit or an ordered dictionary would change.</returns>
    /// <exception cref="ArrowBridgeException">An option has a value that is not known.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe RecordBatchReader UnifyDictionaries(UnifyOptions? options = null)
    {
        using Call call = Enter();
        CUnifyOptions native = (options ?? new UnifyOptions()).ToNative();
        return new RecordBatchReader(UnifyReader.Create((ReaderBlock*)call.Block, &native));
    }
}
