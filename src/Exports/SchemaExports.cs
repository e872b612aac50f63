using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Exports;

/// <summary>bridge.h, schemas. ArrowBridgeSchemaRelease and ArrowBridgeStringRelease are in native/handles.c.</summary>
internal static unsafe class SchemaExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeImportSchema", CallConvs = [typeof(CallConvCdecl)])]
    public static int Import(CArrowSchema* schema, SchemaBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new ImportCall(schema, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeExportSchema", CallConvs = [typeof(CallConvCdecl)])]
    public static int Export(SchemaBlock* schema, CArrowSchema* @out, CError* error) =>
        ExceptionBoundary.Call(new ExportCall(schema, @out), error);

    [UnmanagedCallersOnly(
        EntryPoint = "cs_ArrowBridgeSchemaDecodeDictionaries", CallConvs = [typeof(CallConvCdecl)])]
    public static int DecodeDictionaries(SchemaBlock* schema, SchemaBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new DecodeDictionariesCall(schema, @out), error);

    internal readonly struct ImportCall(CArrowSchema* schema, SchemaBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeImportSchema";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(SchemaImport.Import(schema), @out);
        }
    }

    internal readonly struct ExportCall(SchemaBlock* schema, CArrowSchema* @out) : ICall
    {
        public static string Name => "ArrowBridgeExportSchema";

        public void Run()
        {
            Handles.Require(@out);
            SchemaBlock.Checked(schema, "schema");
            SchemaExport.Export(schema, SchemaBlock.Root(schema), @out);
        }
    }
    internal readonly struct DecodeDictionariesCall(SchemaBlock* schema, SchemaBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeSchemaDecodeDictionaries";

        public void Run()
        {
            Handles.Require(@out);
            SchemaBlock.Checked(schema, "schema");
            Handles.Give(DecodedSchema.Make(schema), @out);
        }
    }
}
