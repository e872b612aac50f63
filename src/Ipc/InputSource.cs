using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>A stream that is read in order. Each body is read into its own block.</summary>
/// <param name="first">The first four bytes, which were read before.</param>
/// <param name="owned">Receives the body of the current message, in the slot.</param>
/// <param name="metadata">Receives its metadata.</param>
/// <param name="maxBytes">Maximum size of a body.</param>
internal sealed unsafe class InputSource(
    Input input, int first, OwnedBlocks* owned, int bodySlot, MetadataMemory metadata, long maxBytes) : MessageSource
{
    private const int Piece = 4096;

    private bool _started;
    private bool _ended;
    private bool _hasMarker;
    private long _rest;

    public override bool HasEndMarker => _hasMarker;

    public override long CountRest()
    {
        byte* buffer = stackalloc byte[Piece];
        for (long got = 1; got > 0; _rest += got)
        {
            got = input.ReadSome(buffer, Piece);
        }
        return _rest;
    }

    public override bool Next(Message* message)
    {
        OwnedBlocks.Set(owned, bodySlot, null);
        if (_ended || !TryReadPrefix(out int size))
        {
            _ended = true;
            return false;
        }
        CheckMetadataSize(size);
        Message.Parse(ReadMetadata(size), size, message);
        if (message->body_size > maxBytes)
        {
            Throw.Limit(null, maxBytes);
        }
        message->body_cost = message->body_size;
        if (message->body_size > 0)
        {
            OwnedBlocks.Set(owned, bodySlot, input.ReadBlock(message->body_size, "a body", out message->body));
        }
        message->owner = OwnedBlocks.Get(owned, bodySlot);
        return true;
    }

    /// <summary>
    /// Reads only the bytes of the prefix, so that a message of an endless stream is available as soon as it has
    /// arrived.
    /// </summary>
    private bool TryReadPrefix(out int size)
    {
        int value = first;
        if (_started)
        {
            long got = input.Fill((byte*)&value, sizeof(int));
            if (got == 0)
            {
                size = 0;
                return false; // IPC-4: end of stream without a marker
            }
            RequireWhole(got);
        }
        _started = true;
        if (value == Continuation)
        {
            RequireWhole(input.Fill((byte*)&value, sizeof(int)));
        }
        size = value;
        _hasMarker = size == 0;
        return size != 0;
    }

    /// <summary>Requires the four bytes of a length or a marker.</summary>
    public static void RequireWhole(long got)
    {
        if (got < sizeof(int))
        {
            Throw.Truncated("IPC-4", $"a message begins, but the input ends after {got} more bytes");
        }
    }

    /// <summary>Reads metadata; reuses the block of the previous message if it is large enough.</summary>
    private byte* ReadMetadata(int size)
    {
        byte* data = metadata.Reuse(size);
        if (data == null)
        {
            metadata.Replace(input.ReadBlock(size, "metadata", out data));
            return data;
        }
        long got = input.Fill(data, size);
        if (got < size)
        {
            Throw.Truncated("IPC-4", $"metadata should have {size} bytes, but the input ends after {got}");
        }
        return data;
    }
}
