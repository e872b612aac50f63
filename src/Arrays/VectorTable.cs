using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ArrowBridge.Arrays;

/// <summary>Looks up bytes in tables of 16 bytes, as one kind of processor does it.</summary>
internal interface IVectorTable
{
    /// <summary>The entry for each index: 0 to 15, or 255, for which the result is 0.</summary>
    static abstract Vector128<byte> Lookup(Vector128<byte> table, Vector128<byte> indices);
}

/// <summary>Looks up bytes in tables of 16 bytes.</summary>
internal readonly struct VectorTable : IVectorTable
{
    /// <summary>
    /// Whether <see cref="X86"/> may be used. A loop asks once: SSSE3 is not part of every x86-64 processor, and the
    /// compiler would ask before every look-up, with the code for both answers in the loop.
    /// </summary>
    public static bool IsX86 => Ssse3.IsSupported;

    /// <summary>
    /// The entry for each index: 0 to 15, or 255, for which the result is 0. The compiler makes one instruction of it
    /// only where the processor's own method is named.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Lookup(Vector128<byte> table, Vector128<byte> indices) =>
        Ssse3.IsSupported ? Ssse3.Shuffle(table, indices)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.VectorTableLookup(table, indices)
        : Vector128.Shuffle(table, indices);

    /// <summary>With SSSE3, unchecked.</summary>
    public readonly struct X86 : IVectorTable
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<byte> Lookup(Vector128<byte> table, Vector128<byte> indices) =>
            Ssse3.Shuffle(table, indices);
    }
}
