using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Casts;

/// <summary>Options for unifying dictionaries (dictionaries.h), checked.</summary>
/// <param name="Width">Minimum bits of an index; 0: as the schema says.</param>
/// <param name="DropsOrder">Whether ordered dictionaries become unordered.</param>
internal readonly record struct UnifyPlan(int Width, bool DropsOrder)
{
    private const int AsInSchema = 0;
    private const int Drop = 1;

    /// <param name="given">The options of a caller, in C or C#; NULL for the defaults.</param>
    public static unsafe UnifyPlan Parse(CUnifyOptions* given)
    {
        CUnifyOptions known = CallerOptions.Read(given);
        if (known.index_bits is not (AsInSchema or 32 or 64))
        {
            Throw.Argument("options", $"has {known.index_bits} as index_bits, which must be 0, 32 or 64");
        }
        if (known.ordered is < 0 or > Drop)
        {
            Throw.Argument("options", $"has an unknown value for ordered dictionaries: {known.ordered}");
        }
        return new UnifyPlan(known.index_bits, known.ordered == Drop);
    }
}
