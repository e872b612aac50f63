using System.Globalization;
using System.Text;

namespace ArrowBridge.Errors;

/// <summary>
/// Escapes what a name may contain and a line of text must not: a NUL would end the text for callers in C, and a line
/// break or a change of the direction of writing would change what is around it.
/// </summary>
internal static class EscapedText
{
    /// <summary>Control characters, line separators, and characters that change the direction of writing.</summary>
    public static bool IsNeeded(Rune rune) => rune.Value is < 0x20 or (>= 0x7F and <= 0x9F) or 0x200E or 0x200F or
        (>= 0x2028 and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFEFF;

    public static string Of(Rune rune) => rune.Value switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        < 0x100 => string.Create(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
    };

    public static string Of(string text)
    {
        StringBuilder? escaped = null;
        int position = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (IsNeeded(rune))
            {
                escaped ??= new StringBuilder(text, 0, position, text.Length + 8);
                escaped.Append(Of(rune));
            }
            else
            {
                escaped?.Append(rune);
            }
            position += rune.Utf16SequenceLength;
        }
        return escaped?.ToString() ?? text;
    }
}
