using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Casts;

/// <summary>Yields the batches of a reader. What is not compact in them is copied.</summary>
internal sealed unsafe class CompactReader : AdapterReader
{
    private CompactReader(ReaderBlock* source)
        : base(source)
    {
    }

    public static ReaderBlock* Create(ReaderBlock* source) => new CompactReader(source).AttachToSource(0);

    public override bool Next(CArrowArray* output)
    {
        Cursor.Next(Source, output);
        Field* root = SchemaBlock.Root(Schema);
        if (output->release == null || (Compaction.IsWhole(output) && Compactness.OfRoot(root, output)))
        {
            return true;
        }
        ArrayBlock* shared = SharedArray.Adopt(output, Schema, root, false);
        *output = default;
        try
        {
            Compaction.Copy(shared, output);
            return true;
        }
        finally
        {
            Native.ab_release(&shared->head);
        }
    }
}
