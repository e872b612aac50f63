using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Streams;

namespace ArrowBridge.Exports;

/// <summary>async.h.</summary>
internal static unsafe class AsyncExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderDriveHandler", CallConvs = [typeof(CallConvCdecl)])]
    public static int DriveHandler(ReaderBlock* reader, void* handler, CError* error) =>
        ExceptionBoundary.Call(new DriveHandlerCall(reader, handler), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderRunHandler", CallConvs = [typeof(CallConvCdecl)])]
    public static int RunHandler(ReaderBlock* reader, void* handler, CError* error) =>
        ExceptionBoundary.Call(new RunHandlerCall(reader, handler), error);

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
}
