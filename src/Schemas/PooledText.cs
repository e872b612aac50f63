using System.Buffers;
using System.Globalization;
using System.Text;

namespace ArrowBridge.Schemas;

/// <summary>
/// UTF-8 that grows in an array of the pool, so that printing leaves little for the garbage collector, which
/// makes every thread inside the library wait.
/// </summary>
internal sealed class PooledText : IDisposable
{
    private const int FirstCapacity = 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstCapacity);

    /// <summary>Number of bytes so far. It can be made smaller.</summary>
    public int Size { get; set; }

    public ReadOnlySpan<byte> this[int start, int size] => _bytes.AsSpan(start, size);

    /// <summary>Gives the array back; the object is not used any more.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    public void Append(Rune rune)
    {
        Span<byte> target = Reserve(4);
        Size += rune.EncodeToUtf8(target);
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Size += bytes.Length;
    }

    public void Append(string text)
    {
        const int mostOfOne = 3; // bytes for one char
        Size += Encoding.UTF8.GetBytes(text, Reserve(mostOfOne * text.Length));
    }

    public void Append(long number)
    {
        const int digits = 20;
        number.TryFormat(Reserve(digits), out int written, default, CultureInfo.InvariantCulture);
        Size += written;
    }

    /// <summary>Appends a character several times.</summary>
    public void Append(Rune rune, long count)
    {
        for (long i = 0; i < count; i++)
        {
            Append(rune);
        }
    }

    public override string ToString() => Encoding.UTF8.GetString(_bytes, 0, Size);

    private Span<byte> Reserve(int more)
    {
        if (more > _bytes.Length - Size)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(checked(Math.Max(Size + more, 2 * Size)));
            _bytes.AsSpan(0, Size).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
        return _bytes.AsSpan(Size);
    }
}
