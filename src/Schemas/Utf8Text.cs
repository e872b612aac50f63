using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace ArrowBridge.Schemas;

/// <summary>C strings.</summary>
internal static unsafe class Utf8Text
{
    /// <summary>The bytes before the NUL; empty for NULL. Formats and most names are short.</summary>
    public static ReadOnlySpan<byte> Span(byte* text)
    {
        int length = 0;
        if (text != null)
        {
            while (text[length] != 0)
            {
                if (++length == MostScanned)
                {
                    return MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
                }
            }
        }
        return new ReadOnlySpan<byte>(text, length);
    }

    /// <summary>As <see cref="Span(byte*)"/>, and whether the bytes are UTF-8.</summary>
    public static ReadOnlySpan<byte> Span(byte* text, out bool isUtf8)
    {
        int length = 0;
        isUtf8 = true;
        if (text != null)
        {
            while ((sbyte)text[length] > 0 && length < MostScanned)
            {
                length++;
            }
            if (text[length] != 0)
            {
                ReadOnlySpan<byte> whole = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
                isUtf8 = Utf8.IsValid(whole);
                return whole;
            }
        }
        return new ReadOnlySpan<byte>(text, length);
    }

    private const int MostScanned = 32;

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
