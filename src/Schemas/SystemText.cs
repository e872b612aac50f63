using System.Runtime.InteropServices;
using ArrowBridge.Errors;

namespace ArrowBridge.Schemas;

/// <summary>The operating system's messages for errno values.</summary>
internal static unsafe class SystemText
{
    [DllImport("arrowbridge_native")]
    private static extern byte* ab_error_text(int code);

    public static string Of(int code) => Utf8Text.Display(Utf8Text.Span(ab_error_text(code)));

    /// <summary>Throws if <paramref name="code"/> is an errno; 0 is success.</summary>
    /// <param name="what">What a file cannot be, such as "opened".</param>
    public static void Check(int code, string what)
    {
        if (code != 0)
        {
            Throw.System(code, $"cannot be {what}: {Of(code)}");
        }
    }
}
