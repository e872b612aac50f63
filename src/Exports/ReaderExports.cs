using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Exports;

/// <summary>
/// bridge.h, readers. ArrowBridgeReaderRelease and ArrowBridgeArrayListRelease are in native/handles.c.
/// </summary>
internal static unsafe class ReaderExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeImportRecordBatchReader", CallConvs = [typeof(CallConvCdecl)])]
    public static int Import(CArrowArrayStream* stream, ReaderBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new ImportCall(stream, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeImportArrayReader", CallConvs = [typeof(CallConvCdecl)])]
    public static int ImportArrays(CArrowArrayStream* stream, ReaderBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new ImportArraysCall(stream, @out), error);

    [UnmanagedCallersOnly(
        EntryPoint = "cs_ArrowBridgeImportRecordBatchReaderWithOptions", CallConvs = [typeof(CallConvCdecl)])]
    public static int ImportWithOptions(
        CArrowArrayStream* stream, CImportOptions* options, ReaderBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new ImportWithOptionsCall(stream, options, @out), error);

    [UnmanagedCallersOnly(
        EntryPoint = "cs_ArrowBridgeImportArrayReaderWithOptions", CallConvs = [typeof(CallConvCdecl)])]
    public static int ImportArraysWithOptions(
        CArrowArrayStream* stream, CImportOptions* options, ReaderBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new ImportArraysWithOptionsCall(stream, options, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeExportRecordBatchReader", CallConvs = [typeof(CallConvCdecl)])]
    public static int Export(ReaderBlock* reader, CArrowArrayStream* @out, CError* error) =>
        ExceptionBoundary.Call(new ExportCall(reader, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeExportArrayReader", CallConvs = [typeof(CallConvCdecl)])]
    public static int ExportArrays(ReaderBlock* reader, CArrowArrayStream* @out, CError* error) =>
        ExceptionBoundary.Call(new ExportArraysCall(reader, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderFromBatches", CallConvs = [typeof(CallConvCdecl)])]
    public static int FromBatches(CArrowSchema* schema, long n_batches, CArrowArray* batches, ReaderBlock** @out,
        CError* error) =>
        ExceptionBoundary.Call(new FromBatchesCall(schema, n_batches, batches, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderFromArrays", CallConvs = [typeof(CallConvCdecl)])]
    public static int FromArrays(CArrowSchema* schema, long n_arrays, CArrowArray* arrays, ReaderBlock** @out,
        CError* error) =>
        ExceptionBoundary.Call(new FromArraysCall(schema, n_arrays, arrays, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderFromCallbacks", CallConvs = [typeof(CallConvCdecl)])]
    public static int FromCallbacks(CArrowSchema* schema, CReaderCallbacks* callbacks, ReaderBlock** @out,
        CError* error) =>
        ExceptionBoundary.Call(new FromCallbacksCall(schema, callbacks, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderGetSchema", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetSchema(ReaderBlock* reader, CArrowSchema* @out, CError* error) =>
        ExceptionBoundary.Call(new GetSchemaCall(reader, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderGetSchemaHandle", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetSchemaHandle(ReaderBlock* reader, SchemaBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new GetSchemaHandleCall(reader, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderNext", CallConvs = [typeof(CallConvCdecl)])]
    public static int Next(ReaderBlock* reader, CArrowArray* @out, CError* error) =>
        ExceptionBoundary.Call(new NextCall(reader, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderNextArray", CallConvs = [typeof(CallConvCdecl)])]
    public static int NextArray(ReaderBlock* reader, ArrayBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new NextArrayCall(reader, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderReadAll", CallConvs = [typeof(CallConvCdecl)])]
    public static int ReadAll(ReaderBlock* reader, ArrayBlock*** out_arrays, long* out_count, CError* error) =>
        ExceptionBoundary.Call(new ReadAllCall(reader, out_arrays, out_count), error);

    internal readonly struct ImportCall(CArrowArrayStream* stream, ReaderBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeImportRecordBatchReader";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(ForeignReader.Import(stream, true), @out);
        }
    }

    internal readonly struct ImportArraysCall(CArrowArrayStream* stream, ReaderBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeImportArrayReader";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(ForeignReader.Import(stream, false), @out);
        }
    }

    internal readonly struct ImportWithOptionsCall(
        CArrowArrayStream* stream, CImportOptions* options, ReaderBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeImportRecordBatchReaderWithOptions";

        public void Run()
        {
            Handles.Require(@out);
            bool copies = ImportOptions.CopiesMisaligned(options);
            Handles.Give(ForeignReader.Import(stream, true, copies), @out);
        }
    }

    internal readonly struct ImportArraysWithOptionsCall(
        CArrowArrayStream* stream, CImportOptions* options, ReaderBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeImportArrayReaderWithOptions";

        public void Run()
        {
            Handles.Require(@out);
            bool copies = ImportOptions.CopiesMisaligned(options);
            Handles.Give(ForeignReader.Import(stream, false, copies), @out);
        }
    }

    internal readonly struct ExportCall(ReaderBlock* reader, CArrowArrayStream* @out) : ICall
    {
        public static string Name => "ArrowBridgeExportRecordBatchReader";

        public void Run()
        {
            Handles.Require(@out);
            StreamExport.Export(Reader.RequireBatches(reader), @out);
        }
    }

    internal readonly struct ExportArraysCall(ReaderBlock* reader, CArrowArrayStream* @out) : ICall
    {
        public static string Name => "ArrowBridgeExportArrayReader";

        public void Run()
        {
            Handles.Require(@out);
            StreamExport.Export(Reader.Checked(reader), @out);
        }
    }

    internal readonly struct FromBatchesCall(CArrowSchema* schema, long n_batches, CArrowArray* batches,
        ReaderBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeReaderFromBatches";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(ListReader.Create(schema, n_batches, batches, true), @out);
        }
    }

    internal readonly struct FromArraysCall(CArrowSchema* schema, long n_arrays, CArrowArray* arrays,
        ReaderBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeReaderFromArrays";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(ListReader.Create(schema, n_arrays, arrays, false), @out);
        }
    }

    internal readonly struct FromCallbacksCall(CArrowSchema* schema, CReaderCallbacks* callbacks, ReaderBlock** @out)
        : ICall
    {
        public static string Name => "ArrowBridgeReaderFromCallbacks";

        public void Run()
        {
            Handles.Require(callbacks, "callbacks");
            Block* owner = CallerMemory.Own(callbacks->release, callbacks->context);
            try
            {
                Handles.Require(@out);
                Handles.Give(CallbackReader.Create(schema, *callbacks, CallerMemory.Share(owner)), @out);
            }
            finally
            {
                Native.ab_release(owner);
            }
        }
    }

    internal readonly struct GetSchemaCall(ReaderBlock* reader, CArrowSchema* @out) : ICall
    {
        public static string Name => "ArrowBridgeReaderGetSchema";

        public void Run()
        {
            new StreamExport.GetSchemaCall(Reader.Checked(reader), @out).Run();
        }
    }

    internal readonly struct GetSchemaHandleCall(ReaderBlock* reader, SchemaBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeReaderGetSchemaHandle";

        public void Run()
        {
            Handles.Require(@out);
            Block* schema = Reader.Checked(reader)->schema;
            Native.ab_retain(schema);
            Handles.Give(schema, @out);
        }
    }

    internal readonly struct NextCall(ReaderBlock* reader, CArrowArray* @out) : ICall
    {
        public static string Name => "ArrowBridgeReaderNext";

        public void Run()
        {
            Handles.Require(@out);
            Cursor.Next(Reader.Checked(reader), @out);
        }
    }

    internal readonly struct NextArrayCall(ReaderBlock* reader, ArrayBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeReaderNextArray";

        public void Run()
        {
            Handles.Require(@out);
            ArrayBlock* next = Batches.Next(Reader.Checked(reader));
            if (next != null)
            {
                Handles.Give(next, @out);
            }
        }
    }

    internal readonly struct ReadAllCall(ReaderBlock* reader, ArrayBlock*** out_arrays, long* out_count) : ICall
    {
        public static string Name => "ArrowBridgeReaderReadAll";

        public void Run()
        {
            Handles.Require(out_arrays, "out_arrays");
            Handles.Require(out_count, "out_count");
            *out_arrays = Batches.ReadAll(Reader.Checked(reader), out long count);
            *out_count = count;
            Native.ab_count_handle((int)count);
        }
    }
}
