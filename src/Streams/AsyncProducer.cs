using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge.Streams;

/// <summary>
/// Passes the batches of a reader to a <c>struct ArrowAsyncDeviceStreamHandler</c> (native/async_producer.c).
/// </summary>
internal static unsafe class AsyncProducer
{
    /// <summary>
    /// Calls the handler, on a thread of the library or in this call. If this throws, no callback was called.
    /// </summary>
    public static void Drive(ReaderBlock* reader, void* handler, bool onThread)
    {
        if (handler == null)
        {
            Throw.NullArgument("handler");
        }
        byte* missing = StreamsNative.ab_async_missing_callback(handler);
        if (missing != null)
        {
            Throw.Rule("ASY-1", null, $"{Utf8Text.Display(Utf8Text.Span(missing))} of the handler is NULL");
        }
        CArrowArrayStream stream;
        StreamExport.Export(reader, &stream);
        int code = StreamsNative.ab_async_drive(reader, &stream, handler, onThread ? 1 : 0);
        ThreadStart.Check(code, "calls the handler");
    }
}
