namespace ArrowBridge;

/// <summary>Specifies the IPC format to write.</summary>
public enum IpcFormat
{
    /// <summary>The file format when writing to a path, or the stream format if the path ends in <c>.arrows</c>; the
    /// stream format for all other destinations.</summary>
    Automatic,

    /// <summary>The file format, whose batches can be read in any order.</summary>
    File,

    /// <summary>The stream format, which is read from start to end.</summary>
    Stream,
}

/// <summary>Specifies how buffers are compressed.</summary>
public enum IpcCodec
{
    /// <summary>No compression.</summary>
    None,

    /// <summary>LZ4 frames, with the liblz4 of the system.</summary>
    Lz4Frame,

    /// <summary>Zstandard, with the libzstd of the system.</summary>
    Zstd,
}

/// <summary>Options for writing IPC data.</summary>
public sealed class IpcWriteOptions
{
    /// <summary>Gets the format to write.</summary>
    public IpcFormat Format { get; init; }

    /// <summary>Gets the codec that compresses buffers.</summary>
    public IpcCodec Codec { get; init; }

    /// <summary>Gets the compression level, or 0 for the default: level 1 of ZSTD, the fast mode of LZ4.</summary>
    public int Level { get; init; }

    /// <summary>Gets the alignment of buffers and bodies: 8 or 64 bytes, or 0 for 64.</summary>
    public int Alignment { get; init; }

    /// <summary>Gets the number of threads that compress the large buffers of a batch, including the calling thread. 0
    /// or 1: no extra threads. At most 64. The written bytes and errors do not depend on it. No C# code runs on the
    /// extra threads.</summary>
    public int Threads { get; init; }

    /// <summary>Gets a value indicating whether dictionaries that grow are written as deltas in the stream format too.
    /// The file format always uses deltas.</summary>
    public bool DictionaryDeltas { get; init; }

    /// <summary>Gets the metadata to write instead of the metadata of the schema, or null to write that of the
    /// schema.</summary>
    public ArrowMetadata? SchemaMetadata { get; init; }

    /// <summary>Gets the metadata of the file footer, or null for none. It is written to the first message too, where
    /// the stream format stores it.</summary>
    public ArrowMetadata? FooterMetadata { get; init; }

    /// <summary>Gets the object to which the written amount is reported after each batch, on the thread that writes.
    /// May be null. If it throws, writing stops and the exception is rethrown unchanged.</summary>
    public IProgress<WriteProgress>? Progress { get; init; }

    /// <summary>Gets the token that is checked at the start and after each batch. Once it is canceled, writing stops
    /// with <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; init; }
}
