using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Streams;
using ArrowBridge.Streams.Checks;

namespace ArrowBridge;

// Adapters: readers over readers. An adapter keeps the source of a reader alive and shares its position, so the reader
// itself can be disposed at once.
public sealed partial class RecordBatchReader
{
    /// <summary>Gets the number of findings of a reader that <see cref="Check"/> made, including those that were not
    /// reported because an equal finding was reported before. -1 for a reader that is not checked. Must not be used
    /// while another call on the reader is running.</summary>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe long FindingCount
    {
        get
        {
            using Call call = Enter();
            return StreamsNative.ab_finding_count(&((ReaderBlock*)call.Block)->source);
        }
    }

    /// <summary>Creates a reader that yields all batches of the first reader, then all of the second, and so
    /// on.</summary>
    /// <param name="readers">The readers, one or more. Their schemas must be equal, including names, nullability and
    /// metadata. A reader is read only when the one before it is at end of stream.</param>
    /// <returns>The new reader. The caller disposes it. It keeps the sources of <paramref name="readers"/> alive, so
    /// these can be disposed at once. It shares its position with them.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="readers"/> or one of the readers is null.</exception>
    /// <exception cref="ArrowBridgeException">There are no readers, or their schemas differ. The message says which
    /// reader, which field and how.</exception>
    /// <exception cref="ObjectDisposedException">One of the readers was disposed.</exception>
    public static unsafe RecordBatchReader Concat(params IReadOnlyList<RecordBatchReader> readers)
    {
        ArgumentNullException.ThrowIfNull(readers);
        nint[] blocks = new nint[readers.Count];
        try
        {
            for (int i = 0; i < blocks.Length; i++)
            {
                ArgumentNullException.ThrowIfNull(readers[i], $"readers[{i}]");
                using Call call = readers[i].Enter();
                Native.ab_retain(call.Block);
                blocks[i] = (nint)call.Block;
            }
            fixed (nint* first = blocks)
            {
                return new RecordBatchReader(ChainReader.Create(blocks.Length, (ReaderBlock**)first));
            }
        }
        finally
        {
            foreach (nint block in blocks)
            {
                ReleaseQueue.Release((Block*)block);
            }
        }
    }

    /// <summary>Creates a reader of the same rows in batches of other lengths. With <paramref name="minRows"/> equal to
    /// <paramref name="maxRows"/>, every batch but the last has exactly that many rows. If the source fails, the rows
    /// before the failure are yielded first. Where batches with dictionaries are concatenated and one dictionary is the
    /// beginning of the other, as it is for equal ones, the batch has the longer one. Otherwise it has the values of
    /// the first, followed by those that only the second has; nested values are not compared. For batches without
    /// dictionaries, cast the reader to <see cref="ArrowSchema.DecodeDictionaries"/> first.</summary>
    /// <param name="minRows">Shorter batches are concatenated with the batches after them, which copies them; the last
    /// batch may stay shorter. Batches without rows are dropped. 0: no batches are concatenated or dropped.</param>
    /// <param name="maxRows">Longer batches are split, which copies nothing. 0: no batches are split; otherwise at
    /// least <paramref name="minRows"/>.</param>
    /// <returns>The new reader. The caller disposes it. It keeps the source of this reader alive, so this reader can be
    /// disposed at once. Both readers share one position.</returns>
    /// <exception cref="ArrowBridgeException">A number is negative, or <paramref name="maxRows"/> is below
    /// <paramref name="minRows"/>. Reading a batch fails with <see cref="ErrorCode.NotSupported"/> if the concatenated
    /// batch is too large for the offsets or indices of its types, or if an ordered dictionary differs between batches:
    /// cast the field to its values first.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe RecordBatchReader Rebatch(long minRows, long maxRows = 0)
    {
        using Call call = Enter();
        return new RecordBatchReader(RebatchReader.Create((ReaderBlock*)call.Block, minRows, maxRows), _schema);
    }

    /// <summary>Splits this reader into several that each yield all remaining batches. The reader that is furthest
    /// ahead reads from the source. Its batches are shared with the others, not copied, and kept until the slowest
    /// reader has passed them: dispose readers that are no longer needed.</summary>
    /// <param name="count">The number of readers, 1 or more.</param>
    /// <returns>The new readers. The caller disposes each of them. They keep the source of this reader alive, so this
    /// reader can be disposed at once. They may be used on different threads: readers that need the same next batch
    /// wait for the one that reads it. Each reader reaches end of stream, or fails, by itself.</returns>
    /// <exception cref="ArrowBridgeException"><paramref name="count"/> is below 1. C# code of the source that reads it
    /// through one of the new readers gets the code <see cref="ErrorCode.Busy"/>.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe IReadOnlyList<RecordBatchReader> Tee(int count)
    {
        if (count < 1)
        {
            Throw.Argument("count", $"is {count}");
        }
        using Call call = Enter();
        RecordBatchReader[] readers = new RecordBatchReader[count];
        nint[] blocks = new nint[count];
        fixed (nint* first = blocks)
        {
            TeeReader.Create((ReaderBlock*)call.Block, count, (ReaderBlock**)first);
        }
        for (int i = 0; i < count; i++)
        {
            readers[i] = new RecordBatchReader((ReaderBlock*)blocks[i], _schema);
        }
        return readers;
    }

    /// <summary>Creates a reader that several threads may read from at the same time. A call waits while another call
    /// runs, where other readers fail with <see cref="ErrorCode.Busy"/>. The same holds for streams that are exported
    /// from the new reader. Each batch goes to one of the callers.</summary>
    /// <returns>The new reader. The caller disposes it. It keeps the source of this reader alive, so this reader can be
    /// disposed at once. Both share one position; this reader still takes one call at a time. C# code of the source
    /// that reads the new reader still gets the code <see cref="ErrorCode.Busy"/>.</returns>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe RecordBatchReader Lock()
    {
        using Call call = Enter();
        return new RecordBatchReader(LockedReader.Create((ReaderBlock*)call.Block), _schema);
    }

    /// <summary>Creates a checked reader, which yields the same batches and reports each rule that the producer or the
    /// consumer breaks. The source is the producer. Whoever reads from the new reader, or from a stream that is
    /// exported from it, is the consumer.</summary>
    /// <param name="options">Options for checking, or null for the defaults.</param>
    /// <returns>The new reader. The caller disposes it. It keeps the source of this reader alive, so this reader can be
    /// disposed at once. Both readers share one position. If C# code of the source throws, the new reader fails with
    /// the code and message that a C consumer receives.</returns>
    /// <exception cref="ArrowBridgeException">An option has a value that is not known.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe RecordBatchReader Check(CheckOptions? options = null)
    {
        using Call call = Enter();
        ReaderBlock* source = (ReaderBlock*)call.Block;
        CCheckOptions native = (options ?? new CheckOptions()).ToNative(source, out Block* owner);
        return new RecordBatchReader(CheckedStream.CreateReader(source, &native, owner));
    }

    /// <summary>Cancels this reader: its next read fails with <see cref="ErrorCode.Cancelled"/>, and so do a read that
    /// is running, when the source returns its batch, and streams that were exported from this reader. A reader that
    /// is at end of stream or has failed is not changed. Any thread may call this method at any time.</summary>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe void Cancel()
    {
        using Call call = Enter();
        Volatile.Write(ref ((ReaderBlock*)call.Block)->cancelled, 1);
    }
}
