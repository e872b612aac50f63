using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Json;
using ArrowBridge.Memory;
using ArrowBridge.Streams;

namespace ArrowBridge.Exports;

/// <summary>integration.h: JSON files of the integration format.</summary>
internal static unsafe class JsonExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeOpenJsonFile", CallConvs = [typeof(CallConvCdecl)])]
    public static int OpenFile(byte* path, ReaderBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new OpenFileCall(path, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeWriteJsonFile", CallConvs = [typeof(CallConvCdecl)])]
    public static int WriteFile(ReaderBlock* reader, byte* path, CError* error) =>
        ExceptionBoundary.Call(new WriteFileCall(reader, path), error);

    internal readonly struct OpenFileCall(byte* path, ReaderBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeOpenJsonFile";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Require(path, "path");
            Handles.Give(JsonReader.Open(path), @out);
        }
    }

    internal readonly struct WriteFileCall(ReaderBlock* reader, byte* path) : ICall
    {
        public static string Name => "ArrowBridgeWriteJsonFile";

        public void Run()
        {
            Reader.RequireBatches(reader);
            Handles.Require(path, "path");
            JsonFileWriter.Write(reader, path);
        }
    }
}
