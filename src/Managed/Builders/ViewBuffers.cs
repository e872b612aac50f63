using ArrowBridge.Arrays;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Views that are being written, and the buffers with the bytes of the longer ones (COL-7).</summary>
internal sealed unsafe class ViewBuffers
{
    /// <summary>A buffer is left for a new one rather than made larger than this, so that little is copied while it grows.</summary>
    private const long MostBytes = 1 << 25;

    private readonly List<(GrowingBuffer Buffer, long Size)> _full = [];
    private GrowingBuffer _bytes = new();
    private long _size;

    public GrowingBuffer Views { get; } = new();

    /// <summary>Of all buffers with bytes, once they are measured.</summary>
    public GrowingBuffer Lengths { get; } = new();

    /// <summary>How many buffers with bytes there are.</summary>
    public int Count => _full.Count + (_size > 0 ? 1 : 0);

    public GrowingBuffer Bytes(int index) => index < _full.Count ? _full[index].Buffer : _bytes;

    public long SizeOf(int index) => index < _full.Count ? _full[index].Size : _size;

    /// <summary>Where the bytes of a value go: into its view, which is empty so far, or behind the bytes of others.</summary>
    public Span<byte> GrowableBuffer(long index, int size)
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
            _bytes = new GrowingBuffer();
            _size = 0;
        }
        _bytes.Reserve(_size + size);
        return new Span<byte>(_bytes.Data + _size, size);
    }

    /// <summary>The bytes are there.</summary>
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

    /// <summary>Begins anew, once buffers were given away.</summary>
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
