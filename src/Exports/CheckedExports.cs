using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Streams.Checks;

namespace ArrowBridge.Exports;

/// <summary>checked.h. The functions that count findings are in native/checked_stream.c and native/blocks.c.</summary>
internal static unsafe class CheckedExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeStreamCheck", CallConvs = [typeof(CallConvCdecl)])]
    public static int StreamChecked(CArrowArrayStream* stream, CCheckOptions* options, CArrowArrayStream* @out, CError* error) =>
        ExceptionBoundary.Call(new StreamCheckedCall(stream, options, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderCheck", CallConvs = [typeof(CallConvCdecl)])]
    public static int ReaderChecked(ReaderBlock* reader, CCheckOptions* options, ReaderBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new ReaderCheckedCall(reader, options, @out), error);

    internal struct StreamCheckedCall(CArrowArrayStream* stream, CCheckOptions* options, CArrowArrayStream* @out) : ICall
    {
        private bool _taken;

        public static string Name => "ArrowBridgeStreamCheck";

        public readonly void Clear() => Handles.Clear(@out);

        public void Run()
        {
            Handles.Require(@out);
            _taken = true;
            CheckedStream.Create(stream, options, @out);
        }

        public readonly void Discard()
        {
            Handles.Discard(stream);
            CheckedStream.Discard(options, _taken);
        }
    }

    internal struct ReaderCheckedCall(ReaderBlock* reader, CCheckOptions* options, ReaderBlock** @out) : ICall
    {
        private bool _taken;

        public static string Name => "ArrowBridgeReaderCheck";

        public readonly void Clear() => Handles.Clear((void*)@out);

        public void Run()
        {
            Handles.Require(@out);
            _taken = true;
            Handles.Give(CheckedStream.CreateReader(reader, options), @out);
        }

        public readonly void Discard() => CheckedStream.Discard(options, _taken);
    }
}
