namespace ArrowBridge.Ipc;

/// <summary>Codec of a body (CompressionType of Message.fbs, with its numbers).</summary>
internal enum Codec
{
    None = -1,
    Lz4Frame = 0,
    Zstd = 1,
}
