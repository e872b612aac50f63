using System.Numerics;
using System.Runtime.InteropServices;

namespace ArrowBridge;

/// <summary>Represents a signed 256-bit integer in the memory layout of an unscaled 256-bit decimal. Convert it to
/// <see cref="BigInteger"/> for arithmetic.</summary>
/// <param name="Lower">The lower 128 bits.</param>
/// <param name="Upper">The upper 128 bits, with the sign.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Int256(UInt128 Lower, Int128 Upper)
{
    /// <summary>Converts an <see cref="Int128"/> to an <see cref="Int256"/> of the same value.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator Int256(Int128 value) =>
        new((UInt128)value, value < 0 ? Int128.NegativeOne : Int128.Zero);

    /// <summary>Converts a <see cref="BigInteger"/> to an <see cref="Int256"/> of the same value.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="OverflowException">The number needs more than 256 bits.</exception>
    public static explicit operator Int256(BigInteger value) =>
        new((UInt128)(value & UInt128.MaxValue), (Int128)(value >> 128));

    /// <summary>Converts an <see cref="Int256"/> to a <see cref="BigInteger"/> of the same value.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator BigInteger(Int256 value) => ((BigInteger)value.Upper << 128) + value.Lower;

    /// <summary>Returns the number in decimal digits.</summary>
    public override string ToString() => ((BigInteger)this).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
