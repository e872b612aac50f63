namespace ArrowBridge;

/// <summary>Reports how much has been written.</summary>
/// <param name="Batches">The number of batches.</param>
/// <param name="Bytes">The number of bytes, including the schema and dictionaries of IPC, or the column names of
/// CSV.</param>
public readonly record struct WriteProgress(long Batches, long Bytes);
