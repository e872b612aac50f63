namespace ArrowBridge;

/// <summary>Options for reading IPC data.</summary>
public sealed class IpcReadOptions
{
    /// <summary>Gets the level at which each batch is validated before it is returned. The structure is always
    /// validated. For untrusted data, use <see cref="ValidationLevel.Full"/>, or at least
    /// <see cref="ValidationLevel.Default"/>.</summary>
    public ValidationLevel Validation { get; init; } = ValidationLevel.Minimal;

    /// <summary>Gets a value indicating whether a file is read into memory instead of being memory-mapped. Set it if
    /// other programs may write to the file while it is read.</summary>
    public bool NoMap { get; init; }

    /// <summary>Gets the maximum number of bytes to allocate for one batch or dictionary. 0 sets no limit except the
    /// one that follows from the size of the input.</summary>
    public long MaxBytes { get; init; }

    /// <summary>Gets the names of the columns to read, in the order in which batches have them; null reads all columns.
    /// Other columns are neither decoded nor decompressed. Each name must belong to exactly one column and occur once
    /// in the list. An empty list gives batches with rows but without columns.</summary>
    public IReadOnlyList<string>? ColumnNames { get; init; }

    /// <summary>Gets the columns to read as indices into the schema, from 0; otherwise like <see cref="ColumnNames"/>.
    /// At most one of the two properties may be set.</summary>
    public IReadOnlyList<int>? ColumnIndices { get; init; }

    /// <summary>Gets the number of threads that decompress the large buffers of a compressed batch, including the
    /// calling thread. 0 or 1: no extra threads. At most 64. The batches, their order and errors do not depend on it.
    /// No C# code runs on the extra threads.</summary>
    public int Threads { get; init; }
}
