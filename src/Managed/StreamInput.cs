using ArrowBridge.Ipc;

namespace ArrowBridge;

/// <summary>An input that reads from a .NET stream.</summary>
internal sealed unsafe class StreamInput(Stream stream) : Input
{
    protected override long Read(byte* buffer, long size) =>
        stream.Read(new Span<byte>(buffer, (int)Math.Min(size, int.MaxValue)));
}
