using ArrowBridge.Errors;

namespace ArrowBridge.Ipc;

/// <summary>
/// Common parts of compression and decompression. Each buffer begins with its uncompressed length (IPC-11).
/// </summary>
internal static class BodyCompression
{
    /// <summary>Size in bytes of that length, which is little-endian.</summary>
    public const int Prefix = sizeof(long);

    /// <summary>Replaces the length in front of a buffer that is stored uncompressed.</summary>
    public const long Stored = -1;

    /// <summary>The codec of a message. The only method is 0: each buffer is compressed separately.</summary>
    public static Codec Read(FlatTable compression)
    {
        byte codec = compression.Byte(0);
        byte method = compression.Byte(1);
        if (codec > (int)Codec.Zstd || method != 0)
        {
            Throw.NotSupported("IPC-11", null, $"unknown compression: codec number {codec}, method {method}");
        }
        return (Codec)codec;
    }
}
