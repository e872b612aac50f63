using ArrowBridge.Errors;

namespace ArrowBridge;

/// <summary>A growing buffer of 32-bit or 64-bit offsets.</summary>
internal sealed unsafe class OffsetBuffer(bool isLarge, string path)
{
    public BufferBuilder Buffer { get; } = new();

    /// <summary>Returns the size of <paramref name="count"/> offsets in bytes.</summary>
    public long SizeOf(long count) => count * (isLarge ? sizeof(long) : sizeof(int));

    /// <summary>Throws if 32-bit offsets are used and the offset does not fit.</summary>
    public void Check(long offset)
    {
        if (!isLarge && offset > int.MaxValue)
        {
            Throw.Invalid(path,
                $"an offset of {offset} does not fit in 32 bits; use a type with 64-bit offsets, or shorter batches");
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
