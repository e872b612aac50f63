using System.Buffers;
using System.Globalization;
using System.Text;
using ArrowBridge.Errors;

namespace ArrowBridge.Schemas;

/// <summary>
/// Names and words in the one-line form of a schema: in quotes, with the escapes of JSON, if they are empty or contain
/// what the form itself uses. Bytes that are not UTF-8 are escaped as the lone surrogates U+DC80 to U+DCFF.
/// </summary>
internal static class QuotedText
{
    /// <summary>What ends a bare name. A colon does not end a word.</summary>
    public static ReadOnlySpan<byte> Marks => "\",<>[]():"u8;

    /// <summary>The first of the lone surrogates, less 0x80.</summary>
    public const int RawByte = 0xDC00;

    /// <summary>Appends a name, which may have spaces between words.</summary>
    public static void AppendName(DisplayText text, ReadOnlySpan<byte> name) => Append(text, name, false);

    /// <summary>Appends a word, which may have colons.</summary>
    public static void AppendWord(DisplayText text, ReadOnlySpan<byte> word) => Append(text, word, true);

    private static void Append(DisplayText text, ReadOnlySpan<byte> bytes, bool isWord)
    {
        if (IsBare(bytes, isWord))
        {
            text.AppendUtf8(bytes);
            return;
        }
        text.Append("\"");
        while (!bytes.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(bytes, out Rune rune, out int used);
            if (status == OperationStatus.Done)
            {
                AppendEscaped(text, rune);
            }
            for (int i = 0; status != OperationStatus.Done && i < used; i++)
            {
                AppendEscape(text, RawByte + bytes[i]);
            }
            bytes = bytes[used..];
        }
        text.Append("\"");
    }

    private static bool IsBare(ReadOnlySpan<byte> bytes, bool isWord)
    {
        if (bytes.IsEmpty || bytes[0] == ' ' || bytes[^1] == ' ')
        {
            return false;
        }
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int used) != OperationStatus.Done ||
                EscapedText.IsNeeded(rune) || (Rune.IsWhiteSpace(rune) && (isWord || rune.Value != ' ')) ||
                (rune.IsAscii && Marks.Contains((byte)rune.Value) && !(isWord && rune.Value == ':')))
            {
                return false;
            }
            bytes = bytes[used..];
        }
        return true;
    }

    private static void AppendEscaped(DisplayText text, Rune rune)
    {
        switch (rune.Value)
        {
            case '"':
                text.Append("\\\"");
                break;
            case '\\':
                text.Append("\\\\");
                break;
            case '\n':
                text.Append("\\n");
                break;
            case '\r':
                text.Append("\\r");
                break;
            case '\t':
                text.Append("\\t");
                break;
            case >= ' ' and <= '~':
                text.AppendAscii([(byte)rune.Value]);
                break;
            default:
                Span<char> units = stackalloc char[2];
                foreach (char unit in units[..rune.EncodeToUtf16(units)])
                {
                    AppendEscape(text, unit);
                }
                break;
        }
    }

    private static void AppendEscape(DisplayText text, int unit)
    {
        Span<byte> digits = stackalloc byte[4];
        unit.TryFormat(digits, out _, "x4", CultureInfo.InvariantCulture);
        text.Append("\\u");
        text.AppendAscii(digits);
    }
}
