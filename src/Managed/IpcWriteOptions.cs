namespace ArrowBridge;

/// <summary>Which of the two IPC formats is written.</summary>
public enum IpcFormat
{
    /// <summary>The file format for a path, but the stream format where it ends in <c>.arrows</c>; the stream format for anything else.</summary>
    Automatic,

    /// <summary>The file format, whose batches can be reached in any order.</summary>
    File,

    /// <summary>The stream format, which is read from its start.</summary>
    Stream,
}

/// <summary>How buffers are compressed.</summary>
public enum IpcCodec
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>LZ4 frames, with the system's liblz4.</summary>
    Lz4,

    /// <summary>Zstandard, with the system's libzstd.</summary>
    Zstd,
}

/// <summary>How IPC is written.</summary>
public sealed class IpcWriteOptions
{
    /// <summary>The format.</summary>
    public IpcFormat Format { get; init; }

    /// <summary>The codec.</summary>
    public IpcCodec Codec { get; init; }

    /// <summary>The level of the codec; 0 for its own default.</summary>
    public int Level { get; init; }

    /// <summary>Of buffers and bodies: 8 or 64 bytes; 0 for 64.</summary>
    public int Alignment { get; init; }

    /// <summary>Whether dictionaries that grow are written as deltas in streams, too. Files always have deltas.</summary>
    public bool DictionaryDeltas { get; init; }

    /// <summary>Metadata in place of the schema's own; null for that.</summary>
    public ArrowMetadata? SchemaMetadata { get; init; }

    /// <summary>Metadata of the footer of a file, and of the first message, which is where streams have it; null for none.</summary>
    public ArrowMetadata? FooterMetadata { get; init; }

    /// <summary>Told after each batch, on the thread that writes, how much was written; may be null. What it throws ends the writing, and comes out as it is.</summary>
    public IProgress<IpcProgress>? Progress { get; init; }

    /// <summary>Asked at the start and after each batch; ends the writing with <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary>How much was written so far.</summary>
/// <param name="Batches">Batches.</param>
/// <param name="Bytes">Bytes, schema and dictionaries among them.</param>
public readonly record struct IpcProgress(long Batches, long Bytes);
