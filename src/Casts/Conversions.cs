using System.Runtime.InteropServices;

namespace ArrowBridge.Casts;

/// <summary>The C of this module (native/conversions.h), which has wider vectors than C#.</summary>
internal static unsafe class Conversions
{
    private const string Module = "arrowbridge_native";

    [DllImport(Module)]
    public static extern int ab_narrow_offsets(long* offsets, int* target, long count);

    [DllImport(Module)]
    public static extern int ab_widen_offsets(int* offsets, long* target, long count);

    [DllImport(Module)]
    public static extern int ab_round_doubles(double* values, float* target, long count);
}
