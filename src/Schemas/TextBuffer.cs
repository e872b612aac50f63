using System.Runtime.CompilerServices;
using ArrowBridge.Memory;

namespace ArrowBridge.Schemas;

/// <summary>Takes a piece of text. The bytes are valid only during the call.</summary>
internal delegate void TextSink(ReadOnlySpan<byte> bytes);

/// <summary>Collects text and writes it to a descriptor or a sink in large pieces.</summary>
internal unsafe struct TextBuffer
{
    private const int Capacity = 1 << 16;

    private readonly Block* _block;
    private readonly byte* _bytes;
    private readonly int _fd;
    private readonly int _mayBreak;
    private readonly TextSink? _sink;
    private int _used;
    private long _written;

    public TextBuffer(int fd)
    {
        _block = Allocator.NewBuffer(Capacity, out _bytes);
        _fd = fd;
        _mayBreak = Native.ab_may_break(fd);
    }

    public TextBuffer(TextSink sink)
    {
        _block = Allocator.NewBuffer(Capacity, out _bytes);
        _fd = -1;
        _sink = sink;
    }

    /// <summary>Number of bytes so far, including those that are not written yet.</summary>
    public readonly long Position => _written + _used;

    public readonly void Dispose() => Native.ab_release(_block);

    public void Flush()
    {
        int used = _used;
        _used = 0;
        _written += used;
        if (_sink is not null && used != 0)
        {
            _sink(new ReadOnlySpan<byte>(_bytes, used));
            return;
        }
        SystemText.Check(used == 0 ? 0 : Native.ab_write(_fd, _mayBreak, _bytes, used, null, 0), "written");
    }

    /// <summary>Memory for at least <paramref name="size"/> bytes; <see cref="Advance"/> says how many were
    /// used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Reserve(int size)
    {
        if (Capacity - _used < size)
        {
            Flush();
        }
        return new Span<byte>(_bytes + _used, Capacity - _used);
    }

    public void Advance(int size) => _used += size;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(byte value)
    {
        if (_used == Capacity)
        {
            Flush();
        }
        _bytes[_used++] = value;
    }

    public void Put(scoped ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            if (_used == Capacity)
            {
                Flush();
            }
            int count = Math.Min(text.Length, Capacity - _used);
            text[..count].CopyTo(new Span<byte>(_bytes + _used, count));
            _used += count;
            text = text[count..];
        }
    }
}
