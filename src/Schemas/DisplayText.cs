using System.Globalization;
using System.Text;
using ArrowBridge.Errors;

namespace ArrowBridge.Schemas;

/// <summary>
/// Text for a screen with a maximum width. Longer text is cut and ends with an ellipsis. Control characters are
/// escaped. Widths are columns of a terminal (<see cref="CharacterWidth"/>).
/// </summary>
/// <param name="limit">The maximum width.</param>
/// <param name="target">Where the text is appended; null for a text of its own.</param>
internal sealed class DisplayText(long limit, PooledText? target = null)
{
    private readonly PooledText _text = target ?? new();
    private readonly long _limit = Math.Max(limit, 1);
    private int _start = target?.Size ?? 0;
    private int _cut = target?.Size ?? 0; // end of the text to which an ellipsis can still be added
    private long _runes;

    public long Width { get; private set; }

    /// <summary>Whether the text was cut. Further text is ignored.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Where the text begins in the target.</summary>
    public int Start => _start;

    /// <summary>Number of bytes of the text.</summary>
    public int Size => _text.Size - _start;

    public override string ToString() => Encoding.UTF8.GetString(_text[_start, Size]);

    /// <summary>Begins another text after this one, with the same maximum width.</summary>
    public void Next()
    {
        _start = _cut = _text.Size;
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

    public void Append(long number)
    {
        Span<byte> text = stackalloc byte[20];
        number.TryFormat(text, out int written, default, CultureInfo.InvariantCulture);
        AppendAscii(text[..written]);
    }

    /// <summary>Appends text of the library itself.</summary>
    public void AppendAscii(ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length && !IsFull; i++)
        {
            Append(new Rune(text[i]));
        }
    }

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
            ReadOnlySpan<byte> digits = "0123456789abcdef"u8;
            AppendAscii([digits[bytes[i] >> 4], digits[bytes[i] & 15]]);
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
        _text.Append(rune);
        Width += width;
        if (Width < _limit)
        {
            _cut = _text.Size;
        }
    }

    private void Cut()
    {
        _text.Size = _cut;
        Width = 1;
        for (ReadOnlySpan<byte> rest = _text[_start, _cut - _start]; !rest.IsEmpty;)
        {
            Rune.DecodeFromUtf8(rest, out Rune rune, out int used);
            Width += CharacterWidth.Of(rune);
            rest = rest[used..];
        }
        _text.Append("…"u8);
        IsFull = true;
    }
}
