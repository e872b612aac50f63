using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>Input from a file descriptor: a pipe, a socket or a file.</summary>
internal sealed unsafe class DescriptorInput(int fd) : Input
{
    protected override long Read(byte* buffer, long size)
    {
        long got = Native.ab_read(fd, buffer, size);
        if (got < 0)
        {
            Throw.System((int)-got, $"cannot be read: {SystemText.Of((int)-got)}");
        }
        return got;
    }
}
