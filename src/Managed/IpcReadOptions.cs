namespace ArrowBridge;

/// <summary>How IPC is read.</summary>
public sealed class IpcReadOptions
{
    /// <summary>How closely each batch is looked at before it is handed out; the structure always is. Use <see cref="ValidationLevel.Full"/>, or at least
    /// <see cref="ValidationLevel.Default"/>, for what comes from strangers.</summary>
    public ValidationLevel Validation { get; init; } = ValidationLevel.Minimal;

    /// <summary>Whether a file is read into memory instead of being mapped, as it should be where others may write to it meanwhile.</summary>
    public bool NoMap { get; init; }

    /// <summary>Bytes that may be allocated for one batch or dictionary; 0 for no limit but what the bytes that are there justify.</summary>
    public long MaxBytes { get; init; }

    /// <summary>Names of the columns to read, in the order in which they are wanted; null for all. The others are neither decoded nor decompressed. Each must exist
    /// once, and be asked for once. An empty list gives batches with rows but no columns.</summary>
    public IReadOnlyList<string>? ColumnNames { get; init; }

    /// <summary>The same by their places in the schema, from 0. At most one of the two is set.</summary>
    public IReadOnlyList<int>? ColumnIndices { get; init; }

    /// <summary>On how many threads the larger buffers of a compressed batch are decompressed, the caller's among them; 0 or 1 for the caller's alone, at most 64.
    /// Batches, their order and errors are the same, and no C# code runs on them.</summary>
    public int Threads { get; init; }
}
