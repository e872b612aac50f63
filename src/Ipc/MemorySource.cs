using System.Runtime.CompilerServices;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>A stream in memory: a mapped file, or memory of the caller. Bodies are not copied.</summary>
/// <param name="copy">Where to copy metadata before it is checked; null if the memory does not change.</param>
internal sealed unsafe class MemorySource(byte* data, long size, Block* owner, MetadataMemory? copy) : MessageSource
{
    private long _position;
    private bool _hasMarker;

    public override bool HasEndMarker => _hasMarker;

    public override long CountRest() => size - _position;

    public override bool Next(Message* message)
    {
        if (_hasMarker || _position == size)
        {
            return false;
        }
        if (!TryReadAt(data, ref _position, size, copy, message))
        {
            _hasMarker = true; // IPC-4: bytes after the marker are not part of the stream
            return false;
        }
        if (message->body_size > size - _position)
        {
            Throw.Truncated("IPC-4",
                $"a body should have {message->body_size} bytes, but only {size - _position} are left");
        }
        message->body = data + _position;
        message->owner = owner;
        _position += message->body_size;
        return true;
    }

    /// <summary>Reads prefix and metadata and moves to the body; false at an end-of-stream marker.</summary>
    public static bool TryReadAt(
        byte* data, ref long position, long end, MetadataMemory? copy, Message* message)
    {
        int metadata = ReadInt(data, ref position, end);
        if (metadata == Continuation)
        {
            metadata = ReadInt(data, ref position, end);
        }
        if (metadata == 0)
        {
            return false;
        }
        CheckMetadataSize(metadata);
        if (metadata > end - position)
        {
            Throw.Truncated("IPC-4",
                $"metadata should have {metadata} bytes, but only {end - position} are left");
        }
        byte* bytes = copy is { } memory ? memory.Copy(data + position, metadata) : data + position;
        Message.Parse(bytes, metadata, message);
        position += metadata;
        return true;
    }

    private static int ReadInt(byte* data, ref long position, long end)
    {
        if (end - position < sizeof(int))
        {
            Throw.Truncated("IPC-4", $"a message begins, but only {end - position} bytes are left");
        }
        int value = Unsafe.ReadUnaligned<int>(data + position);
        position += sizeof(int);
        return value;
    }
}
