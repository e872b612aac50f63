using System.Globalization;
using System.Text;
using ArrowBridge.Errors;

namespace ArrowBridge.Schemas;

/// <summary>
/// Text for a screen with a maximum width. Longer text is cut and ends with an ellipsis. Control characters are
/// escaped. Widths are columns of a terminal (<see cref="CharacterWidth"/>).
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
        int width = CharacterWidth.Of(rune);
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
            Width += CharacterWidth.Of(rune);
        }
        IsFull = true;
    }
}
