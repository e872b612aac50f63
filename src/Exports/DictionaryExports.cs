using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Casts;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Streams;

namespace ArrowBridge.Exports;

/// <summary>dictionaries.h.</summary>
internal static unsafe class DictionaryExports
{
    [UnmanagedCallersOnly(
        EntryPoint = "cs_ArrowBridgeReaderUnifyDictionaries", CallConvs = [typeof(CallConvCdecl)])]
    public static int Unify(ReaderBlock* reader, CUnifyOptions* options, ReaderBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new UnifyCall(reader, options, @out), error);

    internal readonly struct UnifyCall(ReaderBlock* reader, CUnifyOptions* options, ReaderBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeReaderUnifyDictionaries";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(UnifyReader.Create(Reader.Checked(reader), options), @out);
        }
    }
}
