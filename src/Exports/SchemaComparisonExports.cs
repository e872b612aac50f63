using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Exports;

/// <summary>bridge.h, schemas: comparison.</summary>
internal static unsafe class SchemaComparisonExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeSchemaEquals", CallConvs = [typeof(CallConvCdecl)])]
    public static int SchemaEquals(SchemaBlock* a, SchemaBlock* b, int check_metadata, int* equal, CError* error) =>
        ExceptionBoundary.Call(new EqualsCall(a, b, check_metadata, equal), error);

    internal readonly struct EqualsCall(SchemaBlock* a, SchemaBlock* b, int check_metadata, int* equal) : ICall
    {
        public static string Name => "ArrowBridgeSchemaEquals";

        public void Run()
        {
            Handles.Require(equal, "equal");
            SchemaBlock.Checked(a, "a");
            SchemaBlock.Checked(b, "b");
            *equal = SchemaEquality.Equal(SchemaBlock.Root(a), SchemaBlock.Root(b), check_metadata != 0) ? 1 : 0;
        }
    }
}
