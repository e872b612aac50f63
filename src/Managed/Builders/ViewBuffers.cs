using ArrowBridge.Arrays;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>The views of a column, and the buffers with the bytes of values that are too long to be stored in a view
/// (COL-7).</summary>
internal sealed unsafe class ViewBuffers
{
    /// <summary>The maximum size of a buffer. A new buffer is started instead of growing one beyond it, to limit how
    /// much is copied.</summary>
    private const long MostBytes = 1 << 25;

    private readonly List<(BufferBuilder Buffer, long Size)> _full = [];
    private BufferBuilder _bytes = new();
    private long _size;

    public BufferBuilder Views { get; } = new();

    /// <summary>The sizes of all buffers with bytes, after a call of <see cref="Measure"/>.</summary>
    public BufferBuilder Lengths { get; } = new();

    /// <summary>The number of buffers with bytes.</summary>
    public int Count => _full.Count + (_size > 0 ? 1 : 0);

    public BufferBuilder Bytes(int index) => index < _full.Count ? _full[index].Buffer : _bytes;

    public long SizeOf(int index) => index < _full.Count ? _full[index].Size : _size;

    /// <summary>Returns where to write the bytes of a value: into its view, which is still empty, or after the bytes of
    /// the previous values.</summary>
    public Span<byte> ReserveValue(long index, int size)
    {
        Views.Reserve((index + 1) * sizeof(View));
        View* view = (View*)Views.Data + index;
        *view = default;
        if (size <= View.MostInline)
        {
            return new Span<byte>((byte*)view + sizeof(int), size);
        }
        if (_size > 0 && _size + size > MostBytes)
        {
            _full.Add((_bytes, _size));
            _bytes = new BufferBuilder();
            _size = 0;
        }
        _bytes.Reserve(_size + size);
        return new Span<byte>(_bytes.Data + _size, size);
    }

    /// <summary>Completes the view of a value whose bytes have been written.</summary>
    public void Commit(long index, int size)
    {
        View* view = (View*)Views.Data + index;
        view->length = size;
        if (size > View.MostInline)
        {
            view->prefix = *(uint*)(_bytes.Data + _size);
            view->index = _full.Count;
            view->offset = (int)_size;
            _size += size;
        }
    }

    public void Measure()
    {
        Lengths.Reserve((long)Count * sizeof(long));
        for (int i = 0; i < Count; i++)
        {
            ((long*)Lengths.Data)[i] = SizeOf(i);
        }
    }

    /// <summary>Starts again after the buffers were handed over.</summary>
    public void Restart()
    {
        _full.ForEach(static full => full.Buffer.Clear());
        _full.Clear();
        _size = 0;
    }

    public void Clear()
    {
        Restart();
        _bytes.Clear();
        Views.Clear();
        Lengths.Clear();
    }

    public void Close()
    {
        Clear();
        _bytes.Close();
        Views.Close();
        Lengths.Close();
    }
}
