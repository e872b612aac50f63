using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams.Checks;

namespace ArrowBridge.Streams;

/// <summary>Reads a foreign stream: one indirect call per batch, no copies.</summary>
internal sealed unsafe class ForeignReader : Reader
{
    private ForeignReader(SchemaBlock* schema, bool isBatches)
        : base(schema, isBatches)
    {
    }

    /// <summary>Moves the stream in and reads its schema; releases the stream if that fails.</summary>
    /// <param name="copiesMisaligned">Whether misaligned buffers are copied instead of refused (ARR-10).</param>
    public static ReaderBlock* Import(CArrowArrayStream* stream, bool isBatches, bool copiesMisaligned = false)
    {
        if (stream == null)
        {
            Throw.NullArgument("stream");
        }
        if (stream->release == null)
        {
            Throw.Rule("MEM-5", null, "the stream was released before");
        }
        CArrowArrayStream moved = *stream;
        stream->release = null;
        try
        {
            CheckedStream.CreateIfAsked(&moved);
        }
        catch
        {
            moved.release(&moved);
            throw;
        }
        return ImportUnchecked(&moved, isBatches, copiesMisaligned);
    }

    /// <summary>
    /// As <see cref="Import"/>, for a live stream, without the checks that the environment may ask for.
    /// </summary>
    public static ReaderBlock* ImportUnchecked(
        CArrowArrayStream* stream, bool isBatches, bool copiesMisaligned = false)
    {
        CArrowArrayStream moved = *stream;
        try
        {
            SchemaBlock* schema = ReadSchema(&moved, isBatches);
            ForeignReader reader = new(schema, isBatches) { CopiesMisaligned = copiesMisaligned };
            ReaderBlock* block = reader.Attach(0);
            block->source = moved;
            return block;
        }
        catch
        {
            moved.release(&moved);
            throw;
        }
    }

    public static SchemaBlock* ReadSchema(CArrowArrayStream* stream, bool isBatches)
    {
        if (stream->get_schema == null || stream->get_next == null)
        {
            Throw.Rule("STR-2", null, "a callback of the stream is NULL");
        }
        CArrowSchema foreign = default;
        int code = stream->get_schema(stream, &foreign);
        if (code != 0)
        {
            Throw.Foreign(code, LastError(stream), "get_schema of the stream");
        }
        if (foreign.release == null)
        {
            Throw.Rule("STR-2", null, "get_schema returned 0, but no schema");
        }
        return ImportSchema(&foreign, isBatches);
    }

    /// <summary>Imports the schema that a producer passed, a struct if it describes record batches.</summary>
    public static SchemaBlock* ImportSchema(CArrowSchema* foreign, bool isBatches)
    {
        SchemaBlock* schema = SchemaImport.Import(foreign);
        try
        {
            if (isBatches)
            {
                Arrays.SharedArray.RequireStruct(SchemaBlock.Root(schema));
            }
        }
        catch
        {
            Native.ab_release(&schema->head);
            throw;
        }
        return schema;
    }

    /// <summary>A longer message of a stream is cut: it is copied to the GC heap, which is small.</summary>
    private const int MostErrorBytes = 1 << 16;

    /// <summary>
    /// Copies the message at once, since it lives only until the next call (STR-12). There may be none (STR-11).
    /// </summary>
    public static byte[]? LastError(CArrowArrayStream* stream)
    {
        byte* text = stream->get_last_error == null ? null : stream->get_last_error(stream);
        if (text == null)
        {
            return null;
        }
        ReadOnlySpan<byte> all = Utf8Text.Span(text);
        return all.Length <= MostErrorBytes
            ? all.ToArray()
            : [.. all[..ExceptionBoundary.EndOfCharacters(all, MostErrorBytes)], .. ExceptionBoundary.CutMark];
    }

    public override bool Next(CArrowArray* output)
    {
        CArrowArrayStream* stream = &Block->source;
        int code = stream->get_next(stream, output);
        if (code != 0)
        {
            *output = default; // not valid, whatever it holds (STR-9)
            Throw.Foreign(code, LastError(stream), "get_next of the stream");
        }
        return false;
    }
}
