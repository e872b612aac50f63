using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Arrays;

/// <summary>Options for printing (bridge.h), checked, with defaults filled in.</summary>
internal readonly unsafe struct TableOptions
{
    public readonly long Head = 10;
    public readonly long Tail = 5;
    public readonly long MaxWidth = 40;
    public readonly long TotalWidth = long.MaxValue;

    public TableOptions(CPrintOptions* given)
    {
        CPrintOptions options = CallerOptions.Read(given);
        Refuse(options.max_width, "max_width");
        Refuse(options.total_width, "total_width");
        Head = options.head == 0 ? Head : Math.Max(options.head, 0);
        Tail = options.tail == 0 ? Tail : Math.Max(options.tail, 0);
        TotalWidth = options.total_width == 0 ? TotalWidth : options.total_width;
        // With this the first column always fits.
        MaxWidth = Math.Min(options.max_width == 0 ? MaxWidth : options.max_width, TotalWidth);
    }

    private static void Refuse(long value, string name)
    {
        if (value < 0)
        {
            Throw.Argument("options", $"has a {name} of {value}");
        }
    }
}
