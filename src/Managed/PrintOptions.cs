using ArrowBridge.Abi;

namespace ArrowBridge;

/// <summary>How much of an array is shown as text.</summary>
public sealed unsafe class PrintOptions
{
    /// <summary>Rows from the start; 0 means 10, a negative number none.</summary>
    public long Head { get; init; }

    /// <summary>Rows from the end; 0 means 5, a negative number none.</summary>
    public long Tail { get; init; }

    /// <summary>Characters of a value that are shown; 0 means 40.</summary>
    public long MaxWidth { get; init; }

    /// <summary>Characters of a line, in which columns that do not fit are left out; 0 means that all are shown.</summary>
    public long TotalWidth { get; init; }

    internal CPrintOptions Native => new()
    {
        struct_size = sizeof(CPrintOptions),
        head = Head,
        tail = Tail,
        max_width = MaxWidth,
        total_width = TotalWidth,
    };
}
