using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Ipc;
using ArrowBridge.Memory;
using ArrowBridge.Streams;

namespace ArrowBridge.Exports;

/// <summary>ipc.h: random access and metadata of IPC readers.</summary>
internal static unsafe class IpcFileExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcReaderNumBatches", CallConvs = [typeof(CallConvCdecl)])]
    public static int NumBatches(ReaderBlock* reader, long* @out, CError* error) =>
        ExceptionBoundary.Call(new NumBatchesCall(reader, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcReaderReadBatch", CallConvs = [typeof(CallConvCdecl)])]
    public static int ReadBatch(ReaderBlock* reader, long n, CArrowArray* @out, CError* error) =>
        ExceptionBoundary.Call(new ReadBatchCall(reader, n, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcReaderFooterMetadata", CallConvs = [typeof(CallConvCdecl)])]
    public static int FooterMetadata(ReaderBlock* reader, byte** @out, long* out_size, CError* error) =>
        ExceptionBoundary.Call(new FooterMetadataCall(reader, @out, out_size), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcReaderBatchMetadata", CallConvs = [typeof(CallConvCdecl)])]
    public static int BatchMetadata(ReaderBlock* reader, byte** @out, long* out_size, CError* error) =>
        ExceptionBoundary.Call(new BatchMetadataCall(reader, @out, out_size), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcReaderBatchCompression", CallConvs = [typeof(CallConvCdecl)])]
    public static int BatchCompression(ReaderBlock* reader, int* @out, long* out_body, CError* error) =>
        ExceptionBoundary.Call(new BatchCompressionCall(reader, @out, out_body), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcReaderBytesAfterEnd", CallConvs = [typeof(CallConvCdecl)])]
    public static int BytesAfterEnd(ReaderBlock* reader, long* @out, CError* error) =>
        ExceptionBoundary.Call(new BytesAfterEndCall(reader, @out), error);

    internal readonly struct NumBatchesCall(ReaderBlock* reader, long* @out) : ICall
    {
        public static string Name => "ArrowBridgeIpcReaderNumBatches";

        public void Run()
        {
            Handles.Require(@out);
            *@out = IpcReader.Of(reader, true).Batches;
        }
    }

    internal readonly struct ReadBatchCall(ReaderBlock* reader, long n, CArrowArray* @out) : ICall
    {
        public static string Name => "ArrowBridgeIpcReaderReadBatch";

        public void Run()
        {
            Handles.Require(@out);
            IpcReader file = IpcReader.Of(reader, true);
            using CursorCall held = new(reader);
            file.ReadBatch(n, @out);
        }
    }

    internal readonly struct FooterMetadataCall(ReaderBlock* reader, byte** @out, long* out_size) : ICall
    {
        public static string Name => "ArrowBridgeIpcReaderFooterMetadata";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Require(out_size, "out_size");
            *@out = IpcReader.Of(reader, true).CopyFooterMetadata(out *out_size);
        }
    }

    internal readonly struct BatchMetadataCall(ReaderBlock* reader, byte** @out, long* out_size) : ICall
    {
        public static string Name => "ArrowBridgeIpcReaderBatchMetadata";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Require(out_size, "out_size");
            IpcReader ipc = IpcReader.Of(reader, false);
            using CursorCall held = new(reader);
            *@out = ipc.CopyBatchMetadata(out *out_size);
        }
    }

    internal readonly struct BytesAfterEndCall(ReaderBlock* reader, long* @out) : ICall
    {
        public static string Name => "ArrowBridgeIpcReaderBytesAfterEnd";

        public void Run()
        {
            Handles.Require(@out);
            IpcReader ipc = IpcReader.Of(reader, false);
            using CursorCall held = new(reader);
            *@out = ipc.CountBytesAfterEnd();
        }
    }

    internal readonly struct BatchCompressionCall(ReaderBlock* reader, int* @out, long* out_body) : ICall
    {
        public static string Name => "ArrowBridgeIpcReaderBatchCompression";

        public void Run()
        {
            Handles.Require(@out);
            IpcReader ipc = IpcReader.Of(reader, false);
            using CursorCall held = new(reader);
            *@out = ipc.BatchCompression(out long body);
            if (out_body != null)
            {
                *out_body = body;
            }
        }
    }
}
