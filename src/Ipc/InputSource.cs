using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>A stream that is read in order. Each body is read into its own block.</summary>
/// <param name="owned">Receives the body of the current message, in the slot.</param>
/// <param name="metadata">Receives its metadata.</param>
/// <param name="maxBytes">Maximum size of a body.</param>
internal sealed unsafe class InputSource(
    Input input, OwnedBlocks* owned, int bodySlot, MetadataMemory metadata, long maxBytes) : MessageSource
{
    private bool _started;
    private bool _ended;

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
        size = 0;
        int first;
        long got = input.Fill((byte*)&first, sizeof(int));
        if (!_started)
        {
            StreamStart.Check(new ReadOnlySpan<byte>(&first, (int)got));
        }
        if (got == 0)
        {
            return false; // IPC-4: end of stream without a marker
        }
        RequireWhole(got);
        if (!_started && StreamStart.IsMagic(new ReadOnlySpan<byte>(&first, sizeof(int))))
        {
            SkipMagic();
            RequireWhole(input.Fill((byte*)&first, sizeof(int)));
        }
        _started = true;
        size = first;
        if (first == Continuation)
        {
            RequireWhole(input.Fill((byte*)&first, sizeof(int)));
            size = first;
        }
        return size != 0;
    }

    /// <summary>Skips the magic of a file; the stream inside it is then read in order.</summary>
    private void SkipMagic()
    {
        long rest;
        RequireWhole(input.Fill((byte*)&rest, PaddedMagic - sizeof(int)));
        if (!new ReadOnlySpan<byte>(&rest, 2).SequenceEqual(Magic[4..]))
        {
            Throw.Rule("IPC-5", null, "the input is neither in the file nor in the stream format of Arrow IPC");
        }
    }

    private static void RequireWhole(long got)
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
