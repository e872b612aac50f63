using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Exports;

/// <summary>bridge.h, arrays: comparison.</summary>
internal static unsafe class EqualityExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeArrayEquals", CallConvs = [typeof(CallConvCdecl)])]
    public static int ArrayEquals(ArrayBlock* a, ArrayBlock* b, int* equal, CError* error) =>
        ExceptionBoundary.Call(new EqualsCall(a, b, equal), error);

    internal readonly struct EqualsCall(ArrayBlock* a, ArrayBlock* b, int* equal) : ICall
    {
        public static string Name => "ArrowBridgeArrayEquals";

        public void Run()
        {
            Handles.Require(equal, "equal");
            SharedArray.Checked(a, "a");
            SharedArray.Checked(b, "b");
            *equal = Equality.Equal(a, b) ? 1 : 0;
        }
    }
}
