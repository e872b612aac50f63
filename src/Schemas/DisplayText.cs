using System.Globalization;
using System.Text;
using ArrowBridge.Errors;

namespace ArrowBridge.Schemas;

/// <summary>
/// Text for a screen with a maximum width. Longer text is cut and ends with an ellipsis. Control characters are
/// escaped. Widths are columns of a terminal: two for East Asian wide characters, none for combining characters.
/// </summary>
internal sealed class DisplayText(long limit)
{
    private const char Ellipsis = '…';

    private readonly StringBuilder _text = new();
    private readonly long _limit = Math.Max(limit, 1);
    private int _cut; // length of the text to which an ellipsis can still be added
    private long _runes;

    public long Width { get; private set; }

    /// <summary>Whether the text was cut. Further text is ignored.</summary>
    public bool IsFull { get; private set; }

    public override string ToString() => _text.ToString();

    public void Clear()
    {
        _text.Clear();
        _cut = 0;
        _runes = 0;
        Width = 0;
        IsFull = false;
    }

    /// <summary>Appends text of the library itself, which needs no escapes.</summary>
    public void Append(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            Append(rune);
        }
    }

    public void Append(long number) => Append(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Appends bytes of the caller. Bytes that are not UTF-8 become replacement characters.</summary>
    public void AppendUtf8(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !IsFull)
        {
            Rune.DecodeFromUtf8(bytes, out Rune rune, out int used);
            bytes = bytes[used..];
            if (EscapedText.IsNeeded(rune))
            {
                Append(EscapedText.Of(rune));
            }
            else
            {
                Append(rune);
            }
        }
    }

    public void AppendHex(ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < bytes.Length && !IsFull; i++)
        {
            Append(bytes[i].ToString("x2", CultureInfo.InvariantCulture));
        }
    }

    private void Append(Rune rune)
    {
        if (IsFull)
        {
            return;
        }
        int width = WidthOf(rune);
        _runes++;
        // Limits characters without width too.
        if (Width + width > _limit || _runes / 8 > _limit)
        {
            Cut();
            return;
        }
        Span<char> chars = stackalloc char[2];
        _text.Append(chars[..rune.EncodeToUtf16(chars)]);
        Width += width;
        if (Width < _limit)
        {
            _cut = _text.Length;
        }
    }

    private void Cut()
    {
        _text.Length = _cut;
        _text.Append(Ellipsis);
        Width = 1;
        foreach (Rune rune in _text.ToString(0, _cut).EnumerateRunes())
        {
            Width += WidthOf(rune);
        }
        IsFull = true;
    }

    private static int WidthOf(Rune rune)
    {
        int value = rune.Value;
        if (value < 0x300)
        {
            return value == 0xAD ? 0 : 1;
        }
        UnicodeCategory category = Rune.GetUnicodeCategory(rune);
        if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format ||
            value is >= 0x1160 and <= 0x11FF)
        {
            return 0;
        }
        foreach ((int first, int last) in s_wide)
        {
            if (value <= last)
            {
                return value >= first ? 2 : 1;
            }
        }
        return 1;
    }

    // Ranges of wide and full-width characters (Unicode Standard Annex 11), including emoji, in ascending order.
    private static readonly (int First, int Last)[] s_wide =
    [
        (0x1100, 0x115F), (0x231A, 0x231B), (0x2329, 0x232A), (0x23E9, 0x23EC), (0x25FD, 0x25FE), (0x2614, 0x2615),
        (0x2648, 0x2653), (0x26AA, 0x26AB), (0x26BD, 0x26BE), (0x26C4, 0x26C5), (0x2705, 0x2705), (0x270A, 0x270B),
        (0x2728, 0x2728), (0x274C, 0x274C), (0x2753, 0x2755), (0x2795, 0x2797), (0x2B1B, 0x2B1C), (0x2B50, 0x2B50),
        (0x2E80, 0x303E), (0x3041, 0x33FF), (0x3400, 0x4DBF), (0x4E00, 0xA4CF), (0xA960, 0xA97F), (0xAC00, 0xD7A3),
        (0xF900, 0xFAFF), (0xFE30, 0xFE6F), (0xFF00, 0xFF60), (0xFFE0, 0xFFE6), (0x16FE0, 0x18D08), (0x1B000, 0x1B2FB),
        (0x1F18E, 0x1F19A), (0x1F200, 0x1F265), (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F7E0, 0x1F7EB),
        (0x1F900, 0x1F9FF), (0x1FA70, 0x1FAFF), (0x20000, 0x3FFFD),
    ];
}
