using ArrowBridge.Abi;
using ArrowBridge.Casts;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge;

/// <summary>Reads record batches in order from any source: a stream of another program, a file, or C# code.</summary>
/// <remarks>
/// A reader can be used from any thread, one call at a time. A second call while one is in progress fails with
/// <see cref="ErrorCode.Busy"/>. After end of stream, every read returns null again. After a failure, every read fails
/// in the same way. The structure of each batch is checked against the schema before the batch is returned.
/// </remarks>
public sealed partial class RecordBatchReader : ArrowObject
{
    private readonly ArrowSchema _schema;

    private unsafe RecordBatchReader(ReaderBlock* block, ArrowSchema? schema = null)
        : base(&block->head)
    {
        _schema = schema ?? ArrowSchema.Of((SchemaBlock*)block->schema);
    }

    /// <summary>Gets the schema that all batches have.</summary>
    public ArrowSchema Schema => _schema;

    /// <summary>Imports a <c>struct ArrowArrayStream</c>. The struct is always consumed: its contents are moved out and
    /// it is marked released, even if this method throws.</summary>
    /// <param name="stream">The address of the struct. It must be a stream of record batches.</param>
    /// <param name="copyMisaligned">Whether a buffer that is not aligned to the size of its values (ARR-10) is copied
    /// to aligned memory. Otherwise the batch is refused when it is read.</param>
    /// <returns>A reader of the stream. The caller disposes it.</returns>
    /// <exception cref="ArrowBridgeException">The stream was already released, does not provide its schema, or its
    /// schema breaks a rule of the format.</exception>
    public static unsafe RecordBatchReader Import(nint stream, bool copyMisaligned = false) =>
        new(ForeignReader.Import((CArrowArrayStream*)stream, true, copyMisaligned));

