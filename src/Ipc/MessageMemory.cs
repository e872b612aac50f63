using System.Runtime.CompilerServices;
using ArrowBridge.Abi;
using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>
/// Messages that an encoder has written and not handed out yet, one after the other in one buffer, which is used again
/// once all are handed out.
/// </summary>
internal unsafe struct MessageMemory(OwnedBlocks* owned, int slot)
{
    private const int Prefix = 2 * sizeof(int);

    private GrowableBuffer _buffer = new(owned, slot);
    private long _size;
    private long _taken;

    /// <summary>
    /// Adds bytes that the caller writes, and returns where they are. <see cref="BodyNative.Padding"/> bytes after them
    /// may be overwritten.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Extend(long size)
    {
        Reserve(size);
        byte* added = _buffer.Data + _size;
        _size += size;
        return added;
    }

    /// <summary>Makes room for <paramref name="more"/> bytes.</summary>
    public void Reserve(long more)
    {
        if (_taken == _size)
        {
            _taken = _size = 0;
        }
        _buffer.Need(Size.Add(Size.Add(_size, more), BodyNative.Padding), _size);
    }

    /// <summary>The next message, valid until bytes are written; empty if there is none.</summary>
    public CIpcMessage Next()
    {
        CIpcMessage next = default;
        if (_taken == _size)
        {
            return next;
        }
        byte* data = _buffer.Data + _taken;
        long position = 0;
        Message message;
        if (MemorySource.TryReadAt(data, ref position, _size - _taken, null, &message))
        {
            next.kind = (int)message.type;
            next.metadata = data + Prefix;
            next.metadata_size = position - Prefix;
            next.body = data + position;
            next.body_size = message.body_size;
            position += message.body_size;
        }
        else
        {
            next.kind = CIpcMessage.EndOfStream;
        }
        next.data = data;
        next.size = position;
        _taken += position;
        return next;
    }
}
