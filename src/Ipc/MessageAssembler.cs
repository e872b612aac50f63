using System.Runtime.CompilerServices;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>
/// Assembles messages from bytes that arrive in pieces of any size. It is in native memory, in the state of a decoder;
/// its buffers are in slots of the decoder.
/// </summary>
internal unsafe struct MessageAssembler
{
    private enum Part
    {
        Prefix,
        Length,
        Metadata,
        Body,
        Complete,
        End,
    }

    private const long FirstStep = 1 << 20;

    private readonly OwnedBlocks* _owned;
    private readonly int _bodySlot;
    private readonly long _maxBytes;
    private GrowableBuffer _metadata;
    private GrowableBuffer _body;
    private Message _message;
    private Part _part;
    private int _word;
    private int _metadataSize;
    private bool _isStarted;
    private bool _hasMarker;

    // Number of bytes of the current part that have arrived.
    private long _filled;

    // Size of the largest part so far: announced sizes up to this one are trusted, as in Input.
    private long _trusted;

    /// <param name="maxBytes">Maximum size of a body.</param>
    public MessageAssembler(OwnedBlocks* owned, int metadataSlot, int bodySlot, long maxBytes)
    {
        _owned = owned;
        _bodySlot = bodySlot;
        _maxBytes = maxBytes;
        _metadata = new GrowableBuffer(owned, metadataSlot);
        _trusted = FirstStep;
    }

    /// <summary>Whether the stream has ended, with an end-of-stream marker or because no more bytes come.</summary>
    public readonly bool HasEnded => _part == Part.End;

    /// <summary>Whether the beginning of the stream has arrived.</summary>
    public readonly bool HasStarted => _isStarted;

    /// <summary>Whether no end was reached without an end-of-stream marker (IPC-4).</summary>
    public readonly bool HasEndMarker => _hasMarker || !HasEnded;

    /// <summary>Number of bytes up to the end of the current part; 0 at end of stream.</summary>
    public readonly long Wanted => _part == Part.End ? 0 : PartSize - _filled;

    private readonly long PartSize => _part switch
    {
        Part.Prefix or Part.Length => sizeof(int),
        Part.Metadata => _metadataSize,
        Part.Body => _message.body_size,
        _ => 0,
    };

    /// <summary>Takes bytes up to the end of a message or of the stream; returns whether a message is
    /// complete.</summary>
    public bool Receive(ref byte* data, ref long size)
    {
        if (!_isStarted && size > 0)
        {
            CheckStart(data, size);
        }
        while (_part != Part.Complete && _part != Part.End)
        {
            if (_filled < PartSize && !Fill(ref data, ref size))
            {
                return false;
            }
            _filled = 0;
            Advance();
        }
        return _part == Part.Complete;
    }

    /// <summary>Refuses bytes that are not an IPC stream, once the first four are known.</summary>
    private void CheckStart(byte* data, long size)
    {
        byte* head = stackalloc byte[StreamStart.MostBytes];
        int known = (int)_filled;
        int more = (int)Math.Min(size, StreamStart.MostBytes - known);
        Unsafe.WriteUnaligned(head, _word);
        Unsafe.CopyBlockUnaligned(head + known, data, (uint)more);
        ReadOnlySpan<byte> start = new(head, known + more);
        if (start.Length < sizeof(int))
        {
            return;
        }
        _isStarted = true;
        StreamStart.Check(start);
        if (StreamStart.IsMagic(start))
        {
            Throw.NotSupported("IPC-5", null,
                "this is the file format, whose footer decides what belongs to it; a decoder reads the stream format");
        }
    }

    /// <summary>Copies bytes into the current part; returns whether it is complete.</summary>
    private bool Fill(ref byte* data, ref long size)
    {
        long count = Math.Min(size, PartSize - _filled);
        if (count > 0)
        {
            Allocator.Copy(data, Target(count) + _filled, count);
            data += count;
            size -= count;
            _filled += count;
            _trusted = Math.Max(_trusted, _filled);
        }
        return _filled == PartSize;
    }

    /// <summary>The start of the current part, with room for <paramref name="more"/> bytes.</summary>
    private byte* Target(long more)
    {
        switch (_part)
        {
            case Part.Metadata:
                Reserve(ref _metadata, more);
                return _metadata.Data;
            case Part.Body:
                Reserve(ref _body, more);
                return _body.Data;
            default:
                return (byte*)Unsafe.AsPointer(ref _word);
        }
    }

    private readonly void Reserve(ref GrowableBuffer buffer, long more)
    {
        long size = PartSize;
        buffer.Need(Math.Min(size, Math.Max(_trusted, _filled + more)), _filled, size);
    }

