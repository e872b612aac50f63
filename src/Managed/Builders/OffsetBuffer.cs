using ArrowBridge.Errors;

namespace ArrowBridge;

/// <summary>Offsets of 32 or 64 bits that are being written.</summary>
internal sealed unsafe class OffsetBuffer(bool isLarge, string path)
{
    public GrowingBuffer Buffer { get; } = new();

    /// <summary>Bytes of so many offsets.</summary>
    public long SizeOf(long count) => count * (isLarge ? sizeof(long) : sizeof(int));

    /// <summary>Refuses what 32 bits cannot hold.</summary>
    public void Check(long offset)
    {
        if (!isLarge && offset > int.MaxValue)
        {
            Throw.Invalid(path, $"an offset of {offset} does not fit 32 bits; a large type has 64, and shorter batches need less");
        }
    }

    public void Put(long index, long offset)
    {
        Check(offset);
        Buffer.Reserve(SizeOf(index + 1));
        if (isLarge)
        {
            ((long*)Buffer.Data)[index] = offset;
        }
        else
        {
            ((int*)Buffer.Data)[index] = (int)offset;
        }
    }

    public void Clear() => Buffer.Clear();

    public void Close() => Buffer.Close();
}
