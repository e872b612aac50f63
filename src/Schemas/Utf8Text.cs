using System.Runtime.InteropServices;
using System.Text;

namespace ArrowBridge.Schemas;

/// <summary>C strings.</summary>
internal static unsafe class Utf8Text
{
    /// <summary>The bytes before the NUL; empty for NULL.</summary>
    public static ReadOnlySpan<byte> Span(byte* text) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);

    /// <summary>The length of texts in error messages. A C caller receives 1,023 bytes of a message.</summary>
    public const int MostDisplayed = 1024;

    /// <summary>
    /// Decodes for an error message: bytes that are not UTF-8 become replacement characters, and a text that is longer
    /// than a message is cut, so that no input makes a message large.
    /// </summary>
    public static string Display(ReadOnlySpan<byte> text) => text.Length <= MostDisplayed
        ? Encoding.UTF8.GetString(text)
        : Encoding.UTF8.GetString(text[..MostDisplayed]) + "…";
}
