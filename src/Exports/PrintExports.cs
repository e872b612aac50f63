using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Exports;

/// <summary>bridge.h: printing schemas and arrays. ArrowBridgeStringRelease is in native/handles.c.</summary>
internal static unsafe class PrintExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeSchemaToString", CallConvs = [typeof(CallConvCdecl)])]
    public static int Schema(SchemaBlock* schema, byte** @out, CError* error) =>
        ExceptionBoundary.Call(new SchemaCall(schema, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeArrayToString", CallConvs = [typeof(CallConvCdecl)])]
    public static int Array(ArrayBlock* array, CPrintOptions* options, byte** @out, CError* error) =>
        ExceptionBoundary.Call(new ArrayCall(array, options, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeStringWidth", CallConvs = [typeof(CallConvCdecl)])]
    public static int Width(byte* text, long size, long* @out, CError* error) =>
        ExceptionBoundary.Call(new WidthCall(text, size, @out), error);

    internal readonly struct SchemaCall(SchemaBlock* schema, byte** @out) : ICall
    {
        public static string Name => "ArrowBridgeSchemaToString";

        public void Run()
        {
            Handles.Require(@out);
            using PooledText text = new();
            SchemaPrinter.Print(SchemaBlock.Checked(schema, "schema"), text);
            *@out = Allocator.NewText(text[0, text.Size]);
        }
    }

    internal readonly struct ArrayCall(ArrayBlock* array, CPrintOptions* options, byte** @out) : ICall
    {
        public static string Name => "ArrowBridgeArrayToString";

        public void Run()
        {
            Handles.Require(@out);
            using PooledText text = new();
            TablePrinter.Print(SharedArray.Checked(array, "array"), options, text);
            *@out = Allocator.NewText(text[0, text.Size]);
        }
    }

    internal readonly struct WidthCall(byte* text, long size, long* @out) : ICall
    {
        public static string Name => "ArrowBridgeStringWidth";

        public void Run()
        {
            Handles.Require(@out);
            if (size is < 0 or > int.MaxValue)
            {
                Throw.Argument("size", $"is {size}, but only 0 to {int.MaxValue} bytes are allowed");
            }
            if (size > 0)
            {
                Handles.Require(text, "text");
            }
            *@out = CharacterWidth.Of(new ReadOnlySpan<byte>(text, (int)size));
        }
    }
}
