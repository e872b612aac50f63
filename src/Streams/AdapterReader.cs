using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Streams;

/// <summary>A reader over another one of the same schema, whose block keeps that one.</summary>
internal abstract unsafe class AdapterReader(ReaderBlock* source) : Reader((SchemaBlock*)source->schema, Of(source).IsBatches)
{
    /// <summary>The place of the source among what the block keeps.</summary>
    private const int SourceRef = 0;

    protected ReaderBlock* Source { get; } = source;

    public override ReadOnlySpan<int> DictionaryNumbers => Of(Source).DictionaryNumbers;

    /// <summary>Makes the native half with <paramref name="more"/> further places, which begin at 1.</summary>
    protected ReaderBlock* AttachToSource(int more)
    {
        Native.ab_retain(&Schema->head);
        ReaderBlock* block = Attach(1 + more);
        Native.ab_retain(&Source->head);
        ReaderBlock.Refs(block)[SourceRef] = &Source->head;
        return block;
    }
}
