using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Schemas;

/// <summary>
/// Reads marks, keywords, numbers and names from the one-line form of a schema. All but <see cref="Fail"/> skip white
/// space first.
/// </summary>
internal unsafe ref struct SchemaScanner(ReadOnlySpan<byte> text)
{
    private const int MostShown = 24;

    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;

    /// <summary>The byte at which the next item begins.</summary>
    public int Position
    {
        get
        {
            while (_at < _text.Length && _text[_at] is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r'))
            {
                _at++;
            }
            return _at;
        }
    }

    public bool IsAtEnd => Position == _text.Length;

    [DoesNotReturn]
    public static void Fail(string problem, int position, string more = "") =>
        Throw.Invalid(null, $"{problem} at byte {position}{more}");

    /// <summary>Fails because the next item is not what it should be.</summary>
    [DoesNotReturn]
    public void Expected(string what)
    {
        ReadOnlySpan<byte> rest = _text[Position..];
        string found = rest.IsEmpty ? "where the text ends"
            : rest.Length <= MostShown ? $"not '{Utf8Text.Display(rest)}'"
            : $"not '{Utf8Text.Display(rest[..ExceptionBoundary.EndOfCharacters(rest, MostShown)])}…'";
        Fail($"{what} is expected", _at, $", {found}");
    }

    public bool TryTake(byte mark)
    {
        if (IsAtEnd || _text[_at] != mark)
        {
            return false;
        }
        _at++;
        return true;
    }

    public void Take(byte mark)
    {
        if (!TryTake(mark))
        {
            Expected($"'{(char)mark}'");
        }
    }

    /// <summary>Takes letters, digits and underscores; empty if there are none.</summary>
    public ReadOnlySpan<byte> Keyword()
    {
        int start = Position;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit((char)_text[_at]) || _text[_at] == '_'))
        {
            _at++;
        }
        return _text[start.._at];
    }

    /// <summary>Takes a keyword if it is the next item.</summary>
    public bool TryTake(ReadOnlySpan<byte> keyword)
    {
        int start = Position;
        if (Keyword().SequenceEqual(keyword))
        {
            return true;
        }
        _at = start;
        return false;
    }

    public void Take(ReadOnlySpan<byte> keyword)
    {
        if (!TryTake(keyword))
        {
            Expected($"'{Encoding.ASCII.GetString(keyword)}'");
        }
    }

    public long Number()
    {
        if (!Utf8Parser.TryParse(_text[Position..], out long number, out int used))
        {
            Expected("a number");
        }
        _at += used;
        return number;
    }

    /// <summary>Takes a name and the colon after it; null, and nothing is taken, if there is no colon.</summary>
    public byte* TryName(scoped ref Arena memory)
    {
        int start = Position;
        ReadOnlySpan<byte> name = Text(ref memory, QuotedText.Marks, true);
        bool isQuoted = start < _text.Length && _text[start] == '"';
        if ((name.IsEmpty && !isQuoted) || !TryTake((byte)':'))
        {
            if (isQuoted)
            {
                Expected("':'");
            }
            _at = start;
            return null;
        }
        return RequireNoNul(memory.Text(name), name, start);
    }

    /// <summary>Takes a word. It may contain NUL.</summary>
    public ReadOnlySpan<byte> Word(string what, scoped ref Arena memory)
    {
        int start = Position;
        ReadOnlySpan<byte> word = Text(ref memory, QuotedText.Marks[..^1], false);
        if (_at == start)
        {
            Expected(what);
        }
        return word;
    }

    /// <summary>Refuses a text that C could not read to its end.</summary>
    public static byte* RequireNoNul(byte* copy, ReadOnlySpan<byte> text, int position)
    {
        if (text.Contains((byte)0))
        {
            Fail("there is a NUL in the text", position, ", which only values of metadata may have");
        }
        return copy;
    }

    /// <summary>The name of a metadata pair: a name without its colon.</summary>
    public ReadOnlySpan<byte> Key(scoped ref Arena memory)
    {
        int start = Position;
        ReadOnlySpan<byte> key = Text(ref memory, QuotedText.Marks, true);
        if (_at == start)
        {
            Expected("the key of a pair");
        }
        return key;
    }

    private ReadOnlySpan<byte> Text(scoped ref Arena memory, ReadOnlySpan<byte> marks, bool spaces)
    {
        int start = Position;
        if (TryTake((byte)'"'))
        {
            return Quoted(ref memory, start);
        }
        while (_at < _text.Length && _text[_at] >= (spaces ? ' ' : '!') && _text[_at] != 0x7F &&
            !marks.Contains(_text[_at]))
        {
            _at++;
        }
        return _text[start.._at].TrimEnd((byte)' ');
    }

    private ReadOnlySpan<byte> Quoted(scoped ref Arena memory, int start)
    {
        int length = _text[_at..].IndexOf((byte)'"');
        // The text between the quotes is at least as long as what it stands for.
        for (int end = _at; length >= 0; length = _text[end..].IndexOf((byte)'"'))
        {
            end += length;
            if (IsEnd(end))
            {
                ReadOnlySpan<byte> content = _text[_at..end];
                Span<byte> target = new(memory.Take(content.Length), content.Length);
                int size = SchemaEscapes.Decode(content, target, _at);
                _at = end + 1;
                return target[..size];
            }
            end++;
        }
        Fail("a quoted text begins", start, ", and does not end");
        return default;
    }

    /// <summary>Whether a quote is not escaped: an even number of backslashes is before it.</summary>
    private readonly bool IsEnd(int quote)
    {
        int start = quote;
        while (start > _at && _text[start - 1] == '\\')
        {
            start--;
        }
        return (quote - start) % 2 == 0;
    }
}
