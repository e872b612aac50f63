using System.Globalization;
using System.Text;

namespace ArrowBridge.Schemas;

/// <summary>
/// Widths in columns of a terminal: two for wide characters, none for control characters and those that combine with
/// the character before.
/// </summary>
internal static class CharacterWidth
{
    /// <summary>Width of UTF-8 text. A byte that is not UTF-8 counts as a replacement character.</summary>
    public static long Of(ReadOnlySpan<byte> text)
    {
        long width = 0;
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out Rune rune, out int used);
            text = text[used..];
            width += Of(rune);
        }
        return width;
    }

    public static int Of(Rune rune)
    {
        int value = rune.Value;
        if (value < 0x300)
        {
            return value is < 0x20 or (>= 0x7F and < 0xA0) or 0xAD ? 0 : 1;
        }
        UnicodeCategory category = Rune.GetUnicodeCategory(rune);
        // The ranges are medial vowels and final consonants of Hangul.
        if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format ||
            value is (>= 0x1160 and <= 0x11FF) or (>= 0xD7B0 and <= 0xD7FB))
        {
            return 0;
        }
        return IsWide(value) ? 2 : 1;
    }

    private static bool IsWide(int value)
    {
        // An even index is the first character of a range. Between two of them lies the last one.
        int index = WideCharacters.Ranges.BinarySearch(value);
        return index >= 0 || (~index & 1) != 0;
    }
}
