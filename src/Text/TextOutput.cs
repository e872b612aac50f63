using System.Runtime.CompilerServices;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Text;

/// <summary>Collects text in a buffer and writes it to a descriptor in large pieces.</summary>
internal unsafe struct TextOutput
{
    private const int Capacity = 1 << 16;

    private readonly Block* _block;
    private readonly byte* _buffer;
    private readonly int _fd;
    private readonly int _mayBreak;
    private int _used;
    private long _written;

    public TextOutput(int fd)
    {
        _block = Allocator.NewBuffer(Capacity, out _buffer);
        _fd = fd;
        _mayBreak = Native.ab_may_break(fd);
    }

    /// <summary>Whether each quotation mark is written twice, as inside a quoted cell of CSV.</summary>
    public bool DoublesQuotes { get; set; }

    /// <summary>Number of bytes written so far, including those in the buffer.</summary>
    public readonly long Position => _written + _used;

    public readonly void Dispose() => Native.ab_release(_block);

    public void Flush()
    {
        int used = _used;
        _used = 0;
        _written += used;
        int code = used == 0 ? 0 : Native.ab_write(_fd, _mayBreak, _buffer, used, null, 0);
        if (code != 0)
        {
            Throw.System(code, $"cannot be written: {SystemText.Of(code)}");
        }
    }

    /// <summary>Memory for at least <paramref name="size"/> bytes of text without quotation marks;
    /// <see cref="Advance"/> says how many were used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Reserve(int size)
    {
        if (Capacity - _used < size)
        {
            Flush();
        }
        return new Span<byte>(_buffer + _used, Capacity - _used);
    }

    public void Advance(int size) => _used += size;

    /// <summary>Writes a character of the syntax, which is not doubled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PutSyntax(byte value)
    {
        if (_used == Capacity)
        {
            Flush();
        }
        _buffer[_used++] = value;
    }

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
                Copy(bytes[..(quote + 1)]);
                PutSyntax((byte)'"');
                bytes = bytes[(quote + 1)..];
            }
        }
        Copy(bytes);
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

    private void Copy(scoped ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_used == Capacity)
            {
                Flush();
            }
            int count = Math.Min(bytes.Length, Capacity - _used);
            bytes[..count].CopyTo(new Span<byte>(_buffer + _used, count));
            _used += count;
            bytes = bytes[count..];
        }
    }
}
