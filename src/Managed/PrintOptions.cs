using ArrowBridge.Abi;

namespace ArrowBridge;

/// <summary>Options for printing an array as text.</summary>
public sealed unsafe class PrintOptions
{
    /// <summary>Gets the number of rows from the start. 0 means 10; a negative number means none.</summary>
    public long Head { get; init; }

    /// <summary>Gets the number of rows from the end. 0 means 5; a negative number means none.</summary>
    public long Tail { get; init; }

    /// <summary>Gets the maximum number of characters of a value. 0 means 40.</summary>
    public long MaxWidth { get; init; }

    /// <summary>Gets the maximum number of characters of a line; columns that do not fit are omitted. 0 means that all
    /// columns are printed.</summary>
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
