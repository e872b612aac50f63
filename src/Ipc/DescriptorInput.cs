using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>A file descriptor: a pipe, a socket, a file.</summary>
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
