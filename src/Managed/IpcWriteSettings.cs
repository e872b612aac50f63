using ArrowBridge.Abi;

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
public sealed unsafe class IpcWriteSettings
{
    /// <summary>The format.</summary>
    public IpcFormat Format { get; init; }

    /// <summary>The codec.</summary>
    public IpcCodec Codec { get; init; }

    /// <summary>The level of the codec; 0 for its own default.</summary>
    public int Level { get; init; }

    /// <summary>Whether dictionaries that grow are written as deltas where the format allows it.</summary>
    public bool DictionaryDeltas { get; init; }

    internal CIpcWriteOptions Options => new()
    {
        struct_size = sizeof(CIpcWriteOptions),
        format = (int)Format,
        codec = (int)Codec,
        level = Level,
        dictionary_deltas = DictionaryDeltas ? 1 : 0,
    };
}