    /// <summary>Creates a reader of existing batches. No data is copied.</summary>
    /// <param name="schema">The schema that all batches have.</param>
    /// <param name="batches">The batches to return, in order. The caller still disposes them, at any time after this
    /// call.</param>
    /// <returns>A reader of the batches. The caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="schema"/>, <paramref name="batches"/> or one of the
    /// batches is null.</exception>
    /// <exception cref="ArrowBridgeException">The type of a batch differs from <paramref name="schema"/>.</exception>
    public static RecordBatchReader FromBatches(ArrowSchema schema, params IReadOnlyList<RecordBatch> batches)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(batches);
        BatchList list = new(schema, batches);
        return FromCallback(schema, list.Next, list.End);
    }

    /// <summary>Creates a reader of batches that are produced on demand, for example by an iterator method with
    /// <c>yield return</c>.</summary>
    /// <param name="schema">The schema that all batches have.</param>
    /// <param name="batches">The batches; none may be null. The reader takes ownership of each batch and disposes it
    /// after it has been passed on. An exception of the enumeration is rethrown unchanged by <see cref="Read"/> and by
    /// every other C# method that reads from this reader. A consumer of an exported stream receives the code and
    /// message of an <see cref="ArrowBridgeException"/>. For other exceptions it receives their message, and a code by
    /// exception type: one each for <see cref="OperationCanceledException"/>, <see cref="IOException"/>,
    /// <see cref="TimeoutException"/> and <see cref="NotSupportedException"/>, and EINVAL for all others. The message
    /// is one line, in which a space replaces each line break.</param>
    /// <param name="cancellation">Checked before each batch. Once it is canceled, reading throws
    /// <see cref="OperationCanceledException"/>, which is ECANCELED for C consumers.</param>
    /// <returns>A reader of the batches. The caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="schema"/> or <paramref name="batches"/> is
    /// null.</exception>
    /// <remarks>
    /// The enumeration starts when the first batch is requested, on the thread that requests it. The enumerator is
    /// disposed once: at end of stream or after a failure, during the call that meets it; when the last C# reader of it
    /// is disposed, before <see cref="ArrowObject.Dispose"/> returns. When another program releases an exported stream
    /// before end of stream, the release callback does not enter .NET and waits for nothing, so that it is safe
    /// anywhere. In that case a background thread of this library disposes the enumerator without delay, and the end of
    /// the process waits for it, up to 5 seconds. That thread disposes one enumerator at a time; exceptions are
    /// ignored.
    /// </remarks>
    public static RecordBatchReader FromEnumerable(
        ArrowSchema schema, IEnumerable<RecordBatch> batches, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(batches);
        IEnumerator<RecordBatch>? enumerator = null;
        return FromCallback(
            schema,
            () => (enumerator ??= batches.GetEnumerator()).MoveNext() ? Required(enumerator.Current) : null,
            () => enumerator?.Dispose(),
            cancellation);
    }

    private static RecordBatch Required(RecordBatch? batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return batch;
    }

    /// <summary>Creates a reader of batches that a function produces on demand.</summary>
    /// <param name="schema">The schema that all batches have.</param>
    /// <param name="next">Returns the next batch, of which the reader takes ownership, or null at end of stream. For
    /// its exceptions, see <see cref="FromEnumerable"/>.</param>
    /// <param name="end">Called once, when <see cref="FromEnumerable"/> disposes an enumerator, and on the same thread.
    /// May be null.</param>
    /// <param name="cancellation">Checked before each batch. See <see cref="FromEnumerable"/>.</param>
    /// <returns>A reader of the batches. The caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="schema"/> or <paramref name="next"/> is
    /// null.</exception>
    public static unsafe RecordBatchReader FromCallback(
        ArrowSchema schema, Func<RecordBatch?> next, Action? end = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(next);
        return new RecordBatchReader(ManagedReader.Create(schema, next, end, cancellation), schema);
    }

    /// <summary>Exports the remaining batches as a <c>struct ArrowArrayStream</c>. The stream keeps what it needs
    /// alive, so this reader can be disposed at once. The stream and this reader share one position.</summary>
    /// <param name="stream">The address of the struct to fill. Its previous contents are never read.</param>
    /// <exception cref="ArrowBridgeException"><paramref name="stream"/> is 0.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe void Export(nint stream)
    {
        Handles.Require((void*)stream, "stream");
        *(CArrowArrayStream*)stream = default;
        using Call call = Enter();
        StreamExport.Export((ReaderBlock*)call.Block, (CArrowArrayStream*)stream);
    }

    /// <summary>Creates a reader that casts each batch of this reader to another schema.
    /// <see cref="ArrowSchema.CanCast"/> tells in advance what the cast does.</summary>
    /// <param name="schema">The target schema. Columns are matched by position, so it must have as many columns as this
    /// reader.</param>
    /// <param name="mode">What to do with columns that cannot be cast to the requested type. In both modes, a value
    /// that does not fit is an error of the new reader.</param>
    /// <returns>The new reader. The caller disposes it. It keeps the source of this reader alive, so this reader can be
    /// disposed at once. Both readers share one position.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="schema"/> is null.</exception>
    /// <exception cref="ArrowBridgeException">The cast is impossible. <see cref="ArrowBridgeException.Field"/> names
    /// the field that cannot be cast.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe RecordBatchReader Cast(ArrowSchema schema, CastMode mode = CastMode.Strict)
    {
        ArgumentNullException.ThrowIfNull(schema);
        using CheckedSchema wanted = new(schema.Root);
        using Call call = Enter();
        return new RecordBatchReader(CastReader.Create((ReaderBlock*)call.Block, wanted.Block, (int)mode));
    }

    /// <summary>Reads the next batch.</summary>
    /// <returns>The batch, which the caller disposes, or null at end of stream. Further calls at end of stream return
    /// null again.</returns>
    /// <exception cref="ArrowBridgeException">The source failed. The code and message of a foreign stream are passed on
    /// unchanged. An exception of C# code that produces batches is rethrown unchanged instead.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe RecordBatch? Read()
    {
        using Call call = Enter();
        try
        {
            ArrayBlock* block = Batches.Next((ReaderBlock*)call.Block);
            return block == null ? null : new RecordBatch(block, _schema);
        }
        catch (ArrowBridgeException exception)
        {
            Throw.CauseOf(exception);
            throw;
        }
    }

    /// <summary>Enumerates the remaining batches.</summary>
    /// <returns>The batches. The caller disposes each of them.</returns>
    /// <exception cref="ArrowBridgeException">The source failed: see <see cref="Read"/>.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public IEnumerable<RecordBatch> ReadAll()
    {
        while (Read() is { } batch)
        {
            yield return batch;
        }
    }

    private protected override unsafe void ReleaseBlock(Block* block) => ReleaseQueue.Release(block);
}
