using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Ipc;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Exports;

/// <summary>ipc.h: writing. ArrowBridgeIpcWriterRelease is in native/handles.c.</summary>
internal static unsafe class IpcWriteExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeWriteIpcFile", CallConvs = [typeof(CallConvCdecl)])]
    public static int WriteFile(ReaderBlock* reader, byte* path, CIpcWriteOptions* options, CError* error) =>
        ExceptionBoundary.Call(new WriteFileCall(reader, path, options), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeWriteIpcDescriptor", CallConvs = [typeof(CallConvCdecl)])]
    public static int WriteDescriptor(ReaderBlock* reader, int fd, CIpcWriteOptions* options, CError* error) =>
        ExceptionBoundary.Call(new WriteDescriptorCall(reader, fd, options), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeWriteIpcOutput", CallConvs = [typeof(CallConvCdecl)])]
    public static int WriteOutput(ReaderBlock* reader, COutput* output, CIpcWriteOptions* options, CError* error) =>
        ExceptionBoundary.Call(new WriteOutputCall(reader, output, options), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcWriterOpenFile", CallConvs = [typeof(CallConvCdecl)])]
    public static int OpenFile(SchemaBlock* schema, byte* path, CIpcWriteOptions* options, OwnedBlocks** @out,
        CError* error) =>
        ExceptionBoundary.Call(new OpenFileCall(schema, path, options, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcWriterOpenDescriptor", CallConvs = [typeof(CallConvCdecl)])]
    public static int OpenDescriptor(SchemaBlock* schema, int fd, CIpcWriteOptions* options, OwnedBlocks** @out,
        CError* error) =>
        ExceptionBoundary.Call(new OpenDescriptorCall(schema, fd, options, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcWriterOpenOutput", CallConvs = [typeof(CallConvCdecl)])]
    public static int OpenOutput(SchemaBlock* schema, COutput* output, CIpcWriteOptions* options, OwnedBlocks** @out,
        CError* error) =>
        ExceptionBoundary.Call(new OpenOutputCall(schema, output, options, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcWriterWrite", CallConvs = [typeof(CallConvCdecl)])]
    public static int Write(OwnedBlocks* writer, ArrayBlock* batch, byte* metadata, CError* error) =>
        ExceptionBoundary.Call(new WriteCall(writer, batch, metadata), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcWriterFinish", CallConvs = [typeof(CallConvCdecl)])]
    public static int Finish(OwnedBlocks* writer, CError* error) =>
        ExceptionBoundary.Call(new FinishCall(writer), error);

    private static Target OfPath(byte* path)
    {
        Handles.Require(path, "path");
        return new Target(path, null, -1);
    }

    private static Target OfDescriptor(int fd)
    {
        if (fd < 0)
        {
            Throw.Argument("fd", $"is {fd}");
        }
        return new Target(null, null, fd);
    }

    /// <param name="owner">Keeps the context of the callbacks. The target takes a reference of its own.</param>
    private static Target OfOutput(COutput* output, Block* owner)
    {
        OutputCallback.Require(output);
        return new Target(null, output, -1, CallerMemory.Share(owner));
    }

    internal readonly struct WriteFileCall(ReaderBlock* reader, byte* path, CIpcWriteOptions* options) : ICall
    {
        public static string Name => "ArrowBridgeWriteIpcFile";

        public void Run() => WriterHandle.WriteAll(Reader.RequireBatches(reader), OfPath(path), options);
    }

    internal readonly struct WriteDescriptorCall(ReaderBlock* reader, int fd, CIpcWriteOptions* options) : ICall
    {
        public static string Name => "ArrowBridgeWriteIpcDescriptor";

        public void Run() => WriterHandle.WriteAll(Reader.RequireBatches(reader), OfDescriptor(fd), options);
    }

    internal readonly struct WriteOutputCall(ReaderBlock* reader, COutput* output, CIpcWriteOptions* options) : ICall
    {
        public static string Name => "ArrowBridgeWriteIpcOutput";

        public void Run()
        {
            Handles.Require(output, "output");
            Block* owner = CallerMemory.Own(output->release, output->context);
            try
            {
                Reader.RequireBatches(reader);
                WriterHandle.WriteAll(reader, OfOutput(output, owner), options);
            }
            finally
            {
                Native.ab_release(owner);
            }
        }
    }

    internal readonly struct OpenFileCall(SchemaBlock* schema, byte* path, CIpcWriteOptions* options,
        OwnedBlocks** @out) : ICall
    {
        public static string Name => "ArrowBridgeIpcWriterOpenFile";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(WriterHandle.Open(SchemaBlock.Checked(schema, "schema"), OfPath(path), options), @out);
        }
    }

    internal readonly struct OpenDescriptorCall(SchemaBlock* schema, int fd, CIpcWriteOptions* options,
        OwnedBlocks** @out) : ICall
    {
        public static string Name => "ArrowBridgeIpcWriterOpenDescriptor";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(WriterHandle.Open(SchemaBlock.Checked(schema, "schema"), OfDescriptor(fd), options), @out);
        }
    }

    internal readonly struct OpenOutputCall(SchemaBlock* schema, COutput* output, CIpcWriteOptions* options,
        OwnedBlocks** @out) : ICall
    {
        public static string Name => "ArrowBridgeIpcWriterOpenOutput";

        public void Run()
        {
            Handles.Require(output, "output");
            Block* owner = CallerMemory.Own(output->release, output->context);
            try
            {
                Handles.Require(@out);
                SchemaBlock.Checked(schema, "schema");
                Handles.Give(WriterHandle.Open(schema, OfOutput(output, owner), options), @out);
            }
            finally
            {
                Native.ab_release(owner);
            }
        }
    }

    internal readonly struct WriteCall(OwnedBlocks* writer, ArrayBlock* batch, byte* metadata) : ICall
    {
        public static string Name => "ArrowBridgeIpcWriterWrite";

        public void Run() => WriterHandle.Write(writer, batch, metadata);
    }

    internal readonly struct FinishCall(OwnedBlocks* writer) : ICall
    {
        public static string Name => "ArrowBridgeIpcWriterFinish";

        public void Run() => WriterHandle.Finish(writer);
    }
}
