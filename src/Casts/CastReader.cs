using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Casts;

/// <summary>A reader over a reader that casts each batch when it is read.</summary>
internal sealed unsafe class CastReader : Reader
{
    private readonly ReaderBlock* _source;
    private readonly bool _isRelabelling;

    private CastReader(ReaderBlock* source, in ResolvedCast cast, bool isBatches)
        : base(cast.Schema, isBatches)
    {
        _source = source;
        _isRelabelling = cast.IsRelabelling;
    }

    public override bool MayBlock => Of(_source).MayBlock;

    public static ReaderBlock* Create(ReaderBlock* source, SchemaBlock* schema, int mode)
    {
        ResolvedCast cast = ResolvedCast.Resolve((SchemaBlock*)source->schema, schema, mode);
        bool isBatches = Of(source).IsBatches;
        try
        {
            if (isBatches)
            {
                SharedArray.RequireStruct(SchemaBlock.Root(cast.Schema));
            }
        }
        catch
        {
            Native.ab_release(&cast.Schema->head);
            throw;
        }
        ReaderBlock* block = new CastReader(source, cast, isBatches).Attach(1);
        Native.ab_retain(&source->head);
        ReaderBlock.Refs(block)[0] = &source->head;
        return block;
    }

    public override bool Next(CArrowArray* output)
    {
        Cursor.Next(_source, output);
        if (output->release == null || _isRelabelling)
        {
            return true;
        }
        SchemaBlock* from = (SchemaBlock*)_source->schema;
        ArrayBlock* shared = SharedArray.Adopt(output, from, SchemaBlock.Root(from), true);
        *output = default;
        try
        {
            CastRoot.Cast(shared, SchemaBlock.Root(Schema), output);
            return true;
        }
        finally
        {
            Native.ab_release(&shared->head);
        }
    }
}
