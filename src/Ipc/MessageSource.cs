using ArrowBridge.Errors;

namespace ArrowBridge.Ipc;

/// <summary>Yields the messages of an input in the order in which they are decoded.</summary>
internal abstract unsafe class MessageSource
{
    /// <summary>
    /// Marks the start of a message since Arrow 0.15. Older messages begin with their length (IPC-1, IPC-2).
    /// </summary>
    public const int Continuation = -1;

    /// <summary>The first bytes of a file, which padding to 8 bytes follows (IPC-5).</summary>
    public static ReadOnlySpan<byte> Magic => "ARROW1"u8;

    /// <summary>Number of bytes in front of the stream inside a file.</summary>
    public const int PaddedMagic = 8;

    /// <summary>Whether this is the file format, where each dictionary is defined only once (IPC-8).</summary>
    public virtual bool IsFile => false;

    /// <summary>Whether the end of the stream that was reached is an end-of-stream marker (IPC-4).</summary>
    public virtual bool HasEndMarker => true;

    /// <summary>
    /// Number of bytes that follow the end-of-stream marker. An input that is read in order is read to its end.
    /// </summary>
    public virtual long CountRest() => 0;

    /// <summary>
    /// Reads the next message; false at end of stream. Its memory is valid until the next call, or longer with a
    /// reference to its owner.
    /// </summary>
    public abstract bool Next(Message* message);

    public static void CheckMetadataSize(int size)
    {
        if (size < 0)
        {
            Throw.Rule("IPC-1", null, $"a message has a negative metadata size: {size}");
        }
    }
}
