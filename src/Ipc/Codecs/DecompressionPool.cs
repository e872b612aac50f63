using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>
/// A pool that decompresses the larger buffers of one batch while the calling thread decodes the fields; then the
/// calling thread helps. All buffers are finished before a batch is returned or abandoned. If several buffers fail, the
/// error of the first one in buffer order is reported.
/// </summary>
internal sealed unsafe class DecompressionPool
{
    private readonly CodecPool _pool;

    /// <param name="threads">Number of threads, including the calling thread.</param>
    /// <param name="owner">Owner of the threads, which the reader must own; its release waits for the threads.</param>
    public DecompressionPool(int threads, out Block* owner) => _pool = new CodecPool(threads, out owner);

    /// <summary>Prepares for a batch with <paramref name="buffers"/> buffers.</summary>
    public void Begin(int buffers) => _pool.Begin(buffers);

    /// <summary>Starts decompression of a frame and returns its number, for <see cref="Wait"/>.</summary>
    public long Add(Decompressor decompressor, in Frame frame, Field* field) =>
        _pool.Add(decompressor.Functions, frame, field);

    /// <summary>Waits until a frame is decompressed.</summary>
    public void Wait(Decompressor decompressor, long number)
    {
        _pool.Wait(number, out Result result);
        decompressor.Check(result);
    }

    /// <summary>Waits until all frames are finished, also if some failed.</summary>
    public void Finish(Decompressor decompressor)
    {
        if (_pool.Finish(out Result first))
        {
            decompressor.Check(first);
        }
    }
}
