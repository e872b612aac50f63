using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Exports;

/// <summary>build.h: arrays from buffers.</summary>
internal static unsafe class BuildExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeArrayFromParts", CallConvs = [typeof(CallConvCdecl)])]
    public static int FromParts(SchemaBlock* schema, long n_parts, CArrayPart* parts, ArrayBlock** @out,
        CError* error) =>
        ExceptionBoundary.Call(new FromPartsCall(schema, n_parts, parts, @out), error);

    internal readonly struct FromPartsCall(SchemaBlock* schema, long n_parts, CArrayPart* parts, ArrayBlock** @out)
        : ICall
    {
        public static string Name => "ArrowBridgeArrayFromParts";

        public void Run()
        {
            bool taken = false;
            try
            {
                Handles.Require(@out);
                SchemaBlock.Checked(schema, "schema");
                Handles.Require(parts, "parts");
                Handles.Give(PartsBuilder.Build(schema, parts, n_parts, ref taken), @out);
            }
            catch when (!taken)
            {
                PartsBuilder.EndBuffers(parts, n_parts);
                throw;
            }
        }
    }
}
