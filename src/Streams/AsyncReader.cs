using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Streams;

/// <summary>
/// Reads what an asynchronous producer passes to a handler of the library (native/async_handler.c), which puts it into
/// a queue (native/async_consumer.c).
/// </summary>
internal sealed unsafe class AsyncReader : Reader
{
    private const long MostBatches = 65536;

    private const string Handler = "handler of the asynchronous stream";

    private AsyncReader(SchemaBlock* schema, bool isBatches)
        : base(schema, isBatches)
    {
    }

    /// <summary>Makes a handler whose queue has room for this number of batches.</summary>
    public static Block* NewHandler(long maxBatches)
    {
        if (maxBatches is < 1 or > MostBatches)
        {
            Throw.Argument("max_batches", $"is {maxBatches}; it must be from 1 to {MostBatches}");
        }
        Block* consumer = StreamsNative.ab_async_consumer_new(maxBatches);
        if (consumer == null)
        {
            Throw.OutOfMemory(maxBatches * sizeof(CArrowArray));
        }
        return consumer;
    }

    /// <summary>Throws if the handle is not a handler.</summary>
    public static Block* Checked(Block* handler)
    {
        if (handler == null)
        {
            Throw.NullArgument("handler");
        }
        if (handler->kind != BlockKind.AsyncConsumer)
        {
            Throw.Argument("handler", "is not the handle of a handler");
        }
        return handler;
    }

    /// <summary>Waits for the schema and makes the one reader of a handler.</summary>
    public static ReaderBlock* Create(Block* consumer, long timeout, bool isBatches)
    {
        if (timeout < 0)
        {
            Throw.Argument("timeout_ms", $"is {timeout}");
        }
        CArrowSchema foreign = default;
        AsyncResult result = StreamsNative.ab_async_take_schema(consumer, Deadline.After(timeout), &foreign);
        ThrowUnlessTaken(consumer, result, timeout);
        try
        {
            AsyncReader reader = new(ForeignReader.ImportSchema(&foreign, isBatches), isBatches);
            ReaderBlock* block = reader.Attach(1);
            Native.ab_retain(consumer);
            ReaderBlock.Refs(block)[0] = consumer;
            return block;
        }
        catch
        {
            StreamsNative.ab_async_cancel(consumer);
            throw;
        }
    }

    private static void ThrowUnlessTaken(Block* consumer, AsyncResult result, long timeout)
    {
        switch (result)
        {
            case AsyncResult.Failed:
                ThrowFailure(consumer);
                break;
            case AsyncResult.Late:
                Throw.TimedOut($"the producer did not pass a schema within {timeout} ms");
                break;
            case AsyncResult.OwnThread:
                Throw.Busy(Handler);
                break;
            case AsyncResult.HasReader:
                Throw.Argument("handler", "has passed its schema to a reader before");
                break;
        }
    }

    public override bool Next(CArrowArray* output)
    {
        Block* consumer = ReaderBlock.Refs(Block)[0];
        switch (StreamsNative.ab_async_take(consumer, Block, output))
        {
            case AsyncResult.Failed:
                ThrowFailure(consumer);
                break;
            case AsyncResult.OwnThread:
                Throw.Busy(Handler);
                break;
            case AsyncResult.Cancelled:
                Cursor.StopIfCancelled(Block);
                break;
        }
        return false;
    }

    /// <summary>The failure of the producer, or a rule that it broke, with the text that the handler stored.</summary>
    private static void ThrowFailure(Block* consumer)
    {
        int code;
        byte* text = StreamsNative.ab_async_error(consumer, &code);
        Throw.Foreign(code, text == null ? null : Utf8Text.Span(text).ToArray(), "the asynchronous producer");
    }
}
