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
    public static int FromParts(SchemaBlock* schema, long n_parts, CArrayPart* parts, ArrayBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new FromPartsCall(schema, n_parts, parts, @out), error);

    internal struct FromPartsCall(SchemaBlock* schema, long n_parts, CArrayPart* parts, ArrayBlock** @out) : ICall
    {
        private bool _taken;

        public static string Name => "ArrowBridgeArrayFromParts";

        public readonly void Clear() => Handles.Clear((void*)@out);

        public void Run()
        {
            Handles.Require(@out);
            SchemaBlock.Checked(schema, "schema");
            Handles.Require(parts, "parts");
            Handles.Give(PartsBuilder.Build(schema, parts, n_parts, ref _taken), @out);
        }

        public readonly void Discard()
        {
            if (!_taken)
            {
                PartsBuilder.Discard(parts, n_parts);
            }
        }
    }
}
