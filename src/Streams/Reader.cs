using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Streams;

/// <summary>
/// Everything that yields batches. A reader has two halves: this object, which knows how to get the next batch, and a native block with all
/// that must be released, so that the last release needs no runtime (native/blocks.c). The block is what handles and streams point to.
/// </summary>
internal abstract unsafe class Reader
{
    protected Reader(SchemaBlock* schema, bool isBatches)
    {
        Schema = schema;
        IsBatches = isBatches;
    }

    /// <summary>The schema of all batches; kept by <see cref="Block"/>.</summary>
    public SchemaBlock* Schema { get; }

    /// <summary>Whether it yields record batches, whose struct is brought into the form that everybody takes, or arrays as they are.</summary>
    public bool IsBatches { get; }

    /// <summary>For each field of the schema the number of its dictionary, from 0 without gaps, where the source says which fields share one; empty
    /// where it does not. Of fields without a dictionary the number means nothing.</summary>
    public virtual ReadOnlySpan<int> DictionaryNumbers => default;

    /// <summary>What ended it, for callers in C#; C callers get number and text, which the native half keeps.</summary>
    public Exception? Failure { get; set; }

    /// <summary>The native half; lives longer than this object is used.</summary>
    protected ReaderBlock* Block { get; private set; }

    /// <summary>
    /// Fills <paramref name="output"/>, which is zero, with the next batch and says whether it is known to match the schema and to be in the form that
    /// everybody takes; or leaves it as it is, at the end.
    /// </summary>
    public abstract bool Next(CArrowArray* output);

    /// <summary>Fills <paramref name="output"/> with an array as this reader gives them out: a batch in the form that everybody takes, or the array as it is.</summary>
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

    /// <summary>Called some time after the last release, on whatever thread, to end what only the runtime knows of. Must not throw.</summary>
    public virtual void OnReleased()
    {
    }

    /// <summary>Makes the native half, with room for <paramref name="refs"/> blocks to keep, and ties both together. The schema's
    /// reference goes over to it, on failure too.</summary>
    public ReaderBlock* Attach(int refs)
    {
        ReleaseQueue.Drain();
        ReaderBlock* block;
        try
        {
            block = (ReaderBlock*)Allocator.NewZeroed(BlockKind.Reader, sizeof(ReaderBlock) + ((long)refs * sizeof(Block*)));
        }
        catch
        {
            Native.ab_release(&Schema->head);
            throw;
        }
        block->schema = &Schema->head;
        block->n_refs = refs;
        Block = block;
        block->handle = (void*)GCHandle.ToIntPtr(GCHandle.Alloc(this));
        return block;
    }

    /// <summary>Refuses a handle that is not one.</summary>
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

    /// <summary>Refuses a reader of arrays that are no batches.</summary>
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
