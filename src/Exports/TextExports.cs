using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Streams;
using ArrowBridge.Text;

namespace ArrowBridge.Exports;

/// <summary>text.h: CSV and newline-delimited JSON.</summary>
internal static unsafe class TextExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeWriteTextFile", CallConvs = [typeof(CallConvCdecl)])]
    public static int WriteFile(ReaderBlock* reader, byte* path, CTextWriteOptions* options, CError* error) =>
        ExceptionBoundary.Call(new WriteFileCall(reader, path, options), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeWriteTextDescriptor", CallConvs = [typeof(CallConvCdecl)])]
    public static int WriteDescriptor(ReaderBlock* reader, int fd, CTextWriteOptions* options, CError* error) =>
        ExceptionBoundary.Call(new WriteDescriptorCall(reader, fd, options), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeWriteTextOutput", CallConvs = [typeof(CallConvCdecl)])]
    public static int WriteOutput(ReaderBlock* reader, COutput* output, CTextWriteOptions* options, CError* error) =>
        ExceptionBoundary.Call(new WriteOutputCall(reader, output, options), error);

    internal readonly struct WriteFileCall(ReaderBlock* reader, byte* path, CTextWriteOptions* options) : ICall
    {
        public static string Name => "ArrowBridgeWriteTextFile";

        public void Run()
        {
            Reader.RequireBatches(reader);
            Handles.Require(path, "path");
            TextFileWriter.WriteFile(reader, path, TextOptions.Parse(options, path));
        }
    }

    internal readonly struct WriteDescriptorCall(ReaderBlock* reader, int fd, CTextWriteOptions* options) : ICall
    {
        public static string Name => "ArrowBridgeWriteTextDescriptor";

        public void Run()
        {
            Reader.RequireBatches(reader);
            if (fd < 0)
            {
                Throw.Argument("fd", $"is {fd}");
            }
            TextFileWriter.WriteDescriptor(reader, fd, TextOptions.Parse(options, null));
        }
    }

    internal readonly struct WriteOutputCall(ReaderBlock* reader, COutput* output, CTextWriteOptions* options) : ICall
    {
        public static string Name => "ArrowBridgeWriteTextOutput";

        public void Run()
        {
            Handles.Require(output, "output");
            Block* owner = CallerMemory.Own(output->release, output->context);
            try
            {
                Reader.RequireBatches(reader);
                OutputCallback.Require(output);
                COutput copy = *output;
                TextFileWriter.WriteSink(reader, bytes => Write(copy, bytes), TextOptions.Parse(options, null));
            }
            finally
            {
                Native.ab_release(owner);
            }
        }

        private static void Write(in COutput output, ReadOnlySpan<byte> bytes)
        {
            fixed (byte* data = bytes)
            {
                OutputCallback.Write(output, data, bytes.Length);
            }
        }
    }
}
