using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Streams;

/// <summary>A reader that reads from another reader of the same schema and keeps it alive.</summary>
internal abstract unsafe class AdapterReader(ReaderBlock* source)
    : Reader((SchemaBlock*)source->schema, Of(source).IsBatches)
{
    /// <summary>Index of the source among the references of the block.</summary>
    private const int SourceRef = 0;

    protected ReaderBlock* Source { get; } = source;

    public override ReadOnlySpan<int> DictionaryNumbers => Of(Source).DictionaryNumbers;

    public override bool MayBlock => Of(Source).MayBlock;

    /// <summary>Makes the native half with <paramref name="more"/> further references, from index 1.</summary>
    protected ReaderBlock* AttachToSource(int more)
    {
        Native.ab_retain(&Schema->head);
        ReaderBlock* block = Attach(1 + more);
        Native.ab_retain(&Source->head);
        ReaderBlock.Refs(block)[SourceRef] = &Source->head;
        return block;
    }

    /// <summary>Releases the source, which is not used any more. A source in C# ends before this returns.</summary>
    protected void ReleaseSource()
    {
        Block* source = ReaderBlock.Refs(Block)[SourceRef];
        ReaderBlock.Refs(Block)[SourceRef] = null;
        ReleaseQueue.Free(StreamsNative.ab_release_collect(source));
    }
}
