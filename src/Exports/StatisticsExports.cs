using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Casts.Statistics;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Streams;

namespace ArrowBridge.Exports;

/// <summary>statistics.h.</summary>
internal static unsafe class StatisticsExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeArrayStatistics", CallConvs = [typeof(CallConvCdecl)])]
    public static int OfArray(ArrayBlock* array, ArrayBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new OfArrayCall(array, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderStatistics", CallConvs = [typeof(CallConvCdecl)])]
    public static int OfReader(ReaderBlock* reader, ArrayBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new OfReaderCall(reader, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderWithStatistics", CallConvs = [typeof(CallConvCdecl)])]
    public static int With(ReaderBlock* reader, ReaderBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new WithCall(reader, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderGetStatistics", CallConvs = [typeof(CallConvCdecl)])]
    public static int Get(ReaderBlock* reader, ArrayBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new GetCall(reader, @out), error);

    internal readonly struct OfArrayCall(ArrayBlock* array, ArrayBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeArrayStatistics";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(StatisticsReader.OfArray(SharedArray.Checked(array, "array")), @out);
        }
    }

    internal readonly struct OfReaderCall(ReaderBlock* reader, ArrayBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeReaderStatistics";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(StatisticsReader.OfRemaining(Reader.Checked(reader)), @out);
        }
    }

    internal readonly struct WithCall(ReaderBlock* reader, ReaderBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeReaderWithStatistics";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(StatisticsReader.Create(Reader.Checked(reader)), @out);
        }
    }

    internal readonly struct GetCall(ReaderBlock* reader, ArrayBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeReaderGetStatistics";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(StatisticsReader.Collected(Reader.Checked(reader)), @out);
        }
    }
}
