using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Streams;

/// <summary>
/// A source of batches. A reader has two halves: this object, which reads the next batch, and a native block that owns
/// everything that must be released, so that the last release does not enter the runtime (native/readers.c). Handles
/// and streams point to the block.
/// </summary>
internal abstract unsafe class Reader
{
    protected Reader(SchemaBlock* schema, bool isBatches) => Renew(schema, isBatches);

    // What the native half refers to this object by; it stays when the object is used again.
    private GCHandle _handle;

    /// <summary>For an object that is used again; <see cref="Renew"/> gives it a schema.</summary>
    protected Reader()
    {
    }

    /// <summary>Begins the use of this object for another input.</summary>
    protected void Renew(SchemaBlock* schema, bool isBatches)
    {
        Schema = schema;
        IsBatches = isBatches;
    }

    /// <summary>The schema of all batches; <see cref="Block"/> keeps it alive. Null for readers that yield nothing.
    /// </summary>
    public SchemaBlock* Schema { get; private set; }

    /// <summary>
    /// Whether it yields record batches, in the form that every consumer accepts, or arrays, unchanged.
    /// </summary>
    public bool IsBatches { get; private set; }

    /// <summary>Whether misaligned buffers of a foreign source are copied instead of refused (ARR-10).</summary>
    public bool CopiesMisaligned { get; init; }

    /// <summary>
    /// For each field of the schema the number of its dictionary, from 0 without gaps: fields with the same number
    /// share one. Empty if the source does not tell. The number of a field without a dictionary has no meaning.
    /// </summary>
    public virtual ReadOnlySpan<int> DictionaryNumbers => default;

    /// <summary>Whether reading may take any time, because foreign code or a device gives the data.</summary>
    public virtual bool MayBlock => true;

    /// <summary>
    /// The exception that made it fail, for callers in C#. C callers get code and message, which the native half
    /// stores.
    /// </summary>
    public Exception? Failure { get; set; }

    /// <summary>The native half; it outlives every use of this object.</summary>
    protected ReaderBlock* Block { get; private set; }

    /// <summary>
    /// Fills <paramref name="output"/>, which is zero, with the next batch, or leaves it zero at end of stream. Returns
    /// whether the batch is known to match the schema and to be in the form that every consumer accepts.
    /// </summary>
    public abstract bool Next(CArrowArray* output);

    /// <summary>
    /// Fills <paramref name="output"/> with an array as this reader yields them: a batch in the form that every
    /// consumer accepts, or the unchanged array.
    /// </summary>
    public void Export(ArrayBlock* array, CArrowArray* output)
    {
        if (IsBatches)
        {
            ArrayExport.ExportBatch(array, output);
        }
        else
        {
            ArrayExport.Export(array, output);
        }
    }

    /// <summary>Fills <paramref name="output"/> with rows of an array, without copying them.</summary>
    public void ExportSlice(ArrayBlock* array, long offset, long length, CArrowArray* output)
    {
        ArrayBlock* slice = Columns.Slice(array, offset, length);
        try
        {
            Export(slice, output);
        }
        finally
        {
            Native.ab_release(&slice->head);
        }
    }

    /// <summary>
    /// Called some time after the last release, on any thread, to dispose managed objects. Must not throw.
    /// </summary>
    public virtual void OnReleased()
    {
    }

    /// <summary>
    /// Makes the native half, with <paramref name="refs"/> references to other blocks, and links the two halves. Takes
    /// over the reference to the schema, even on failure.
    /// </summary>
    public ReaderBlock* Attach(int refs)
    {
        ReleaseQueue.Drain();
        ReaderBlock* block;
        try
        {
            block = (ReaderBlock*)Allocator.NewZeroed(BlockKind.Reader,
                sizeof(ReaderBlock) + ((long)refs * sizeof(Block*)));
        }
        catch
        {
            Native.ab_release((Block*)Schema);
            throw;
        }
        block->schema = (Block*)Schema;
        block->n_refs = refs;
        Block = block;
        if (!_handle.IsAllocated)
        {
            _handle = GCHandle.Alloc(this);
        }
        block->handle = (void*)GCHandle.ToIntPtr(_handle);
        return block;
    }

    /// <summary>Drops the reference of the native half, which is gone or was never made.</summary>
    protected void Detach()
    {
        if (_handle.IsAllocated)
        {
            _handle.Free();
        }
    }

    /// <summary>Frees both halves of a released reader.</summary>
    public static void Free(ReaderBlock* released)
    {
        Reader reader = Of(released);
        reader.Detach();
        StreamsNative.ab_release_queue_free(released);
        reader.OnReleased();
    }

    /// <summary>
    /// The managed half of the reusable reader that this thread released last, or null. The native half is freed.
    /// </summary>
    protected static Reader? TakeOwn()
    {
        ReaderBlock* released = StreamsNative.ab_release_queue_take_own();
        if (released == null)
        {
            return null;
        }
        Reader reader = Of(released);
        StreamsNative.ab_release_queue_free(released);
        return reader;
    }

    /// <summary>Throws if the handle is not a reader.</summary>
    public static ReaderBlock* Checked(ReaderBlock* block, string name = "reader")
    {
        if (block == null)
        {
            Throw.NullArgument(name);
        }
        if (block->head.kind != BlockKind.Reader)
        {
            Throw.Argument(name, "is not a reader handle");
        }
        return block;
    }

    /// <summary>Throws if the reader yields arrays that are not record batches.</summary>
    public static ReaderBlock* RequireBatches(ReaderBlock* block)
    {
        if (!Of(Checked(block)).IsBatches)
        {
            SharedArray.RequireStruct(SchemaBlock.Root((SchemaBlock*)block->schema));
            Throw.Argument("reader", "yields arrays, not record batches; use ArrowBridgeExportArrayReader");
        }
        return block;
    }

    public static Reader Of(ReaderBlock* block) => (Reader)GCHandle.FromIntPtr((nint)block->handle).Target!;
}
