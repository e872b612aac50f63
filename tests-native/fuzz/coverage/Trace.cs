using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

// The names that the code inserted by SharpFuzz refers to: the assembly is SharpFuzz.Common.
namespace SharpFuzz.Common;

/// <summary>
/// Coverage of the C#. At every branch target the inserted code executes
/// <c>SharedMem[id ^ PrevLocation]++; PrevLocation = id &gt;&gt; 1;</c>.
/// </summary>
public static unsafe class Trace
{
    public static byte* SharedMem;
    public static int PrevLocation;

    // Module initializers of a referenced assembly run first, so no inserted code runs before this.
#pragma warning disable CA2255 // the library is loaded by C
    [ModuleInitializer]
    internal static void Load() => SharedMem = arrowbridge_fuzz_managed_counters();
#pragma warning restore CA2255

    [DllImport("arrowbridge_native")]
    private static extern byte* arrowbridge_fuzz_managed_counters();
}
