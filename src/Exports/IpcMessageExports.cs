using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Ipc;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Exports;

/// <summary>
/// ipc_decode.h and ipc_encode.h. ArrowBridgeIpcDecoderRelease and ArrowBridgeIpcEncoderRelease are in
/// native/handles.c.
/// </summary>
internal static unsafe class IpcMessageExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcDecoderNew", CallConvs = [typeof(CallConvCdecl)])]
    public static int NewDecoder(CIpcReadOptions* options, OwnedBlocks** @out, CError* error) =>
        ExceptionBoundary.Call(new NewDecoderCall(options, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcDecoderNewWithSchema", CallConvs = [typeof(CallConvCdecl)])]
    public static int NewDecoderWithSchema(
        SchemaBlock* schema, CIpcReadOptions* options, OwnedBlocks** @out, CError* error) =>
        ExceptionBoundary.Call(new NewDecoderWithSchemaCall(schema, options, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcDecoderFeed", CallConvs = [typeof(CallConvCdecl)])]
    public static int Feed(
        OwnedBlocks* decoder, byte* data, long size, long* out_used, CArrowArray* @out, CError* error) =>
        ExceptionBoundary.Call(new FeedCall(decoder, data, size, out_used, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcDecoderFeedMessage", CallConvs = [typeof(CallConvCdecl)])]
    public static int FeedMessage(
        OwnedBlocks* decoder, byte* metadata, long metadata_size, byte* body, long body_size,
        delegate* unmanaged[Cdecl]<void*, void> release, void* context, CArrowArray* @out, CError* error) =>
        ExceptionBoundary.Call(
            new FeedMessageCall(decoder, metadata, metadata_size, body, body_size, release, context, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcDecoderBytesWanted", CallConvs = [typeof(CallConvCdecl)])]
    public static int BytesWanted(OwnedBlocks* decoder, long* @out, CError* error) =>
        ExceptionBoundary.Call(new BytesWantedCall(decoder, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcDecoderBytesAfterEnd", CallConvs = [typeof(CallConvCdecl)])]
    public static int BytesAfterEnd(OwnedBlocks* decoder, long* @out, CError* error) =>
        ExceptionBoundary.Call(new BytesAfterEndCall(decoder, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcDecoderGetSchema", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetSchema(OwnedBlocks* decoder, CArrowSchema* @out, CError* error) =>
        ExceptionBoundary.Call(new GetSchemaCall(decoder, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcDecoderBatchMetadata", CallConvs = [typeof(CallConvCdecl)])]
    public static int BatchMetadata(OwnedBlocks* decoder, byte** @out, long* out_size, CError* error) =>
        ExceptionBoundary.Call(new BatchMetadataCall(decoder, @out, out_size), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcDecoderFinish", CallConvs = [typeof(CallConvCdecl)])]
    public static int FinishDecoder(OwnedBlocks* decoder, CError* error) =>
        ExceptionBoundary.Call(new FinishDecoderCall(decoder), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcEncoderNew", CallConvs = [typeof(CallConvCdecl)])]
    public static int NewEncoder(SchemaBlock* schema, CIpcWriteOptions* options, OwnedBlocks** @out, CError* error) =>
        ExceptionBoundary.Call(new NewEncoderCall(schema, options, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcEncoderWrite", CallConvs = [typeof(CallConvCdecl)])]
    public static int Write(OwnedBlocks* encoder, ArrayBlock* batch, byte* metadata, CError* error) =>
        ExceptionBoundary.Call(new WriteCall(encoder, batch, metadata), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcEncoderNext", CallConvs = [typeof(CallConvCdecl)])]
    public static int Next(OwnedBlocks* encoder, CIpcMessage* @out, CError* error) =>
        ExceptionBoundary.Call(new NextCall(encoder, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcEncoderFinish", CallConvs = [typeof(CallConvCdecl)])]
    public static int FinishEncoder(OwnedBlocks* encoder, CError* error) =>
        ExceptionBoundary.Call(new FinishEncoderCall(encoder), error);

    /// <summary>Throws unless there are <paramref name="size"/> bytes.</summary>
    private static void RequireBytes(byte* data, string name, long size, string sizeName)
    {
        if (size < 0)
        {
            Throw.Argument(sizeName, $"is {size}");
        }
        if (size > 0)
        {
            Handles.Require(data, name);
        }
    }

    internal readonly struct NewDecoderCall(CIpcReadOptions* options, OwnedBlocks** @out) : ICall
    {
        public static string Name => "ArrowBridgeIpcDecoderNew";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(DecoderHandle.New(null, ReadOptions.Parse(options)), @out);
        }
    }

    internal readonly struct NewDecoderWithSchemaCall(
        SchemaBlock* schema, CIpcReadOptions* options, OwnedBlocks** @out) : ICall
    {
        public static string Name => "ArrowBridgeIpcDecoderNewWithSchema";

        public void Run()
        {
            Handles.Require(@out);
            SchemaBlock.Checked(schema, "schema");
            Handles.Give(DecoderHandle.New(schema, ReadOptions.Parse(options)), @out);
        }
    }

    internal readonly struct FeedCall(
        OwnedBlocks* decoder, byte* data, long size, long* out_used, CArrowArray* @out) : ICall
    {
        public static string Name => "ArrowBridgeIpcDecoderFeed";

        public void Run()
        {
            Handles.Require(out_used, "out_used");
            Handles.Require(@out);
            RequireBytes(data, "data", size, "size");
            *out_used = DecoderHandle.Feed(decoder, data, size, @out);
        }
    }

    internal readonly struct FeedMessageCall(
        OwnedBlocks* decoder, byte* metadata, long metadata_size, byte* body, long body_size,
        delegate* unmanaged[Cdecl]<void*, void> release, void* context, CArrowArray* @out) : ICall
    {
        public static string Name => "ArrowBridgeIpcDecoderFeedMessage";

        public void Run()
        {
            Block* owner = CallerMemory.Own(release, context);
            try
            {
                Handles.Require(@out);
                Handles.Require(metadata, "metadata");
                RequireBytes(metadata, "metadata", metadata_size, "metadata_size");
                RequireBytes(body, "body", body_size, "body_size");
                DecoderHandle.FeedMessage(
                    decoder, metadata, metadata_size, body, body_size, CallerMemory.Share(owner), @out);
            }
            finally
            {
                Native.ab_release(owner);
            }
        }
    }

    internal readonly struct BytesWantedCall(OwnedBlocks* decoder, long* @out) : ICall
    {
        public static string Name => "ArrowBridgeIpcDecoderBytesWanted";

        public void Run()
        {
            Handles.Require(@out);
            *@out = DecoderHandle.BytesWanted(decoder);
        }
    }

    internal readonly struct BytesAfterEndCall(OwnedBlocks* decoder, long* @out) : ICall
    {
        public static string Name => "ArrowBridgeIpcDecoderBytesAfterEnd";

        public void Run()
        {
            Handles.Require(@out);
            *@out = DecoderHandle.BytesAfterEnd(decoder);
        }
    }

    internal readonly struct GetSchemaCall(OwnedBlocks* decoder, CArrowSchema* @out) : ICall
    {
        public static string Name => "ArrowBridgeIpcDecoderGetSchema";

        public void Run()
        {
            Handles.Require(@out);
            DecoderHandle.GetSchema(decoder, @out);
        }
    }

    internal readonly struct BatchMetadataCall(OwnedBlocks* decoder, byte** @out, long* out_size) : ICall
    {
        public static string Name => "ArrowBridgeIpcDecoderBatchMetadata";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Require(out_size, "out_size");
            *@out = DecoderHandle.CopyBatchMetadata(decoder, out *out_size);
        }
    }

    internal readonly struct FinishDecoderCall(OwnedBlocks* decoder) : ICall
    {
        public static string Name => "ArrowBridgeIpcDecoderFinish";

        public void Run() => DecoderHandle.Finish(decoder);
    }

    internal readonly struct NewEncoderCall(SchemaBlock* schema, CIpcWriteOptions* options, OwnedBlocks** @out) : ICall
    {
        public static string Name => "ArrowBridgeIpcEncoderNew";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(EncoderHandle.New(SchemaBlock.Checked(schema, "schema"), options), @out);
        }
    }

    internal readonly struct WriteCall(OwnedBlocks* encoder, ArrayBlock* batch, byte* metadata) : ICall
    {
        public static string Name => "ArrowBridgeIpcEncoderWrite";

        public void Run() => WriterHandle.Write(WriterHandle.CheckedEncoder(encoder), batch, metadata);
    }

    internal readonly struct NextCall(OwnedBlocks* encoder, CIpcMessage* @out) : ICall
    {
        public static string Name => "ArrowBridgeIpcEncoderNext";

        public void Run()
        {
            Handles.Require(@out);
            *@out = WriterHandle.NextMessage(encoder);
        }
    }

    internal readonly struct FinishEncoderCall(OwnedBlocks* encoder) : ICall
    {
        public static string Name => "ArrowBridgeIpcEncoderFinish";

        public void Run() => WriterHandle.Finish(WriterHandle.CheckedEncoder(encoder));
    }
}
