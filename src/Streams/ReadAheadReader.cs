using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Streams;

/// <summary>
/// Reads its source on a thread of the library (native/read_ahead.c): ahead of its caller, or for a caller that does
/// not wait longer than it wants. The thread is a native one, which enters the runtime for each batch.
/// </summary>
internal sealed unsafe class ReadAheadReader : AdapterReader
{
    private const int AheadRef = 1;

    /// <summary>Milliseconds per call; 0: no limit.</summary>
    private readonly long _perCall;
    private readonly long _total;

    /// <summary>When the total time is over.</summary>
    private readonly long _end;

    private ReadAheadReader(ReaderBlock* source, long perCall, long total)
        : base(source)
    {
        _perCall = perCall;
        _total = total;
        _end = Deadline.After(total);
    }

    private Block* Ahead => ReaderBlock.Refs(Block)[AheadRef];

    public static ReaderBlock* CreatePrefetch(ReaderBlock* source, long maxBatches, long maxBytes)
    {
        RequireLimit("max_batches", maxBatches, "max_bytes", maxBytes);
        ReadAheadOptions options = new()
        {
            max_batches = maxBatches, max_bytes = Math.Min(maxBytes, BufferBytes.Most)
        };
        return Create(source, 0, 0, ref options);
    }

    public static ReaderBlock* CreateWithTimeout(ReaderBlock* source, long perCall, long total)
    {
        RequireLimit("per_call_ms", perCall, "total_ms", total);
        ReadAheadOptions options = new() { on_request = 1 };
        return Create(source, perCall, total, ref options);
    }

    private static void RequireLimit(string first, long one, string second, long other)
    {
        if (one < 0 || other < 0)
        {
            Throw.Argument(one < 0 ? first : second, $"is {(one < 0 ? one : other)}");
        }
        if (one == 0 && other == 0)
        {
            Throw.Argument(second, $"is 0, and so is {first}: there must be a limit");
        }
    }

    private static ReaderBlock* Create(ReaderBlock* source, long perCall, long total, ref ReadAheadOptions options)
    {
        ReaderBlock* block = new ReadAheadReader(source, perCall, total).AttachToSource(1);
        options.source = source;
        options.fetch = &Fetch;
        options.may_block = Of(source).MayBlock ? 1 : 0;
        int code;
        fixed (ReadAheadOptions* native = &options)
        {
            code = StreamsNative.ab_read_ahead_new(native, ReaderBlock.Refs(block) + AheadRef);
        }
        if (code != 0)
        {
            Native.ab_release(&block->head);
            ThreadStart.Check(code, "reads the source");
        }
        return block;
    }

    public override bool Next(CArrowArray* output)
    {
        long end = Deadline.After(_perCall);
        bool isTotal = _end != Deadline.None && (end == Deadline.None || _end < end);
        switch (StreamsNative.ab_read_ahead_take(Ahead, Block, isTotal ? _end : end, output))
        {
            case ReadAheadResult.Failed:
                ThrowFailure(output);
                break;
            case ReadAheadResult.Late:
                Throw.TimedOut(isTotal
                    ? $"the stream did not end within {_total} ms"
                    : $"the source did not answer within {_perCall} ms");
                break;
            case ReadAheadResult.OwnThread:
                Throw.Busy();
                break;
            case ReadAheadResult.Cancelled:
                Cursor.StopIfCancelled(Block);
                break;
        }
        return true;
    }

    /// <summary>
    /// Errors of a source are sticky, so the source itself repeats its error. Others, such as a source that is in
    /// another call, have code and text only.
    /// </summary>
    private void ThrowFailure(CArrowArray* output)
    {
        if (Cursor.HasFailed(Source))
        {
            Cursor.Next(Source, output);
        }
        int code;
        byte* text = StreamsNative.ab_read_ahead_error(Ahead, &code);
        Throw.Foreign(code, Utf8Text.Span(text).ToArray(), "the source");
    }

    /// <summary>Reads the next batch of the source, on the thread.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Fetch(ReaderBlock* source, CArrowArray* output, long* bytes, CError* error) =>
        ExceptionBoundary.Call(new FetchCall(source, output, bytes), error);

    private readonly struct FetchCall(ReaderBlock* source, CArrowArray* output, long* bytes) : ICall
    {
        public static string Name => "get_next";

        public void Run()
        {
            Cursor.Next(source, output);
            if (bytes != null && output->release != null)
            {
                *bytes = BufferBytes.Of(SchemaBlock.Root((SchemaBlock*)source->schema), output);
            }
        }
    }
}
