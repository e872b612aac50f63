using System.Runtime.CompilerServices;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>Messages in the order in which they are to be read.</summary>
internal abstract unsafe class MessageSource
{
    /// <summary>Marks the start of a message since 0.15; before, it began with its length (IPC-1, IPC-2).</summary>
    protected const int Continuation = -1;

    /// <summary>The beginning of a file, before it is padded to 8 bytes (IPC-5).</summary>
    public static ReadOnlySpan<byte> Magic => "ARROW1"u8;

    /// <summary>Bytes in front of the stream inside a file.</summary>
    public const int PaddedMagic = 8;

    /// <summary>Whether each dictionary is defined only once (IPC-8).</summary>
    public virtual bool IsFile => false;

    /// <summary>The next message; false at the end. What it points to stays until the next call, if nobody holds it.</summary>
    public abstract bool Next(Message* message);

    protected static void CheckMetadataSize(int size)
    {
        if (size < 0)
        {
            Throw.Rule("IPC-1", null, $"a message says that its metadata has {size} bytes");
        }
    }
}

/// <summary>A stream whose bytes are all there: a mapped file, memory of the caller. Bodies are not copied.</summary>
internal sealed unsafe class MemorySource(byte* data, long size, Block* owner) : MessageSource
{
    private long _position;

    public override bool Next(Message* message)
    {
        if (_position == size || !TryReadAt(data, ref _position, size, message))
        {
            _position = size; // IPC-4: what follows the end marker does not count
            return false;
        }
        if (message->body_size > size - _position)
        {
            Throw.Truncated("IPC-4", $"a body should have {message->body_size} bytes, but only {size - _position} are left");
        }
        message->body = data + _position;
        message->owner = owner;
        _position += message->body_size;
        return true;
    }

    /// <summary>Reads prefix and metadata, and moves on to the body; false at an end marker.</summary>
    public static bool TryReadAt(byte* data, ref long position, long end, Message* message)
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
            Throw.Truncated("IPC-4", $"metadata should have {metadata} bytes, but only {end - position} are left");
        }
        Message.Parse(data + position, metadata, message);
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

/// <summary>A stream whose bytes come in order. Each body becomes a block of its own.</summary>
/// <param name="keep">Where the metadata and the body of the current message are kept.</param>
/// <param name="maxBytes">The most that a body may have.</param>
internal sealed unsafe class InputSource(Input input, OwnedBlocks* keep, int metadataPlace, int bodyPlace, long maxBytes) : MessageSource
{
    private bool _started;
    private bool _ended;

    public override bool Next(Message* message)
    {
        OwnedBlocks.Set(keep, bodyPlace, null);
        if (_ended || !TryReadPrefix(out int size))
        {
            _ended = true;
            return false;
        }
        CheckMetadataSize(size);
        byte* metadata = ReadMetadata(size);
        Message.Parse(metadata, size, message);
        if (message->body_size > maxBytes)
        {
            Throw.Limit(null, maxBytes);
        }
        message->body_cost = message->body_size;
        if (message->body_size > 0)
        {
            OwnedBlocks.Set(keep, bodyPlace, input.ReadBlock(message->body_size, "a body", out message->body));
        }
        message->owner = OwnedBlocks.Get(keep, bodyPlace);
        return true;
    }

    /// <summary>Reads no byte more than belongs to the prefix, so that a stream without end is answered as it comes.</summary>
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
            return false; // IPC-4: the end without a marker
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

    /// <summary>A file that is read in order: the stream inside it is enough.</summary>
    private void SkipMagic()
    {
        long rest;
        RequireWhole(input.Fill((byte*)&rest, PaddedMagic - sizeof(int)));
        if (!new ReadOnlySpan<byte>(&rest, 2).SequenceEqual(Magic[4..]))
        {
            Throw.Rule("IPC-5", null, "this is neither the file nor the stream format of Arrow IPC");
        }
    }

    private static void RequireWhole(long got)
    {
        if (got < sizeof(int))
        {
            Throw.Truncated("IPC-4", $"a message begins, but only {got} more bytes came");
        }
    }

    /// <summary>The block of the message before is used again where it is large enough.</summary>
    private byte* ReadMetadata(int size)
    {
        Block* block = OwnedBlocks.Get(keep, metadataPlace);
        if (block == null || block->size < sizeof(Block) + (long)size)
        {
            block = input.ReadBlock(size, "metadata", out byte* data);
            OwnedBlocks.Set(keep, metadataPlace, block);
            return data;
        }
        byte* metadata = (byte*)(block + 1);
        long got = input.Fill(metadata, size);
        if (got < size)
        {
            Throw.Truncated("IPC-4", $"metadata should have {size} bytes, but only {got} came");
        }
        return metadata;
    }
}

/// <summary>Tells from its first bytes what an input is.</summary>
internal static class StreamStart
{
    public static bool IsMagic(ReadOnlySpan<byte> head) =>
        head.Length >= 4 && head[..Math.Min(head.Length, MessageSource.Magic.Length)]
            .SequenceEqual(MessageSource.Magic[..Math.Min(head.Length, MessageSource.Magic.Length)]);

    /// <summary>Refuses what is not Arrow IPC, by name where it is known.</summary>
    public static void Check(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty)
        {
            Throw.Rule("IPC-3", null, "this is empty, not even a schema is there");
        }
        if (head.Length < sizeof(int) && MessageSource.Magic.StartsWith(head))
        {
            Throw.Truncated("IPC-5", $"the file is cut off after {head.Length} bytes");
        }
        if (!IsMagic(head) && FormatDetection.Describe(head) is { } other)
        {
            Throw.Rule("IPC-1", null, $"this is not Arrow IPC; it looks like {other}");
        }
    }
}
