namespace ArrowBridge.Ipc;

/// <summary>How IPC is read: the options of ipc.h, with defaults filled in. Pointers are the caller's, and good while a reader is opened.</summary>
internal readonly unsafe struct IpcOptions
{
    public int Level { get; init; }

    public bool NoMap { get; init; }

    /// <summary>Names of the columns to read; NULL where indices say it, or all are read.</summary>
    public byte** Names { get; init; }

    public long* Indices { get; init; }

    /// <summary>How many columns are asked for.</summary>
    public long Columns { get; init; }

    /// <summary>What may be allocated for one batch or dictionary.</summary>
    public long MaxBytes { get; init; }

    /// <summary>How many decompress a batch, the caller among them; 1: it alone.</summary>
    public int Threads { get; init; }

    public bool HasColumns => Names != null || Indices != null;
}
