using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Streams;

namespace ArrowBridge.Exports;

/// <summary>async.h. ArrowBridgeAsyncHandlerRelease is in native/handles.c.</summary>
internal static unsafe class AsyncExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderDriveHandler", CallConvs = [typeof(CallConvCdecl)])]
    public static int DriveHandler(ReaderBlock* reader, void* handler, CError* error) =>
        ExceptionBoundary.Call(new DriveHandlerCall(reader, handler), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderRunHandler", CallConvs = [typeof(CallConvCdecl)])]
    public static int RunHandler(ReaderBlock* reader, void* handler, CError* error) =>
        ExceptionBoundary.Call(new RunHandlerCall(reader, handler), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeAsyncHandlerNew", CallConvs = [typeof(CallConvCdecl)])]
    public static int NewHandler(long max_batches, Block** @out, void** out_handler, CError* error) =>
        ExceptionBoundary.Call(new NewHandlerCall(max_batches, @out, out_handler), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeAsyncHandlerGetReader", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetReader(Block* handler, long timeout_ms, ReaderBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new GetReaderCall(handler, timeout_ms, @out), error);

    [UnmanagedCallersOnly(
        EntryPoint = "cs_ArrowBridgeAsyncHandlerGetArrayReader", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetArrayReader(Block* handler, long timeout_ms, ReaderBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new GetArrayReaderCall(handler, timeout_ms, @out), error);

    internal readonly struct DriveHandlerCall(ReaderBlock* reader, void* handler) : ICall
    {
        public static string Name => "ArrowBridgeReaderDriveHandler";

        public void Run() => AsyncProducer.Drive(Reader.Checked(reader), handler, true);
    }

    internal readonly struct RunHandlerCall(ReaderBlock* reader, void* handler) : ICall
    {
        public static string Name => "ArrowBridgeReaderRunHandler";

        public void Run() => AsyncProducer.Drive(Reader.Checked(reader), handler, false);
    }

    internal readonly struct NewHandlerCall(long max_batches, Block** @out, void** out_handler) : ICall
    {
        public static string Name => "ArrowBridgeAsyncHandlerNew";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Require(out_handler, "out_handler");
            Block* handler = AsyncReader.NewHandler(max_batches);
            *out_handler = StreamsNative.ab_async_consumer_handler(handler);
            Handles.Give(handler, @out);
        }
    }

    internal readonly struct GetReaderCall(Block* handler, long timeout_ms, ReaderBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeAsyncHandlerGetReader";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(AsyncReader.Create(AsyncReader.Checked(handler), timeout_ms, true), @out);
        }
    }

    internal readonly struct GetArrayReaderCall(Block* handler, long timeout_ms, ReaderBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeAsyncHandlerGetArrayReader";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(AsyncReader.Create(AsyncReader.Checked(handler), timeout_ms, false), @out);
        }
    }
}
