using System.Text;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

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

    /// <summary>
    /// Arrow 0.17 named the codec under this key of a message, in upper case, before the format had a field for it. The
    /// buffers are the same.
    /// </summary>
    public static ReadOnlySpan<byte> ExperimentalKey => "ARROW:experimental_compression"u8;

    // Field number of compression in the table RecordBatch (Message.fbs).
    private const int RecordBatchCompression = 3;

    /// <summary>The codec of a record batch, or of the values of a dictionary batch.</summary>
    /// <param name="batch">The table RecordBatch.</param>
    public static Codec Of(in Message message, FlatTable batch)
    {
        if (batch.TryTable(RecordBatchCompression, out FlatTable compression))
        {
            return Read(compression);
        }
        return message.version <= Message.V4 ? ReadExperimental(message.table) : Codec.None;
    }

    /// <summary>The only method is 0: each buffer is compressed separately.</summary>
    private static Codec Read(FlatTable compression)
    {
        byte codec = compression.Byte(0);
        byte method = compression.Byte(1);
        if (codec > (int)Codec.Zstd || method != 0)
        {
            Throw.NotSupported("IPC-11", null, $"unknown compression: codec number {codec}, method {method}");
        }
        return (Codec)codec;
    }

    private static unsafe Codec ReadExperimental(FlatTable message)
    {
        byte* pairs = message.Vector(Message.CustomMetadata, sizeof(int), out int count);
        for (int i = 0; i < count; i++)
        {
            FlatTable pair = message.Element(pairs, i);
            if (!pair.Text(0).SequenceEqual(ExperimentalKey))
            {
                continue;
            }
            ReadOnlySpan<byte> name = pair.Text(1);
            if (Ascii.EqualsIgnoreCase(name, "lz4"u8) || Ascii.EqualsIgnoreCase(name, "lz4_frame"u8))
            {
                return Codec.Lz4Frame;
            }
            if (Ascii.EqualsIgnoreCase(name, "zstd"u8))
            {
                return Codec.Zstd;
            }
            Throw.NotSupported("IPC-11", null, $"unknown compression: {Utf8Text.Display(name)}");
        }
        return Codec.None;
    }
}
