using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Streams;
using ArrowBridge.Streams.Checks;

namespace ArrowBridge.Exports;

/// <summary>checked.h. The functions that count findings are in native/handles.c.</summary>
internal static unsafe class CheckedExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeStreamCheck", CallConvs = [typeof(CallConvCdecl)])]
    public static int StreamCheck(CArrowArrayStream* stream, CCheckOptions* options, CArrowArrayStream* @out,
        CError* error) =>
        ExceptionBoundary.Call(new StreamCheckCall(stream, options, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderCheck", CallConvs = [typeof(CallConvCdecl)])]
    public static int ReaderCheck(ReaderBlock* reader, CCheckOptions* options, ReaderBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new ReaderCheckCall(reader, options, @out), error);

    /// <summary>Makes the owner of the context of the callback in the options, if there are any.</summary>
    private static Block* OwnerOf(CCheckOptions* options) =>
        options == null ? null : CallerMemory.Own(options->release, options->context);

    internal readonly struct StreamCheckCall(CArrowArrayStream* stream, CCheckOptions* options, CArrowArrayStream* @out)
        : ICall
    {
        public static string Name => "ArrowBridgeStreamCheck";

        public void Run()
        {
            Block* owner = OwnerOf(options);
            try
            {
                Handles.Require(@out);
                CheckedStream.Create(stream, options, CallerMemory.Share(owner), @out);
            }
            finally
            {
                Native.ab_release(owner);
            }
        }
    }

    internal readonly struct ReaderCheckCall(ReaderBlock* reader, CCheckOptions* options, ReaderBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeReaderCheck";

        public void Run()
        {
            Block* owner = OwnerOf(options);
            try
            {
                Handles.Require(@out);
                Handles.Give(CheckedStream.CreateReader(Reader.Checked(reader), options, CallerMemory.Share(owner)),
                    @out);
            }
            finally
            {
                Native.ab_release(owner);
            }
        }
    }
}
