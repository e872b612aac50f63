using System.Globalization;
using System.Text;

namespace ArrowBridge.Errors;

/// <summary>Receives the parts of an error message in order, and escapes them.</summary>
internal interface IErrorParts
{
    void Append(string part);

    void Append(long number);
}

/// <summary>A whole message.</summary>
internal readonly struct ErrorText() : IErrorParts
{
    private readonly StringBuilder _text = new();

    public void Append(string part) => _text.Append(EscapedText.Of(part));

    public void Append(long number) => _text.Append(number);

    public override string ToString() => _text.ToString();
}

/// <summary>
/// A message for a caller in C: UTF-8 in memory of limited size. Allocates nothing, because a program may see an error
/// for every input, and garbage is collected while every thread inside the library waits.
/// </summary>
/// <param name="target">What does not fit is left out.</param>
internal ref struct ErrorLine(Span<byte> target) : IErrorParts
{
    private readonly Span<byte> _target = target;
    private int _size;

    public readonly ReadOnlySpan<byte> Text => _target[.._size];

    public void Append(string part)
    {
        foreach (Rune rune in part.EnumerateRunes())
        {
            if (EscapedText.IsNeeded(rune))
            {
                Append(EscapedText.Of(rune)); // ASCII
            }
            else if (rune.TryEncodeToUtf8(_target[_size..], out int written))
            {
                _size += written;
            }
            else
            {
                return;
            }
        }
    }

    public void Append(long number)
    {
        number.TryFormat(_target[_size..], out int written, default, CultureInfo.InvariantCulture);
        _size += written;
    }
}
