using System.Globalization;
using System.Text;

namespace ArrowBridge.Schemas;

/// <summary>Decodes quoted texts of the one-line form of a schema (<see cref="QuotedText"/>).</summary>
internal static class SchemaEscapes
{
    /// <param name="content">What is between the quotes.</param>
    /// <param name="target">As long as the content, which is enough.</param>
    /// <param name="position">Of the content, for errors.</param>
    /// <returns>The number of bytes written.</returns>
    public static int Decode(ReadOnlySpan<byte> content, Span<byte> target, int position)
    {
        int size = 0;
        for (int i = 0; i < content.Length;)
        {
            int next = content[i..].IndexOf((byte)'\\');
            int plain = next < 0 ? content.Length - i : next;
            content.Slice(i, plain).CopyTo(target[size..]);
            size += plain;
            i += plain;
            if (i < content.Length)
            {
                i += Escape(content[i..], target, ref size, position + i);
            }
        }
        return size;
    }

    /// <summary>Decodes one escape; two for a pair of surrogates. Returns the number of bytes read.</summary>
    private static int Escape(ReadOnlySpan<byte> text, Span<byte> target, ref int size, int position)
    {
        const int length = 6; // \uXXXX
        if (text[1] != 'u')
        {
            target[size++] = Simple(text[1], position);
            return 2;
        }
        int unit = Unit(text, position);
        if (unit is >= QuotedText.RawByte + 0x80 and <= QuotedText.RawByte + 0xFF)
        {
            target[size++] = (byte)unit;
            return length;
        }
        if (Rune.TryCreate(unit, out Rune rune))
        {
            size += rune.EncodeToUtf8(target[size..]);
            return length;
        }
        if (text.Length < 2 * length || text[length] != '\\' || text[length + 1] != 'u' ||
            !Rune.TryCreate((char)unit, (char)Unit(text[length..], position + length), out rune))
        {
            SchemaScanner.Fail("a surrogate without its other half", position);
        }
        size += rune.EncodeToUtf8(target[size..]);
        return 2 * length;
    }

    private static byte Simple(byte letter, int position)
    {
        switch (letter)
        {
            case (byte)'"' or (byte)'\\' or (byte)'/':
                return letter;
            case (byte)'b':
                return (byte)'\b';
            case (byte)'f':
                return (byte)'\f';
            case (byte)'n':
                return (byte)'\n';
            case (byte)'r':
                return (byte)'\r';
            case (byte)'t':
                return (byte)'\t';
            default:
                SchemaScanner.Fail("a backslash without one of \"\\/bfnrtu", position);
                return 0;
        }
    }

    private static int Unit(ReadOnlySpan<byte> text, int position)
    {
        if (text.Length < 6 ||
            !int.TryParse(text[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int unit))
        {
            SchemaScanner.Fail("\\u without four hexadecimal digits", position);
            return 0;
        }
        return unit;
    }
}
