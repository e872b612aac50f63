using ArrowBridge.Errors;

namespace ArrowBridge.Ipc;

/// <summary>What both directions share: each compressed buffer begins with its length before compression (IPC-11).</summary>
internal static class BodyCompression
{
    /// <summary>Bytes of the length in front, little-endian.</summary>
    public const int Prefix = sizeof(long);

    /// <summary>Stands for the length of a buffer that is stored as it is.</summary>
    public const long Stored = -1;

    /// <summary>The codec that a message names; method 0, compression buffer by buffer, is the only one there is.</summary>
    public static Codec Read(FlatTable compression)
    {
        byte codec = compression.Byte(0);
        byte method = compression.Byte(1);
        if (codec > (int)Codec.Zstd || method != 0)
        {
            Throw.NotSupported("IPC-11", null, $"compression by codec number {codec}, method {method}, is not known");
        }
        return (Codec)codec;
    }
}
