using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>A native buffer that grows while it is written. Bytes that were not written are zero.</summary>
internal sealed unsafe class BufferBuilder
{
    private const long FirstCapacity = 256;

    private Block* _block;
    private long _capacity;
    private long _likely = FirstCapacity;
    private bool _isClosed;

    public byte* Data { get; private set; }

    public long Capacity => _capacity;

    /// <summary>Ensures a capacity of at least <paramref name="size"/> bytes. The capacity never shrinks.</summary>
    public void Reserve(long size)
    {
        if (size > _capacity || _block == null)
        {
            Grow(size);
        }
    }

    private void Grow(long size)
    {
        if (_isClosed)
        {
            Throw.Disposed(nameof(RecordBatchBuilder));
        }
        long capacity = Math.Max(Math.Max(size, _likely), _capacity * 2);
        Block* block = Allocator.NewBuffer(capacity, out byte* data);
        Allocator.Copy(Data, data, _capacity);
        Allocator.Zero(data + _capacity, capacity - _capacity);
        Native.ab_release(_block);
        _block = block;
        Data = data;
        _capacity = capacity;
    }

    /// <summary>Hands the buffer over, and starts a new one that is expected to reach the same size.</summary>
    public Block* Take(long size, out byte* data)
    {
        Reserve(size);
        Block* taken = _block;
        data = Data;
        _likely = Math.Max(FirstCapacity, size);
        Forget();
        return taken;
    }

    /// <summary>Returns a copy of what was written.</summary>
    public Block* Copy(long size, out byte* data)
    {
        Reserve(size);
        Block* copy = Allocator.NewBuffer(size, out data);
        Allocator.Copy(Data, data, size);
        return copy;
    }

    public void Clear()
    {
        Native.ab_release(_block);
        Forget();
    }

    public void Close()
    {
        Clear();
        _isClosed = true;
    }

    private void Forget()
    {
        _block = null;
        Data = null;
        _capacity = 0;
    }
}