    private void Advance()
    {
        switch (_part)
        {
            case Part.Prefix when _word == MessageSource.Continuation:
                _part = Part.Length;
                break;
            case Part.Prefix:
            case Part.Length:
                BeginMetadata(_word);
                break;
            case Part.Metadata:
                BeginBody();
                break;
            default:
                _message.body = _body.Data;
                _message.owner = OwnedBlocks.Get(_owned, _bodySlot);
                _part = Part.Complete;
                break;
        }
    }

    private void BeginMetadata(int size)
    {
        MessageSource.CheckMetadataSize(size);
        _metadataSize = size;
        _hasMarker = size == 0;
        _part = size == 0 ? Part.End : Part.Metadata;
    }

    private void BeginBody()
    {
        Message message;
        Message.Parse(_metadata.Data, _metadataSize, &message);
        if (message.body_size > _maxBytes)
        {
            Throw.Limit(null, _maxBytes);
        }
        message.body_cost = message.body_size;
        _message = message;
        _body = new GrowableBuffer(_owned, _bodySlot); // batches may own the block of the body before
        _part = Part.Body;
    }

    /// <summary>Takes a message whose body stays in the memory of the caller.</summary>
    /// <param name="owner">Owner of the body; this reference is taken over, on failure too.</param>
    public void Give(byte* metadata, long metadataSize, byte* body, long bodySize, Block* owner)
    {
        OwnedBlocks.Set(_owned, _bodySlot, owner);
        if (_part != Part.Prefix || _filled > 0)
        {
            Throw.Argument("metadata", _part == Part.End
                ? "is given after the end of the stream" : "is given while another message is incomplete");
        }
        bool hasPrefix = metadataSize >= sizeof(int) &&
            Unsafe.ReadUnaligned<int>(metadata) == MessageSource.Continuation;
        if (!hasPrefix)
        {
            Parse(metadata, metadataSize);
            SetBody(body, bodySize, owner);
            return;
        }
        long position = sizeof(int);
        if (metadataSize < 2 * sizeof(int))
        {
            Throw.Truncated("IPC-4", $"a message begins, but has only {metadataSize} bytes");
        }
        int size = Unsafe.ReadUnaligned<int>(metadata + position);
        position += sizeof(int);
        BeginMetadata(size);
        if (HasEnded)
        {
            return;
        }
        _part = Part.Prefix;
        if (size > metadataSize - position)
        {
            Throw.Truncated("IPC-4",
                $"metadata should have {size} bytes, but only {metadataSize - position} are left");
        }
        Parse(metadata + position, size);
        position += size;
        if (body == null)
        {
            RequireWhole(metadataSize - position);
            SetBody(metadata + position, metadataSize - position, owner);
            return;
        }
        SetBody(body, bodySize, owner);
    }

    private void Parse(byte* metadata, long size)
    {
        if (size > int.MaxValue)
        {
            Throw.Rule("IPC-1", null, $"the metadata has {size} bytes; at most {int.MaxValue} are possible");
        }
        _metadata.Need(size, 0);
        Allocator.Copy(metadata, _metadata.Data, size);
        Message message;
        Message.Parse(_metadata.Data, (int)size, &message);
        _message = message;
    }

    /// <summary>Bytes after an encapsulated message may be another message, which must not be lost.</summary>
    private readonly void RequireWhole(long left)
    {
        if (left > _message.body_size)
        {
            Throw.Rule("IPC-1", null, $"{left - _message.body_size} bytes follow the body of the message");
        }
    }

    private void SetBody(byte* body, long size, Block* owner)
    {
        if (_message.body_size > size)
        {
            Throw.Truncated("IPC-4",
                $"a body should have {_message.body_size} bytes, but only {size} are left");
        }
        _message.body = body;
        _message.owner = owner;
        _isStarted = true;
        _part = Part.Complete;
    }

    /// <summary>Takes the complete message; false if there is none. Its body is valid until
    /// <see cref="DropBody"/>.</summary>
    public bool Take(Message* message)
    {
        if (_part != Part.Complete)
        {
            return false;
        }
        *message = _message;
        _part = Part.Prefix;
        _word = 0;
        return true;
    }

    public readonly void DropBody() => OwnedBlocks.Set(_owned, _bodySlot, null);

    /// <summary>No more bytes come: an incomplete message is an error.</summary>
    public void End()
    {
        if (_part != Part.End && (_part != Part.Prefix || _filled > 0))
        {
            string what = _part switch
            {
                Part.Metadata => "metadata",
                Part.Body => "a body",
                _ => "the prefix of a message",
            };
            Throw.Truncated("IPC-4", $"{what} should have {PartSize} bytes, but the input ends after {_filled}");
        }
        _part = Part.End;
    }
}
