using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Json;
using ArrowBridge.Memory;

namespace ArrowBridge.Exports;

/// <summary>
/// integration.h: the functions that the integration test runner of the Arrow project calls. BytesAllocated is in
/// native/handles.c.
/// </summary>
internal static unsafe class IntegrationExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridge_CDataIntegration_ExportSchemaFromJson",
        CallConvs = [typeof(CallConvCdecl)])]
    public static byte* ExportSchema(byte* json_path, CArrowSchema* @out) =>
        Text(new ExportSchemaCall(json_path, @out));

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridge_CDataIntegration_ImportSchemaAndCompareToJson",
        CallConvs = [typeof(CallConvCdecl)])]
    public static byte* CompareSchema(byte* json_path, CArrowSchema* schema) =>
        Text(new CompareSchemaCall(json_path, schema));

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridge_CDataIntegration_ExportBatchFromJson",
        CallConvs = [typeof(CallConvCdecl)])]
    public static byte* ExportBatch(byte* json_path, int num_batch, CArrowArray* @out) =>
        Text(new ExportBatchCall(json_path, num_batch, @out));

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridge_CDataIntegration_ImportBatchAndCompareToJson",
        CallConvs = [typeof(CallConvCdecl)])]
    public static byte* CompareBatch(byte* json_path, int num_batch, CArrowArray* batch) =>
        Text(new CompareBatchCall(json_path, num_batch, batch));

    /// <summary>Returns the error message, in the thread's own buffer, or NULL after success.</summary>
    private static byte* Text<T>(T call)
        where T : struct, ICall
    {
        byte* text = Native.ab_thread_text();
        return ExceptionBoundary.Call(call, (CError*)text) == 0 ? null : text;
    }

    internal readonly struct ExportSchemaCall(byte* json_path, CArrowSchema* @out) : ICall
    {
        public static string Name => "ArrowBridge_CDataIntegration_ExportSchemaFromJson";

        public void Run()
        {
            Handles.Require(json_path, "json_path");
            Handles.Require(@out);
            JsonComparison.ExportSchema(json_path, @out);
        }
    }

    internal readonly struct CompareSchemaCall(byte* json_path, CArrowSchema* schema) : ICall
    {
        public static string Name => "ArrowBridge_CDataIntegration_ImportSchemaAndCompareToJson";

        public void Run()
        {
            Handles.Require(json_path, "json_path");
            JsonComparison.CompareSchema(json_path, schema);
        }
    }

    internal readonly struct ExportBatchCall(byte* json_path, int num_batch, CArrowArray* @out) : ICall
    {
        public static string Name => "ArrowBridge_CDataIntegration_ExportBatchFromJson";

        public void Run()
        {
            Handles.Require(json_path, "json_path");
            Handles.Require(@out);
            JsonComparison.ExportBatch(json_path, num_batch, @out);
        }
    }

    internal readonly struct CompareBatchCall(byte* json_path, int num_batch, CArrowArray* batch) : ICall
    {
        public static string Name => "ArrowBridge_CDataIntegration_ImportBatchAndCompareToJson";

        public void Run()
        {
            Handles.Require(json_path, "json_path");
            JsonComparison.CompareBatch(json_path, num_batch, batch);
        }
    }
}
