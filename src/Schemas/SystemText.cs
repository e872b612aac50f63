using System.Runtime.InteropServices;

namespace ArrowBridge.Schemas;

/// <summary>The operating system's messages for errno values.</summary>
internal static unsafe class SystemText
{
    [DllImport("arrowbridge_native")]
    private static extern byte* ab_error_text(int code);

    public static string Of(int code) => Utf8Text.Display(Utf8Text.Span(ab_error_text(code)));
}
