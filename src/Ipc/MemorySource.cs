using System.Runtime.CompilerServices;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>A stream in memory: a mapped file, or memory of the caller. Bodies are not copied.</summary>
internal sealed unsafe class MemorySource : MessageSource
{
    private byte* _data;
    private long _size;
    private Block* _owner;
    private MetadataMemory? _copy;
    private long _position;
    private bool _hasMarker;

    /// <param name="copy">Where to copy metadata before it is checked; null if the memory does not change.</param>
    public void Begin(byte* data, long size, Block* owner, MetadataMemory? copy)
    {
        _data = data;
        _size = size;
        _owner = owner;
        _copy = copy;
        _position = 0;
        _hasMarker = false;
    }

    public override bool HasEndMarker => _hasMarker;

    public override long CountRest() => _size - _position;

    public override bool Next(Message* message)
    {
        if (_hasMarker || _position == _size)
        {
            return false;
        }
        if (!TryReadAt(_data, ref _position, _size, _copy, message))
        {
            _hasMarker = true; // IPC-4: bytes after the marker are not part of the stream
            return false;
        }
        if (message->body_size > _size - _position)
        {
            Throw.Truncated("IPC-4",
                $"a body should have {message->body_size} bytes, but only {_size - _position} are left");
        }
        message->body = _data + _position;
        message->owner = _owner;
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
