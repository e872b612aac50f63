using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;
using ArrowBridge.Streams.Checks;

namespace ArrowBridge.Exports;

/// <summary>bridge.h, arrays: import, export and views. ArrowBridgeArrayRelease is in native/handles.c.</summary>
internal static unsafe class ArrayExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeImportArray", CallConvs = [typeof(CallConvCdecl)])]
    public static int Import(CArrowArray* array, SchemaBlock* schema, ArrayBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new ImportCall(array, schema, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeImportRecordBatch", CallConvs = [typeof(CallConvCdecl)])]
    public static int ImportBatch(CArrowArray* array, SchemaBlock* schema, ArrayBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new ImportBatchCall(array, schema, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeImportArrayWithOptions", CallConvs = [typeof(CallConvCdecl)])]
    public static int ImportWithOptions(
        CArrowArray* array, SchemaBlock* schema, CImportOptions* options, ArrayBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new ImportWithOptionsCall(array, schema, options, @out), error);

    [UnmanagedCallersOnly(
        EntryPoint = "cs_ArrowBridgeImportRecordBatchWithOptions", CallConvs = [typeof(CallConvCdecl)])]
    public static int ImportBatchWithOptions(
        CArrowArray* array, SchemaBlock* schema, CImportOptions* options, ArrayBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new ImportBatchWithOptionsCall(array, schema, options, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeExportArray", CallConvs = [typeof(CallConvCdecl)])]
    public static int Export(ArrayBlock* array, CArrowArray* @out, CArrowSchema* out_schema, CError* error) =>
        ExceptionBoundary.Call(new ExportCall(array, @out, out_schema), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeExportRecordBatch", CallConvs = [typeof(CallConvCdecl)])]
    public static int ExportBatch(ArrayBlock* batch, CArrowArray* @out, CArrowSchema* out_schema, CError* error) =>
        ExceptionBoundary.Call(new ExportBatchCall(batch, @out, out_schema), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeArrayNullCount", CallConvs = [typeof(CallConvCdecl)])]
    public static int NullCount(ArrayBlock* array, long* @out, CError* error) =>
        ExceptionBoundary.Call(new NullCountCall(array, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeArrayGetSchemaHandle", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetSchema(ArrayBlock* array, SchemaBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new GetSchemaCall(array, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeArraySlice", CallConvs = [typeof(CallConvCdecl)])]
    public static int Slice(ArrayBlock* array, long offset, long length, ArrayBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new SliceCall(array, offset, length, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeArrayColumn", CallConvs = [typeof(CallConvCdecl)])]
    public static int Column(ArrayBlock* array, long index, ArrayBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new ColumnCall(array, index, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeArrayColumnByName", CallConvs = [typeof(CallConvCdecl)])]
    public static int ColumnByName(ArrayBlock* array, byte* name, ArrayBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new ColumnByNameCall(array, name, @out), error);

    internal readonly struct ImportCall(CArrowArray* array, SchemaBlock* schema, ArrayBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeImportArray";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(CheckedStream.Import(array, schema, false), @out);
        }
    }

    internal readonly struct ImportBatchCall(CArrowArray* array, SchemaBlock* schema, ArrayBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeImportRecordBatch";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(CheckedStream.Import(array, schema, true), @out);
        }
    }

    internal readonly struct ImportWithOptionsCall(
        CArrowArray* array, SchemaBlock* schema, CImportOptions* options, ArrayBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeImportArrayWithOptions";

        public void Run()
        {
            Handles.Require(@out);
            bool copies = ImportOptions.CopiesMisaligned(options);
            Handles.Give(CheckedStream.Import(array, schema, false, copies), @out);
        }
    }

    internal readonly struct ImportBatchWithOptionsCall(
        CArrowArray* array, SchemaBlock* schema, CImportOptions* options, ArrayBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeImportRecordBatchWithOptions";

        public void Run()
        {
            Handles.Require(@out);
            bool copies = ImportOptions.CopiesMisaligned(options);
            Handles.Give(CheckedStream.Import(array, schema, true, copies), @out);
        }
    }

    internal readonly struct ExportCall(ArrayBlock* array, CArrowArray* @out, CArrowSchema* out_schema) : ICall
    {
        public static string Name => "ArrowBridgeExportArray";

        public void Run()
        {
            Handles.Require(@out);
            SharedArray.Checked(array, "array");
            ArrayExport.Export(array, @out);
            ArrayExport.ExportType(array, @out, out_schema);
        }
    }

    internal readonly struct ExportBatchCall(ArrayBlock* batch, CArrowArray* @out, CArrowSchema* out_schema) : ICall
    {
        public static string Name => "ArrowBridgeExportRecordBatch";

        public void Run()
        {
            Handles.Require(@out);
            SharedArray.RequireStruct(SharedArray.FieldOf(SharedArray.Checked(batch, "batch")));
            ArrayExport.ExportBatch(batch, @out);
            ArrayExport.ExportType(batch, @out, out_schema);
        }
    }

    internal readonly struct NullCountCall(ArrayBlock* array, long* @out) : ICall
    {
        public static string Name => "ArrowBridgeArrayNullCount";

        public void Run()
        {
            Handles.Require(@out);
            SharedArray.Checked(array, "array");
            *@out = SharedArray.NullCount(SharedArray.FieldOf(array), &array->array);
        }
    }

    internal readonly struct GetSchemaCall(ArrayBlock* array, SchemaBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeArrayGetSchemaHandle";

        public void Run()
        {
            Handles.Require(@out);
            SharedArray.Checked(array, "array");
            Handles.Give(SharedArray.TypeOf(array), @out);
        }
    }

    internal readonly struct SliceCall(ArrayBlock* array, long offset, long length, ArrayBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeArraySlice";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(Columns.Slice(SharedArray.Checked(array, "array"), offset, length), @out);
        }
    }

    internal readonly struct ColumnCall(ArrayBlock* array, long index, ArrayBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeArrayColumn";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(Columns.Column(SharedArray.Checked(array, "array"), index), @out);
        }
    }

    internal readonly struct ColumnByNameCall(ArrayBlock* array, byte* name, ArrayBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeArrayColumnByName";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(Columns.ColumnByName(SharedArray.Checked(array, "array"), name), @out);
        }
    }
}
