using ArrowBridge.Abi;

namespace ArrowBridge.Ipc;

/// <summary>The target of a writer: one of a path, a callback or a descriptor.</summary>
/// <param name="output">Once <see cref="WriterHandle.Open"/> is called, it calls release; before that, the caller
/// does.</param>
internal readonly unsafe struct Target(byte* path, COutput* output, int fd)
{
    public readonly byte* path = path;
    public readonly COutput* output = output;
    public readonly int fd = fd;
}
