using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Exports;

/// <summary>schema.h: schemas of format strings and of text, and their text on one line.</summary>
internal static unsafe class SchemaTextExports
{
    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeSchemaFromFormat", CallConvs = [typeof(CallConvCdecl)])]
    public static int FromFormat(
        byte* format, byte* name, long flags, byte* metadata, long n_children, SchemaBlock** children,
        SchemaBlock* dictionary, SchemaBlock** @out, CError* error) =>
        ExceptionBoundary.Call(
            new FromFormatCall(format, name, flags, metadata, n_children, children, dictionary, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeSchemaParse", CallConvs = [typeof(CallConvCdecl)])]
    public static int Parse(byte* text, SchemaBlock** @out, CError* error) =>
        ExceptionBoundary.Call(new ParseCall(text, @out), error);

    [UnmanagedCallersOnly(EntryPoint = "cs_ArrowBridgeSchemaToLine", CallConvs = [typeof(CallConvCdecl)])]
    public static int ToLine(SchemaBlock* schema, int metadata, byte** @out, CError* error) =>
        ExceptionBoundary.Call(new ToLineCall(schema, metadata, @out), error);

    internal readonly struct FromFormatCall(
        byte* format, byte* name, long flags, byte* metadata, long n_children, SchemaBlock** children,
        SchemaBlock* dictionary, SchemaBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeSchemaFromFormat";

        public void Run()
        {
            Handles.Require(@out);
            CArrowSchema parts = new()
            {
                format = format,
                name = name,
                metadata = metadata,
                flags = flags,
                n_children = n_children,
            };
            Handles.Give(SchemaFromFormat.Make(parts, children, dictionary), @out);
        }
    }

    internal readonly struct ParseCall(byte* text, SchemaBlock** @out) : ICall
    {
        public static string Name => "ArrowBridgeSchemaParse";

        public void Run()
        {
            Handles.Require(@out);
            Handles.Require(text, "text");
            Handles.Give(SchemaParser.Parse(Utf8Text.Span(text)), @out);
        }
    }

    internal readonly struct ToLineCall(SchemaBlock* schema, int metadata, byte** @out) : ICall
    {
        public static string Name => "ArrowBridgeSchemaToLine";

        public void Run()
        {
            Handles.Require(@out);
            using PooledText text = new();
            SchemaLine.Print(SchemaBlock.Root(SchemaBlock.Checked(schema, "schema")), metadata != 0, text);
            *@out = Allocator.NewText(text[0, text.Size]);
        }
    }
}
