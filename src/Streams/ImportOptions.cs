using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Streams;

/// <summary>Options of the import functions (array.h), checked.</summary>
internal static unsafe class ImportOptions
{
    private const int Refuse = 0;
    private const int Copy = 1;

    /// <summary>Whether misaligned buffers are copied instead of refused (ARR-10).</summary>
    /// <param name="given">The options of a caller in C; NULL for the defaults.</param>
    public static bool CopiesMisaligned(CImportOptions* given)
    {
        CImportOptions known = CallerOptions.Read(given);
        if (known.misaligned is < Refuse or > Copy)
        {
            Throw.Argument("options", $"has an unknown value for misaligned buffers: {known.misaligned}");
        }
        if (known.reserved != 0)
        {
            Throw.Argument("options", $"has {known.reserved} in its reserved field, which must be 0");
        }
        return known.misaligned == Copy;
    }
}
