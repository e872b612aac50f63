using System.Numerics;
using System.Runtime.InteropServices;

namespace ArrowBridge;

/// <summary>A signed integer of 256 bits, as the unscaled value of a decimal of that width stands in memory. <see cref="BigInteger"/> reckons with it.</summary>
/// <param name="Lower">The lower half.</param>
/// <param name="Upper">The upper half, with the sign.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Int256(UInt128 Lower, Int128 Upper)
{
    /// <summary>The same number.</summary>
    /// <param name="value">A number.</param>
    public static implicit operator Int256(Int128 value) => new((UInt128)value, value < 0 ? Int128.NegativeOne : Int128.Zero);

    /// <summary>The same number.</summary>
    /// <param name="value">A number.</param>
    /// <exception cref="OverflowException">It needs more than 256 bits.</exception>
    public static explicit operator Int256(BigInteger value) => new((UInt128)(value & UInt128.MaxValue), (Int128)(value >> 128));

    /// <summary>The same number.</summary>
    /// <param name="value">A number.</param>
    public static implicit operator BigInteger(Int256 value) => ((BigInteger)value.Upper << 128) + value.Lower;

    /// <summary>The number in digits.</summary>
    public override string ToString() => ((BigInteger)this).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
