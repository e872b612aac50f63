using System.Runtime.InteropServices;
using System.Text;

namespace ArrowBridge.Schemas;

/// <summary>C strings.</summary>
internal static unsafe class Utf8Text
{
    /// <summary>The bytes before the NUL; empty for NULL.</summary>
    public static ReadOnlySpan<byte> Span(byte* text) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);

    /// <summary>Decodes for display: bytes that are not UTF-8 become replacement characters.</summary>
    public static string Display(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);
}
