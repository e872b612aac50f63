using System.Buffers;
using System.Text;
using ArrowBridge.Errors;

namespace ArrowBridge.Json;

/// <summary>
/// Checks a whole text against the grammar of JSON (RFC 8259), once. <see cref="JsonValue"/> then reads the text
/// without further checks. No memory is needed except the text itself.
/// </summary>
internal unsafe ref struct JsonSyntax
{
    /// <summary>
    /// Maximum nesting of arrays and objects: enough for the deepest allowed schema, which takes two levels for each of
    /// its own.
    /// </summary>
    private const int MaxDepth = 256;

    private readonly byte* _start;
    private readonly byte* _end;
    private byte* _next;

    private JsonSyntax(byte* text, long size)
    {
        _start = text;
        _end = text + size;
        _next = text;
    }

    /// <param name="text">Followed by a zero byte, which ends every loop because it is never valid in JSON.</param>
    public static void Check(byte* text, long size)
    {
        JsonSyntax syntax = new(text, size);
        syntax.SkipSpace();
        syntax.Value(1);
        syntax.SkipSpace();
        if (syntax._next != syntax._end)
        {
            syntax.Fail("the end of the text");
        }
    }

    private void SkipSpace()
    {
        while (*_next is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            _next++;
        }
    }

    private void Value(int depth)
    {
        if (depth > MaxDepth)
        {
            Throw.Invalid(null,
                $"arrays and objects are nested more than {MaxDepth} levels deep at byte {_next - _start}");
        }
        switch (*_next)
        {
            case (byte)'{':
                Object(depth);
                break;
            case (byte)'[':
                Array(depth);
                break;
            case (byte)'"':
                Text();
                break;
            case (byte)'t':
                Word("true"u8);
                break;
            case (byte)'f':
                Word("false"u8);
                break;
            case (byte)'n':
                Word("null"u8);
                break;
            default:
                Number();
                break;
        }
    }

    private void Object(int depth)
    {
        _next++;
        SkipSpace();
        if (TryTake((byte)'}'))
        {
            return;
        }
        do
        {
            SkipSpace();
            Text();
            SkipSpace();
            if (!TryTake((byte)':'))
            {
                Fail("a colon");
            }
            SkipSpace();
            Value(depth + 1);
            SkipSpace();
        }
        while (TryTake((byte)','));
        if (!TryTake((byte)'}'))
        {
            Fail("a comma or '}'");
        }
    }

    private void Array(int depth)
    {
        _next++;
        SkipSpace();
        if (TryTake((byte)']'))
        {
            return;
        }
        do
        {
            SkipSpace();
            Value(depth + 1);
            SkipSpace();
        }
        while (TryTake((byte)','));
        if (!TryTake((byte)']'))
        {
            Fail("a comma or ']'");
        }
    }

    private bool TryTake(byte expected)
    {
        if (*_next != expected)
        {
            return false;
        }
        _next++;
        return true;
    }

    private void Word(ReadOnlySpan<byte> word)
    {
        foreach (byte letter in word)
        {
            if (!TryTake(letter))
            {
                Fail($"'{Encoding.ASCII.GetString(word)}'");
            }
        }
    }

    private void Number()
    {
        TryTake((byte)'-');
        if (!TryTake((byte)'0'))
        {
            Digits("a value");
        }
        if (TryTake((byte)'.'))
        {
            Digits("a digit");
        }
        if (*_next is (byte)'e' or (byte)'E')
        {
            _next++;
            if (*_next is (byte)'+' or (byte)'-')
            {
                _next++;
            }
            Digits("a digit");
        }
    }

    private void Digits(string expected)
    {
        if (*_next is < (byte)'0' or > (byte)'9')
        {
            Fail(expected);
        }
        while (*_next is >= (byte)'0' and <= (byte)'9')
        {
            _next++;
        }
    }

    private void Text()
    {
        if (!TryTake((byte)'"'))
        {
            Fail("a string");
        }
        while (*_next != '"')
        {
            byte first = *_next;
            if (first == '\\')
            {
                Escape();
            }
            else if (first < 0x20)
            {
                Fail("a character of a string");
            }
            else if (first < 0x80)
            {
                _next++;
            }
            else
            {
                Multibyte();
            }
        }
        _next++;
    }

    private void Multibyte()
    {
        ReadOnlySpan<byte> bytes = new(_next, (int)Math.Min(4, _end - _next));
        OperationStatus status = Rune.DecodeFromUtf8(bytes, out _, out int used);
        if (status != OperationStatus.Done)
        {
            _next = status == OperationStatus.NeedMoreData ? _end : _next;
            Fail("UTF-8");
        }
        _next += used;
    }

    private void Escape()
    {
        _next++;
        byte letter = *_next;
        if (letter is (byte)'"' or (byte)'\\' or (byte)'/' or
            (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t')
        {
            _next++;
            return;
        }
        int unit = HexUnit();
        if (unit is >= 0xD800 and < 0xDC00)
        {
            if (!TryTake((byte)'\\') || HexUnit() is < 0xDC00 or > 0xDFFF)
            {
                Fail("the second half of a surrogate pair");
            }
        }
        else if (unit is >= 0xDC00 and <= 0xDFFF)
        {
            Fail("the first half of a surrogate pair before the second");
        }
    }

    private int HexUnit()
    {
        if (!TryTake((byte)'u'))
        {
            Fail("an escape");
        }
        int unit = 0;
        for (int i = 0; i < 4; i++)
        {
            int digit = JsonText.HexDigit(*_next);
            if (digit < 0)
            {
                Fail("a hexadecimal digit");
            }
            unit = (unit << 4) | digit;
            _next++;
        }
        return unit;
    }

    private readonly void Fail(string expected)
    {
        string found = _next == _end ? "the text ends" : $"there is {Display(*_next)}";
        Throw.Invalid(null, $"{found} at byte {_next - _start}, where {expected} is expected");
    }

    private static string Display(byte value) =>
        value is > 0x20 and < 0x7F ? $"'{(char)value}'" : $"a byte 0x{value:X2}";
}
