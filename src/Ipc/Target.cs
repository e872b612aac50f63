using ArrowBridge.Abi;
using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>The target of a writer: one of a path, a callback or a descriptor; memory, if it has none.</summary>
/// <param name="owner">Keeps the context of the callback alive; NULL if nothing does. <see cref="WriterHandle.Open"/>
/// takes it over, even on failure.</param>
internal readonly unsafe struct Target(byte* path, COutput* output, int fd, Block* owner = null)
{
    public readonly byte* path = path;
    public readonly COutput* output = output;
    public readonly int fd = fd;
    public readonly Block* owner = owner;

    /// <summary>Whether messages are written to memory, from which an encoder hands them out.</summary>
    public bool IsMemory => path == null && output == null && fd < 0;
}
