using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Streams;

/// <summary>
/// Reads the next batch of a reader, for handles, exported streams and other readers. It allows one call at a time,
/// makes end of stream and the first error sticky, and checks each batch against the schema.
/// </summary>
internal static unsafe class Cursor
{
    private const int Live = 0;
    private const int Ended = 1;
    private const int Failed = 2;

    private static ReadOnlySpan<byte> LostText =>
        "get_next failed, and there was no memory to keep the text of its error"u8;

    /// <summary>The operation that messages of sticky errors name.</summary>
    private const string Operation = "get_next";

    /// <summary>Fills <paramref name="output"/>, or leaves it zero at end of stream.</summary>
    public static void Next(ReaderBlock* block, CArrowArray* output)
    {
        *output = default;
        Enter(block);
        try
        {
            if (block->state == Live)
            {
                Advance(block, output);
            }
            else if (block->state == Failed)
            {
                ThrowAgain(block);
            }
        }
        finally
        {
            Leave(block);
        }
    }

    /// <summary>
    /// Begins a call on the reader. A concurrent call fails with EBUSY, or waits if the reader has a call lock.
    /// </summary>
    public static void Enter(ReaderBlock* block)
    {
        if (block->call_lock != null)
        {
            CallLock.Acquire(block->call_lock);
        }
        else if (Interlocked.Exchange(ref block->busy, 1) != 0)
        {
            Throw.Busy();
        }
    }

    public static void Leave(ReaderBlock* block)
    {
        if (block->call_lock != null)
        {
            CallLock.Release(block->call_lock);
            return;
        }
        Volatile.Write(ref block->busy, 0);
    }

    /// <summary>Whether the reader has reached end of stream.</summary>
    public static bool HasEnded(ReaderBlock* block) => Volatile.Read(ref block->state) == Ended;

    /// <summary>Whether the reader has failed, and fails again on every call.</summary>
    public static bool HasFailed(ReaderBlock* block) => Volatile.Read(ref block->state) == Failed;

    /// <summary>For readers that read from others more than once in a call.</summary>
    public static void StopIfCancelled(ReaderBlock* block)
    {
        if (Volatile.Read(ref block->cancelled) != 0)
        {
            Throw.Cancelled("the reader was cancelled");
        }
    }

    private static void Advance(ReaderBlock* block, CArrowArray* output)
    {
        try
        {
            StopIfCancelled(block);
            Reader reader = Reader.Of(block);
            bool sound = reader.Next(output);
            if (output->release == null)
            {
                *output = default;
                block->state = Ended;
                return;
            }
            StopIfCancelled(block);
            if (!sound)
            {
                Accept(reader, output);
            }
            block->batches++;
        }
        catch (Exception exception)
        {
            Fail(block, output, exception);
        }
    }

    /// <summary>
    /// Checks a batch of a foreign producer, and brings it into the form that every consumer accepts.
    /// </summary>
    private static void Accept(Reader reader, CArrowArray* output)
    {
        if (!SharedArray.Accept(output, reader.Schema, reader.CopiesMisaligned))
        {
            Normalize(reader, SchemaBlock.Root(reader.Schema), output);
        }
    }

    private static void Normalize(Reader reader, Field* root, CArrowArray* output)
    {
        ArrayBlock* shared = SharedArray.Adopt(output, reader.Schema, root, false);
        *output = default;
        try
        {
            reader.Export(shared, output);
        }
        finally
        {
            Native.ab_release(&shared->head);
        }
    }

    /// <summary>Stores code and message for every later call, and throws.</summary>
    private static void Fail(ReaderBlock* block, CArrowArray* output, Exception exception)
    {
        if (output->release != null)
        {
            output->release(output);
        }
        *output = default;
        if (exception is ArrowBridgeException { IsForeign: false } own)
        {
            own.Batch = block->batches;
        }
        block->code = Errno.Of(exception);
        block->state = Failed;
        Reader.Of(block).Failure = exception is ArrowBridgeException { Cause: { } cause } ? cause : exception;
        try
        {
            block->text = (Block*)Allocator.NewText(ExceptionBoundary.Text(exception, Operation)) - 1;
        }
        catch (Exception failure) when (failure is ArrowBridgeException or OutOfMemoryException)
        {
            // No memory for the message: the code is stored all the same, and ThrowAgain has a message for it.
        }
        ThrowAgain(block);
    }

    /// <summary>The message of the sticky error, which lives as long as the reader.</summary>
    public static bool StickyText(ReaderBlock* block, int code, out byte* text)
    {
        text = block->text == null ? null : (byte*)(block->text + 1);
        return block->state == Failed && block->code == code && text != null;
    }

    private static void ThrowAgain(ReaderBlock* block) => Throw.Foreign(
        block->code, block->text == null ? LostText.ToArray()
        : Utf8Text.Span((byte*)(block->text + 1)).ToArray(), Operation,
        Reader.Of(block).Failure);
}
