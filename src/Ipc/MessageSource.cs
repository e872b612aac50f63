using ArrowBridge.Errors;

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
