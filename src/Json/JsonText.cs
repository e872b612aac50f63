using System.Text;

namespace ArrowBridge.Json;

/// <summary>Decodes the strings of a checked text.</summary>
internal static unsafe class JsonText
{
    /// <summary>The value of a hexadecimal digit; -1 for other characters.</summary>
    public static int HexDigit(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        _ => -1,
    };

    /// <summary>Number of bytes of a string, decoded.</summary>
    /// <param name="text">The first byte after the quotation mark.</param>
    public static long Length(byte* text)
    {
        long length = 0;
        byte* next = text;
        while (*next != '"')
        {
            if (*next != '\\')
            {
                next++;
                length++;
            }
            else
            {
                length += Unescape(ref next).Utf8SequenceLength;
            }
        }
        return length;
    }

    /// <summary>
    /// Decodes a string to <paramref name="target"/>, which is large enough, and returns the end of the copy.
    /// </summary>
    public static byte* Copy(byte* text, byte* target)
    {
        byte* next = text;
        while (*next != '"')
        {
            if (*next != '\\')
            {
                *target++ = *next++;
            }
            else
            {
                target += Unescape(ref next).EncodeToUtf8(new Span<byte>(target, 4));
            }
        }
        return target;
    }

    private static Rune Unescape(ref byte* next)
    {
        byte letter = next[1];
        next += 2;
        switch (letter)
        {
            case (byte)'b':
                return new Rune('\b');
            case (byte)'f':
                return new Rune('\f');
            case (byte)'n':
                return new Rune('\n');
            case (byte)'r':
                return new Rune('\r');
            case (byte)'t':
                return new Rune('\t');
            case (byte)'u':
                char first = Unit(ref next);
                if (!char.IsHighSurrogate(first))
                {
                    return new Rune(first);
                }
                next += 2;
                return new Rune(first, Unit(ref next));
            default:
                return new Rune((char)letter);
        }
    }

    private static char Unit(ref byte* next)
    {
        int unit = 0;
        for (int i = 0; i < 4; i++)
        {
            unit = (unit << 4) | HexDigit(*next++);
        }
        return (char)unit;
    }
}
