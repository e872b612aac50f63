using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Casts;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Exports;

/// <summary>casts.h. ArrowBridgeFieldCastListRelease is in native/handles.c.</summary>
internal static unsafe class CastExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeSchemaCanCast", CallConvs = [typeof(CallConvCdecl)])]
    public static int CanCast(
        SchemaBlock* from, SchemaBlock* to, int mode, int* out_outcome, CFieldCast** out_fields, long* out_count,
        SchemaBlock** out_schema,
        CError* error) =>
        ExceptionBoundary.Call(new CanCastCall(from, to, mode, out_outcome, out_fields, out_count, out_schema), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeArrayCast", CallConvs = [typeof(CallConvCdecl)])]
    public static int ArrayCast(ArrayBlock* array, SchemaBlock* schema, int mode, ArrayBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new ArrayCastCall(array, schema, mode, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeReaderCast", CallConvs = [typeof(CallConvCdecl)])]
    public static int ReaderCast(ReaderBlock* reader, SchemaBlock* schema, int mode, ReaderBlock** @out,
        CError* error) =>
        ExceptionBoundary.Call(new ReaderCastCall(reader, schema, mode, @out), error);

    internal readonly struct CanCastCall(
        SchemaBlock* from, SchemaBlock* to, int mode, int* out_outcome, CFieldCast** out_fields, long* out_count,
        SchemaBlock** out_schema) : ICall
    {
        public static string Name => "ArrowBridgeSchemaCanCast";

        public void Run()
        {
            Handles.Require(out_outcome, "out_outcome");
            if (out_fields != null)
            {
                Handles.Require(out_count, "out_count");
            }
            List<CastPlan.FieldAnswer> fields = CastPlan.Make(
                SchemaBlock.Checked(from, "from"), SchemaBlock.Checked(to, "to"), mode, out SchemaBlock* result);
            try
            {
                if (out_fields != null)
                {
                    *out_fields = CastReport.Write(fields);
                }
            }
            catch
            {
                Native.ab_release((Block*)result);
                throw;
            }
            if (out_count != null)
            {
                *out_count = fields.Count;
            }
            *out_outcome = (int)CastPlan.Worst(fields).Outcome;
            if (out_schema == null)
            {
                Native.ab_release((Block*)result);
            }
            else if (result != null)
            {
                Handles.Give(result, out_schema);
            }
        }
    }

    internal readonly struct ArrayCastCall(ArrayBlock* array, SchemaBlock* schema, int mode, ArrayBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeArrayCast";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(
                ArrayCasts.Cast(SharedArray.Checked(array, "array"), SchemaBlock.Checked(schema, "schema"), mode),
                @out);
        }
    }

    internal readonly struct ReaderCastCall(ReaderBlock* reader, SchemaBlock* schema, int mode, ReaderBlock** @out)
        : ICall
    {
        public static string Name => "ArrowBridgeReaderCast";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Give(CastReader.Create(Reader.Checked(reader), SchemaBlock.Checked(schema, "schema"), mode), @out);
        }
    }
}
