using ArrowBridge.Abi;
using ArrowBridge.Casts;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge;

/// <summary>Record batches, one after another, wherever they come from: another program's stream, a file, C# code.</summary>
/// <remarks>
/// One call at a time, from any thread: a second one meanwhile fails with <see cref="ErrorCode.Busy"/>. Once a reader has ended it has ended; once it
/// has failed it fails the same way again. What it hands out was checked against its schema, as far as structure goes.
/// </remarks>
public sealed partial class RecordBatchReader : ArrowObject
{
    private readonly ArrowSchema _schema;

    private unsafe RecordBatchReader(ReaderBlock* block, ArrowSchema? schema = null)
        : base(&block->head)
    {
        _schema = schema ?? ArrowSchema.Of((SchemaBlock*)block->schema);
    }

    /// <summary>The columns of every batch.</summary>
    public ArrowSchema Schema => _schema;

    /// <summary>Takes over a <c>struct ArrowArrayStream</c>: it is moved out and marked as released, even if this fails.</summary>
    /// <param name="stream">Its address. It must be a stream of record batches.</param>
    /// <exception cref="ArrowBridgeException">It fails to give its schema, the schema breaks a rule, or it was released before.</exception>
    public static unsafe RecordBatchReader Import(nint stream) => new(ForeignReader.Import((CArrowArrayStream*)stream, true));

    /// <summary>Batches that are there. Nothing is copied.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="batches">Of that schema. They stay the caller's to dispose, now or later.</param>
    /// <exception cref="ArrowBridgeException">A batch is of another type.</exception>
    public static RecordBatchReader FromBatches(ArrowSchema schema, params IReadOnlyList<RecordBatch> batches)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(batches);
        BatchList list = new(schema, batches);
        return FromCallback(schema, list.Next, list.End);
    }

    /// <summary>Batches that are made as they are asked for, such as by an iterator with <c>yield return</c>.</summary>
    /// <param name="schema">The columns of every batch.</param>
    /// <param name="batches">Each batch becomes the reader's, which disposes it once it was handed on; none is null. An exception comes out of <see cref="Read"/>, and of
    /// what else reads this reader in C#, as it was thrown. Whoever reads an exported stream gets number and text of an <see cref="ArrowBridgeException"/>, and of
    /// others a number by their kind (<see cref="OperationCanceledException"/>, <see cref="IOException"/>, <see cref="TimeoutException"/>,
    /// <see cref="NotSupportedException"/>; EINVAL for the rest) with their text.</param>
    /// <param name="cancellation">Asked before each batch; <see cref="OperationCanceledException"/> then, ECANCELED in C.</param>
    /// <remarks>The enumeration begins with the first batch that is asked for, on the thread that asks. It is disposed at the end, after a failure, and when the
    /// reader is disposed. Where a program in C releases an exported stream before its end, releasing does not enter .NET, so that it is safe anywhere: then it is disposed when the next
    /// reader is made or disposed, or by <see cref="ArrowMemory.Read"/>.</remarks>
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

    /// <summary>Batches that a function makes as they are asked for.</summary>
    /// <param name="schema">The columns of every batch.</param>
    /// <param name="next">Gives the next batch, which becomes the reader's, or null at the end. Exceptions: see <see cref="FromEnumerable"/>.</param>
    /// <param name="end">Called once after the end, a failure, or when the reader is released; may be null.</param>
    /// <param name="cancellation">Asked before each batch.</param>
    public static unsafe RecordBatchReader FromCallback(
        ArrowSchema schema, Func<RecordBatch?> next, Action? end = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(next);
        return new RecordBatchReader(ManagedReader.Create(schema, next, end, cancellation), schema);
    }

    /// <summary>Fills a <c>struct ArrowArrayStream</c> that reads on from here. It keeps what it needs alive: this object can be disposed at once. Both see
    /// one position.</summary>
    /// <param name="stream">The address of room for it; what is there is never read.</param>
    public unsafe void Export(nint stream)
    {
        Handles.Require((void*)stream, "stream");
        *(CArrowArrayStream*)stream = default;
        using Call call = Enter();
        StreamExport.Export((ReaderBlock*)call.Block, (CArrowArrayStream*)stream);
    }

    /// <summary>A reader of the same batches, each cast as it comes. <see cref="ArrowSchema.CanCast"/> says before what would happen.</summary>
    /// <param name="schema">What to arrive at. Columns are matched by their place, and there must be as many.</param>
    /// <param name="mode">What happens to columns that cannot become what is asked for; values that do not fit are an error of the new reader in both modes.</param>
    /// <returns>The caller's to dispose. It keeps this reader's source alive, so that this object can be disposed at once; both see one position.</returns>
    /// <exception cref="ArrowBridgeException">It is impossible: <see cref="ArrowBridgeException.Field"/> cannot become that.</exception>
    public unsafe RecordBatchReader Cast(ArrowSchema schema, CastMode mode = CastMode.Strict)
    {
        ArgumentNullException.ThrowIfNull(schema);
        using CheckedSchema wanted = new(schema.Root);
        using Call call = Enter();
        return new RecordBatchReader(CastReader.Create((ReaderBlock*)call.Block, wanted.Block, (int)mode));
    }

    /// <summary>The next batch.</summary>
    /// <returns>The caller's to dispose; null at the end, as often as it is asked.</returns>
    /// <exception cref="ArrowBridgeException">The source failed: with the number and text that it gave, where it is foreign. What C# code throws
    /// while it is asked for a batch comes out as it was thrown.</exception>
    public unsafe RecordBatch? Read()
    {
        using Call call = Enter();
        try
        {
            ArrayBlock* block = Batches.Next((ReaderBlock*)call.Block);
            return block == null ? null : new RecordBatch(block, _schema);
        }
        catch (BridgeException exception) when (exception.Cause is not null)
        {
            Throw.Again(exception.Cause);
            throw;
        }
    }

    /// <summary>The batches that are left, one by one.</summary>
    /// <returns>Each is the caller's to dispose.</returns>
    public IEnumerable<RecordBatch> ReadAll()
    {
        while (Read() is { } batch)
        {
            yield return batch;
        }
    }

    private protected override void Release()
    {
        base.Release();
        ReleaseQueue.Drain();
    }
}
