using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>Bytes that come in order: from a descriptor or a callback. What ends with it is its owner's block to end.</summary>
internal abstract unsafe class Input
{
    private const long FirstStep = 1 << 20;

    // The largest block that was filled: so much the other side is known to send.
    private long _trusted = FirstStep;

    /// <summary>Reads up to <paramref name="size"/> bytes, 0 only at the end.</summary>
    protected abstract long Read(byte* buffer, long size);

    /// <summary>Fills a buffer as far as there are bytes.</summary>
    public long Fill(byte* buffer, long size)
    {
        long filled = 0;
        while (filled < size)
        {
            long got = Read(buffer + filled, size - filled);
            if (got == 0)
            {
                break;
            }
            filled += got;
        }
        return filled;
    }

    /// <summary>Reads <paramref name="size"/> bytes into a new block. A size that is a lie costs no more memory than the bytes
    /// that really come, doubled.</summary>
    public Block* ReadBlock(long size, string what, out byte* data)
    {
        Block* block = ReadUpTo(size, out data, out long filled);
        if (filled < size)
        {
            Native.ab_release(block);
            Throw.Truncated("IPC-4", $"{what} should have {size} bytes, but only {filled} came");
        }
        return block;
    }

    /// <summary>Reads all that is left.</summary>
    public Block* ReadAll(out byte* data, out long size) => ReadUpTo(long.MaxValue / 4, out data, out size);

    private Block* ReadUpTo(long size, out byte* data, out long filled)
    {
        long capacity = Math.Min(size, _trusted);
        Block* block = Allocator.NewBuffer(capacity, out data);
        filled = 0;
        try
        {
            while (true)
            {
                filled += Fill(data + filled, capacity - filled);
                if (filled < capacity || filled == size)
                {
                    break;
                }
                capacity = Math.Min(size, 2 * capacity);
                Block* larger = Allocator.NewBuffer(capacity, out byte* longer);
                Allocator.Copy(data, longer, filled);
                Native.ab_release(block);
                block = larger;
                data = longer;
            }
        }
        catch
        {
            Native.ab_release(block);
            throw;
        }
        _trusted = Math.Max(_trusted, filled);
        return block;
    }
}
