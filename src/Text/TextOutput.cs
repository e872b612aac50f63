using System.Runtime.CompilerServices;
using ArrowBridge.Schemas;

namespace ArrowBridge.Text;

/// <summary>Text in which quotation marks may be doubled.</summary>
internal unsafe struct TextOutput
{
    private TextBuffer _text;

    public TextOutput(int fd) => _text = new TextBuffer(fd);

    public TextOutput(TextSink sink) => _text = new TextBuffer(sink);

    /// <summary>Whether each quotation mark is written twice, as inside a quoted cell of CSV.</summary>
    public bool DoublesQuotes { get; set; }

    /// <summary>Number of bytes so far, including those that are not written yet.</summary>
    public readonly long Position => _text.Position;

    public readonly void Dispose() => _text.Dispose();

    public void Flush() => _text.Flush();

    /// <summary>Memory for at least <paramref name="size"/> bytes of text without quotation marks;
    /// <see cref="Advance"/> says how many were used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Reserve(int size) => _text.Reserve(size);

    public void Advance(int size) => _text.Advance(size);

    /// <summary>Writes a character of the syntax, which is not doubled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PutSyntax(byte value) => _text.Put(value);

    public void Put(byte value)
    {
        if (DoublesQuotes && value == '"')
        {
            PutSyntax(value);
        }
        PutSyntax(value);
    }

    public void Put(scoped ReadOnlySpan<byte> bytes)
    {
        if (DoublesQuotes)
        {
            for (int quote = bytes.IndexOf((byte)'"'); quote >= 0; quote = bytes.IndexOf((byte)'"'))
            {
                _text.Put(bytes[..(quote + 1)]);
                PutSyntax((byte)'"');
                bytes = bytes[(quote + 1)..];
            }
        }
        _text.Put(bytes);
    }

    /// <summary>Writes ASCII text.</summary>
    public void PutAscii(string text)
    {
        foreach (char letter in text)
        {
            Put((byte)letter);
        }
    }

    /// <summary>Writes bytes as pairs of hexadecimal digits.</summary>
    public void PutHex(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            PutSyntax("0123456789abcdef"u8[value >> 4]);
            PutSyntax("0123456789abcdef"u8[value & 15]);
        }
    }
}
