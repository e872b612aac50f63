using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>
/// Bytes that are read in order, from a descriptor or a callback. Its resources belong to another block, which releases
/// them.
/// </summary>
internal abstract unsafe class Input
{
    private const long FirstStep = 1 << 20;

    // Size of the largest block that was filled so far: announced sizes up to this one are trusted.
    private long _trusted = FirstStep;

    /// <summary>Reads up to <paramref name="size"/> bytes; returns 0 only at the end of the input.</summary>
    protected abstract long Read(byte* buffer, long size);

    /// <summary>Fills a buffer, completely unless the input ends.</summary>
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

    /// <summary>
    /// Reads <paramref name="size"/> bytes into a new block. If the size is wrong, this allocates at most twice as many
    /// bytes as the input really has.
    /// </summary>
    public Block* ReadBlock(long size, string what, out byte* data)
    {
        Block* block = ReadUpTo(size, out data, out long filled);
        if (filled < size)
        {
            Native.ab_release(block);
            Throw.Truncated("IPC-4", $"{what} should have {size} bytes, but the input ends after {filled}");
        }
        return block;
    }

    /// <summary>Reads the rest of the input.</summary>
    public Block* ReadAll(out byte* data, out long size) => ReadUpTo(long.MaxValue / 4, out data, out size);

    /// <summary>
    /// Reads what is there, at most <paramref name="size"/> bytes; 0 at the end of the input.
    /// </summary>
    public virtual long ReadSome(byte* buffer, long size) => Read(buffer, size);

    /// <summary>Reads the rest of the input into a new block, but not more than the given number of bytes.</summary>
    public Block* ReadUpTo(long size, out byte* data, out long filled)
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
