using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Exports;

/// <summary>bridge.h, arrays: validation.</summary>
internal static unsafe class ValidationExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeArrayValidate", CallConvs = [typeof(CallConvCdecl)])]
    public static int Validate(ArrayBlock* array, int level, CError* error) =>
        ExceptionBoundary.Call(new ValidateCall(array, level), error);

    internal readonly struct ValidateCall(ArrayBlock* array, int level) : ICall
    {
        public static string Name => "ArrowBridgeArrayValidate";

        public void Run() => Validation.CheckWithSchema(SharedArray.Checked(array, "array"), level);
    }
}
