using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Exports;

/// <summary>values.h: single values of arrays.</summary>
internal static unsafe class ValueExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeArrayGetInt64", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetInt64(ArrayBlock* array, long index, long* @out, int* is_null, CError* error) =>
        ExceptionBoundary.Call(new Int64Call(array, index, @out, is_null), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeArrayGetDouble", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetDouble(ArrayBlock* array, long index, double* @out, int* is_null, CError* error) =>
        ExceptionBoundary.Call(new DoubleCall(array, index, @out, is_null), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeArrayGetBool", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetBool(ArrayBlock* array, long index, int* @out, int* is_null, CError* error) =>
        ExceptionBoundary.Call(new BoolCall(array, index, @out, is_null), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeArrayGetString", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetString(
        ArrayBlock* array, long index, byte** @out, long* size, int* is_null, CError* error) =>
        ExceptionBoundary.Call(new StringCall(array, index, @out, size, is_null), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeArrayGetBytes", CallConvs = [typeof(CallConvCdecl)])]
    public static int GetBytes(ArrayBlock* array, long index, byte** @out, long* size, int* is_null, CError* error) =>
        ExceptionBoundary.Call(new BytesCall(array, index, @out, size, is_null), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeArrayValueToString", CallConvs = [typeof(CallConvCdecl)])]
    public static int ValueToString(ArrayBlock* array, long index, long max_width, byte** @out, CError* error) =>
        ExceptionBoundary.Call(new ValueToStringCall(array, index, max_width, @out), error);

    /// <summary>Whether the value is null, which <paramref name="is_null"/> receives; without it that is an
    /// error.</summary>
    private static bool IsNull(in ScalarReader value, long index, int* is_null)
    {
        if (!value.IsNull)
        {
            return false;
        }
        if (is_null == null)
        {
            Throw.Argument("is_null", $"is NULL, but the value at index {index} is null");
        }
        *is_null = 1;
        return true;
    }

    internal readonly struct Int64Call(ArrayBlock* array, long index, long* @out, int* is_null) : ICall
    {
        public static string Name => "ArrowBridgeArrayGetInt64";

        public void Run()
        {
            Handles.Require(@out);
            ScalarReader value = new(SharedArray.Checked(array, "array"), index);
            if (!value.IsOf(TypeId.Int8, TypeId.UInt64) && !value.IsOf(TypeId.Date32, TypeId.Duration))
            {
                value.Refuse("an integer, date, time, timestamp or duration");
            }
            *@out = IsNull(value, index, is_null) ? 0 : value.Int64();
        }
    }

    internal readonly struct DoubleCall(ArrayBlock* array, long index, double* @out, int* is_null) : ICall
    {
        public static string Name => "ArrowBridgeArrayGetDouble";

        public void Run()
        {
            Handles.Require(@out);
            ScalarReader value = new(SharedArray.Checked(array, "array"), index);
            if (!value.IsOf(TypeId.Float16, TypeId.Float64))
            {
                value.Refuse("a floating-point number");
            }
            *@out = IsNull(value, index, is_null) ? 0 : value.Double();
        }
    }

    internal readonly struct BoolCall(ArrayBlock* array, long index, int* @out, int* is_null) : ICall
    {
        public static string Name => "ArrowBridgeArrayGetBool";

        public void Run()
        {
            Handles.Require(@out);
            ScalarReader value = new(SharedArray.Checked(array, "array"), index);
            if (!value.IsOf(TypeId.Boolean, TypeId.Boolean))
            {
                value.Refuse("a boolean");
            }
            *@out = !IsNull(value, index, is_null) && value.Boolean() ? 1 : 0;
        }
    }

    internal readonly struct StringCall(
        ArrayBlock* array, long index, byte** @out, long* size, int* is_null) : ICall
    {
        public static string Name => "ArrowBridgeArrayGetString";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Require(size, "size");
            ScalarReader value = new(SharedArray.Checked(array, "array"), index);
            if (!value.IsOf(TypeId.Utf8, TypeId.Utf8View))
            {
                value.Refuse("a string");
            }
            if (!IsNull(value, index, is_null))
            {
                *@out = value.Bytes(out *size);
            }
        }
    }

    internal readonly struct BytesCall(
        ArrayBlock* array, long index, byte** @out, long* size, int* is_null) : ICall
    {
        public static string Name => "ArrowBridgeArrayGetBytes";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Require(size, "size");
            ScalarReader value = new(SharedArray.Checked(array, "array"), index);
            if (!value.IsOf(TypeId.FixedSizeBinary, TypeId.Utf8View))
            {
                value.Refuse("binary or a string");
            }
            if (!IsNull(value, index, is_null))
            {
                *@out = value.Bytes(out *size);
            }
        }
    }

    internal readonly struct ValueToStringCall(
        ArrayBlock* array, long index, long max_width, byte** @out) : ICall
    {
        public static string Name => "ArrowBridgeArrayValueToString";

        public void Run()
        {
            Handles.Require(@out);
            using PooledText text = new();
            ValuePrinter.Print(SharedArray.Checked(array, "array"), index, max_width, text);
            *@out = Allocator.NewText(text[0, text.Size]);
        }
    }
}
