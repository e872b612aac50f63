using System.Globalization;
using System.Text.Unicode;
using ArrowBridge.Arrays;
using ArrowBridge.Schemas;

namespace ArrowBridge.Json;

/// <summary>
/// Writes JSON text to a descriptor in large pieces. Commas are added automatically: before each value except the
/// first.
/// </summary>
internal unsafe ref struct JsonOutput
{
    /// <summary>Maximum number of characters of a 64-bit integer, including its sign.</summary>
    private const int MaxDigits = 20;

    private TextBuffer _text;
    private bool _needsComma;

    public JsonOutput(int fd) => _text = new TextBuffer(fd);

    public readonly void Dispose() => _text.Dispose();

    /// <summary>Ends the text and flushes it.</summary>
    public void Finish()
    {
        Put((byte)'\n');
        _text.Flush();
    }

    private void Put(byte value) => _text.Put(value);

    private void Put(scoped ReadOnlySpan<byte> bytes) => _text.Put(bytes);

    private void Separate()
    {
        if (_needsComma)
        {
            Put((byte)',');
        }
        _needsComma = true;
    }

    public void Start(char bracket)
    {
        Separate();
        Put((byte)bracket);
        _needsComma = false;
    }

    public void End(char bracket)
    {
        Put((byte)bracket);
        _needsComma = true;
    }

    /// <summary>Starts a new line for the next value.</summary>
    public void Line()
    {
        if (_needsComma)
        {
            Put((byte)',');
            _needsComma = false;
        }
        Put((byte)'\n');
    }

    /// <summary>Writes the name of a member; its characters need no escapes.</summary>
    public void Key(ReadOnlySpan<byte> name)
    {
        Word(name);
        Put((byte)':');
        _needsComma = false;
    }

    /// <summary>Writes a string whose characters need no escapes.</summary>
    public void Word(ReadOnlySpan<byte> word)
    {
        Separate();
        Put((byte)'"');
        Put(word);
        Put((byte)'"');
    }

    public void Bool(bool value)
    {
        Separate();
        Put(value ? "true"u8 : "false"u8);
    }

    public void Number(long value)
    {
        Separate();
        Digits(value < 0 ? 0 - (ulong)value : (ulong)value, value < 0);
    }

    private void Digits(ulong value, bool negative)
    {
        Span<byte> digits = stackalloc byte[MaxDigits];
        int first = MaxDigits;
        do
        {
            digits[--first] = (byte)('0' + (value % 10));
            value /= 10;
        }
        while (value != 0);
        if (negative)
        {
            digits[--first] = (byte)'-';
        }
        Put(digits[first..]);
    }

    /// <summary>
    /// Writes the shortest text that is read back as the same value. Negative zero has a fraction, because many readers
    /// take -0 for an integer and lose the sign.
    /// </summary>
    public void Number(double value)
    {
        if (!double.IsFinite(value))
        {
            // JSON cannot express these as numbers.
            Word(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
            return;
        }
        Separate();
        string text = NumberText.Shortest(value);
        foreach (char letter in text == "-0" ? "-0.0" : text)
        {
            Put((byte)letter);
        }
    }

    /// <summary>Writes a 64-bit integer as a string: other languages read numbers as doubles.</summary>
    public void Quoted(long value, bool isSigned = true)
    {
        Separate();
        Put((byte)'"');
        Digits(isSigned && value < 0 ? 0 - (ulong)value : (ulong)value, isSigned && value < 0);
        Put((byte)'"');
    }

    /// <summary>
    /// Writes any text. Returns false and writes nothing if it is not UTF-8, which JSON cannot contain.
    /// </summary>
    public bool TryText(ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
        {
            return false;
        }
        Separate();
        Put((byte)'"');
        foreach (byte letter in text)
        {
            if (letter is < 0x20 or (byte)'"' or (byte)'\\')
            {
                Escape(letter);
            }
            else
            {
                Put(letter);
            }
        }
        Put((byte)'"');
        return true;
    }

    private void Escape(byte value)
    {
        Put((byte)'\\');
        if (value is (byte)'"' or (byte)'\\')
        {
            Put(value);
            return;
        }
        Put("u00"u8);
        Hex(value);
    }

    /// <summary>Writes bytes as pairs of hexadecimal digits.</summary>
    public void Hex(byte* bytes, long count)
    {
        Separate();
        Put((byte)'"');
        for (long i = 0; i < count; i++)
        {
            Hex(bytes[i]);
        }
        Put((byte)'"');
    }

    /// <summary>Writes <paramref name="count"/> zero bytes.</summary>
    public void HexZeros(long count)
    {
        Separate();
        Put((byte)'"');
        for (long i = 0; i < count; i++)
        {
            Hex((byte)0);
        }
        Put((byte)'"');
    }

    private void Hex(byte value)
    {
        Put("0123456789ABCDEF"u8[value >> 4]);
        Put("0123456789ABCDEF"u8[value & 15]);
    }
}
