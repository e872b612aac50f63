using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Streams;

/// <summary>
/// Exports readers as streams. The callbacks in the struct are C (native/readers.c). get_schema and get_next call this
/// class unless the process is a forked child; get_last_error and release never do.
/// </summary>
internal static unsafe class StreamExport
{
    /// <summary>Fills a stream that references the reader.</summary>
    public static void Export(ReaderBlock* reader, CArrowArrayStream* output)
    {
        StreamBlock* stream = (StreamBlock*)Allocator.New(BlockKind.Stream, sizeof(StreamBlock));
        Native.ab_retain(&reader->head);
        stream->reader = reader;
        stream->error = null;
        stream->get_schema = &GetSchema;
        stream->get_next = &GetNext;
        StreamsNative.ab_fill_stream(stream, output);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GetSchema(StreamBlock* stream, CArrowSchema* output)
    {
        int code = ExceptionBoundary.Call(new GetSchemaCall(stream->reader, output), &stream->text);
        stream->error = code == 0 ? null : stream->text.message;
        return code;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GetNext(StreamBlock* stream, CArrowArray* output)
    {
        int code = ExceptionBoundary.Call(new GetNextCall(stream->reader, output), &stream->text);
        stream->error = code == 0 ? null : ErrorText(stream, code);
        return code;
    }

    /// <summary>The reader's whole message, if the reader failed; else the message of this call.</summary>
    private static byte* ErrorText(StreamBlock* stream, int code) =>
        Cursor.StickyText(stream->reader, code, out byte* text)
        ? text
        : stream->text.message;

    internal readonly struct GetSchemaCall(ReaderBlock* reader, CArrowSchema* output) : ICall
    {
        public static string Name => "get_schema";

        public void Run()
        {
            if (output == null)
            {
                Throw.NullArgument("out");
            }
            SchemaBlock* schema = (SchemaBlock*)reader->schema;
            SchemaExport.Export(schema, SchemaBlock.Root(schema), output);
        }
    }

    internal readonly struct GetNextCall(ReaderBlock* reader, CArrowArray* output) : ICall
    {
        public static string Name => "get_next";

        public void Run()
        {
            if (output == null)
            {
                Throw.NullArgument("out");
            }
            Cursor.Next(reader, output);
        }
    }
}
