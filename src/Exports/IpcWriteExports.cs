using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Ipc;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Exports;

/// <summary>ipc.h, part "writing". ArrowBridgeIpcWriterRelease is in native/blocks.c.</summary>
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
    public static int OpenFile(SchemaBlock* schema, byte* path, CIpcWriteOptions* options, OwnedBlocks** @out, CError* error) =>
        ExceptionBoundary.Call(new OpenFileCall(schema, path, options, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcWriterOpenDescriptor", CallConvs = [typeof(CallConvCdecl)])]
    public static int OpenDescriptor(SchemaBlock* schema, int fd, CIpcWriteOptions* options, OwnedBlocks** @out, CError* error) =>
        ExceptionBoundary.Call(new OpenDescriptorCall(schema, fd, options, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcWriterOpenOutput", CallConvs = [typeof(CallConvCdecl)])]
    public static int OpenOutput(SchemaBlock* schema, COutput* output, CIpcWriteOptions* options, OwnedBlocks** @out, CError* error) =>
        ExceptionBoundary.Call(new OpenOutputCall(schema, output, options, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcWriterWrite", CallConvs = [typeof(CallConvCdecl)])]
    public static int Write(OwnedBlocks* writer, ArrayBlock* batch, byte* metadata, CError* error) =>
        ExceptionBoundary.Call(new WriteCall(writer, batch, metadata), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeIpcWriterFinish", CallConvs = [typeof(CallConvCdecl)])]
    public static int Finish(OwnedBlocks* writer, CError* error) => ExceptionBoundary.Call(new FinishCall(writer), error);

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

    private static Target OfOutput(COutput* output)
    {
        Handles.Require(output, "output");
        if (output->write == null)
        {
            Throw.Argument("output", "has no function 'write'");
        }
        return new Target(null, output, -1);
    }

    private static void Discard(COutput* output, bool taken)
    {
        if (!taken && output != null)
        {
            CallerMemory.End(output->release, output->context);
        }
    }

    internal readonly struct WriteFileCall(ReaderBlock* reader, byte* path, CIpcWriteOptions* options) : ICall
    {
        public static string Name => "ArrowBridgeWriteIpcFile";

        public void Clear()
        {
            // There are no outputs.
        }

        public void Run() => WriterHandle.WriteAll(Reader.RequireBatches(reader), OfPath(path), options);
    }

    internal readonly struct WriteDescriptorCall(ReaderBlock* reader, int fd, CIpcWriteOptions* options) : ICall
    {
        public static string Name => "ArrowBridgeWriteIpcDescriptor";

        public void Clear()
        {
            // There are no outputs.
        }

        public void Run() => WriterHandle.WriteAll(Reader.RequireBatches(reader), OfDescriptor(fd), options);
    }

    internal struct WriteOutputCall(ReaderBlock* reader, COutput* output, CIpcWriteOptions* options) : ICall
    {
        private bool _taken;

        public static string Name => "ArrowBridgeWriteIpcOutput";

        public readonly void Clear()
        {
            // There are no outputs.
        }

        public void Run()
        {
            Reader.RequireBatches(reader);
            Target target = OfOutput(output);
            _taken = true;
            WriterHandle.WriteAll(reader, target, options);
        }

        public readonly void Discard() => IpcWriteExports.Discard(output, _taken);
    }

    internal readonly struct OpenFileCall(SchemaBlock* schema, byte* path, CIpcWriteOptions* options, OwnedBlocks** @out) : ICall
    {
        public static string Name => "ArrowBridgeIpcWriterOpenFile";

        public void Clear() => Handles.Clear((void*)@out);

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(WriterHandle.Open(SchemaBlock.Checked(schema, "schema"), OfPath(path), options), @out);
        }
    }

    internal readonly struct OpenDescriptorCall(SchemaBlock* schema, int fd, CIpcWriteOptions* options, OwnedBlocks** @out) : ICall
    {
        public static string Name => "ArrowBridgeIpcWriterOpenDescriptor";

        public void Clear() => Handles.Clear((void*)@out);

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(WriterHandle.Open(SchemaBlock.Checked(schema, "schema"), OfDescriptor(fd), options), @out);
        }
    }

    internal struct OpenOutputCall(SchemaBlock* schema, COutput* output, CIpcWriteOptions* options, OwnedBlocks** @out) : ICall
    {
        private bool _taken;

        public static string Name => "ArrowBridgeIpcWriterOpenOutput";

        public readonly void Clear() => Handles.Clear((void*)@out);

        public void Run()
        {
            Handles.Require(@out);
            SchemaBlock.Checked(schema, "schema");
            Target target = OfOutput(output);
            _taken = true;
            Handles.Give(WriterHandle.Open(schema, target, options), @out);
        }

        public readonly void Discard() => IpcWriteExports.Discard(output, _taken);
    }

    internal readonly struct WriteCall(OwnedBlocks* writer, ArrayBlock* batch, byte* metadata) : ICall
    {
        public static string Name => "ArrowBridgeIpcWriterWrite";

        public void Clear()
        {
            // There are no outputs.
        }

        public void Run() => WriterHandle.Write(writer, batch, metadata);
    }

    internal readonly struct FinishCall(OwnedBlocks* writer) : ICall
    {
        public static string Name => "ArrowBridgeIpcWriterFinish";

        public void Clear()
        {
            // There are no outputs.
        }

        public void Run() => WriterHandle.Finish(writer);
    }
}
