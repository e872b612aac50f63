using System.Buffers.Binary;
using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

// Compression of the collected buffers. Each buffer becomes one frame after its uncompressed length (IPC-11).
internal unsafe partial struct BatchEncoder
{
    // Smaller buffers are not compressed: the frame itself takes this many bytes.
    private const long MinCompressed = 32;

    /// <summary>
    /// Compresses each buffer that becomes smaller. Other buffers are stored uncompressed, and empty buffers stay empty
    /// (IPC-11). The number of threads changes nothing in the result.
    /// </summary>
    public void Compress(in Compressor compressor)
    {
        ClearUnusedBits();
        long largest = 0;
        long count = compressor.Pool.Exists ? CountLarge(out largest) : 0;
        if (count > 0)
        {
            CompressOnPool(compressor, count, largest);
            return;
        }
        CompressHere(compressor, long.MaxValue);
    }

    /// <summary>Compresses the buffers on the calling thread, except those for the pool.</summary>
    /// <param name="end">Buffers of this size or more are left to the pool.</param>
    private void CompressHere(in Compressor compressor, long end)
    {
        BodyPart* parts = Parts;
        for (long i = 0; i < PartCount; i++)
        {
            if (parts[i].size > 0 && parts[i].size < end)
            {
                bool isStored = parts[i].size < MinCompressed || !TryCompress(compressor, parts + i);
                parts[i].is_stored = (short)(isStored ? 1 : 0);
            }
        }
    }

    private bool TryCompress(in Compressor compressor, BodyPart* part)
    {
        long capacity = compressor.Bound(part->size);
        byte* compressed = _scratch.Take(Size.Add(capacity, BodyCompression.Prefix));
        long size = compressor.Compress(part->data, part->size, compressed + BodyCompression.Prefix, capacity);
        bool isSmaller = size < part->size;
        _scratch.Shrink(compressed, isSmaller ? size + BodyCompression.Prefix : 0);
        if (isSmaller)
        {
            Replace(part, compressed, size);
        }
        return isSmaller;
    }

    /// <summary>Replaces a buffer by its frame.</summary>
    /// <param name="compressed">The memory of the prefix, with the frame after it.</param>
    private static void Replace(BodyPart* part, byte* compressed, long size)
    {
        BinaryPrimitives.WriteInt64LittleEndian(new Span<byte>(compressed, BodyCompression.Prefix), part->size);
        part->data = compressed;
        part->size = size + BodyCompression.Prefix;
    }

    /// <summary>Counts the buffers that are worth handing to another thread.</summary>
    /// <param name="largest">Size of the largest buffer.</param>
    private readonly long CountLarge(out long largest)
    {
        BodyPart* parts = Parts;
        long count = 0;
        largest = 0;
        for (long i = 0; i < PartCount; i++)
        {
            count += parts[i].size >= CodecPool.MinSize ? 1 : 0;
            largest = Math.Max(largest, parts[i].size);
        }
        return count;
    }

    /// <summary>
    /// Hands the larger buffers to the pool and helps, then compresses the others while other threads end. No thread
    /// works on buffers of the batch when this method returns or throws.
    /// </summary>
    private void CompressOnPool(in Compressor compressor, long count, long largest)
    {
        compressor.Pool.Begin(count);
        try
        {
            StartLarge(compressor, largest);
            compressor.Pool.Help();
            CompressHere(compressor, CodecPool.MinSize);
        }
        finally
        {
            compressor.Pool.Finish(out _);
        }
        BodyPart* parts = Parts;
        for (long i = 0; i < PartCount; i++)
        {
            if (parts[i].size < CodecPool.MinSize)
            {
                continue;
            }
            compressor.Pool.Wait(parts[i].frame, out Result result);
            compressor.Check((FrameStatus)result.status, result.code);
            if (result.size >= parts[i].size)
            {
                parts[i].is_stored = 1;
                continue;
            }
            Replace(parts + i, result.target - BodyCompression.Prefix, result.size);
        }
    }

    /// <summary>
    /// Starts compression of the larger buffers, the largest first, so that the threads end at about the same time. A
    /// frame stays where it is written.
    /// </summary>
    private void StartLarge(in Compressor compressor, long largest)
    {
        BodyPart* parts = Parts;
        for (long end = long.MaxValue, start = (largest / 2) + 1; end > CodecPool.MinSize; end = start, start /= 2)
        {
            start = Math.Max(start, CodecPool.MinSize);
            for (long i = 0; i < PartCount; i++)
            {
                if (parts[i].size >= start && parts[i].size < end)
                {
                    long capacity = compressor.Bound(parts[i].size);
                    byte* memory = _scratch.Take(Size.Add(capacity, BodyCompression.Prefix));
                    parts[i].frame = (int)compressor.Start(
                        parts[i].data, parts[i].size, memory + BodyCompression.Prefix, capacity);
                }
            }
        }
    }
}
