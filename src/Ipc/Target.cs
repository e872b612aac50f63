using ArrowBridge.Abi;

namespace ArrowBridge.Ipc;

/// <summary>Where a writer writes to: one of a path, a callback or a descriptor.</summary>
/// <param name="output">Its release is called by whoever made this, until <see cref="WriterHandle.Open"/> has begun.</param>
internal readonly unsafe struct Target(byte* path, COutput* output, int fd)
{
    public readonly byte* path = path;
    public readonly COutput* output = output;
    public readonly int fd = fd;
}
