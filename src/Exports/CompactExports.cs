using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Casts;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Streams;

namespace ArrowBridge.Exports;

/// <summary>compact.h.</summary>
internal static unsafe class CompactExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeArrayCompact", CallConvs = [typeof(CallConvCdecl)])]
    public static int ArrayCompact(ArrayBlock* array, ArrayBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new ArrayCompactCall(array, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderCompact", CallConvs = [typeof(CallConvCdecl)])]
    public static int ReaderCompact(ReaderBlock* reader, ReaderBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new ReaderCompactCall(reader, @out), error);

    internal readonly struct ArrayCompactCall(ArrayBlock* array, ArrayBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeArrayCompact";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(Compaction.Compact(SharedArray.Checked(array, "array")), @out);
        }
    }

    internal readonly struct ReaderCompactCall(ReaderBlock* reader, ReaderBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeReaderCompact";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(CompactReader.Create(Reader.Checked(reader)), @out);
        }
    }
}
