namespace ArrowBridge.Ipc;

/// <summary>How bodies are compressed; CompressionType of Message.fbs by its numbers.</summary>
internal enum Codec
{
    None = -1,
    Lz4Frame = 0,
    Zstd = 1,
}
