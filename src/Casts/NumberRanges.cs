using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>The numbers that a type can hold without loss.</summary>
internal static class NumberRanges
{
    /// <summary>Whether one type can hold every number of another.</summary>
    public static bool Holds(TypeId wide, TypeId narrow)
    {
        if (CastSteps.IsFloat(narrow))
        {
            return CastSteps.IsFloat(wide) && wide >= narrow;
        }
        int bits = Bits(narrow);
        if (CastSteps.IsFloat(wide))
        {
            return bits <= Digits(wide);
        }
        return bits <= Bits(wide) && (IsSigned(wide) || !IsSigned(narrow));
    }

    /// <summary>Number of decimal digits of the largest number of an integer type.</summary>
    public static int DecimalDigits(TypeId type) => type switch
    {
        TypeId.Int8 or TypeId.UInt8 => 3,
        TypeId.Int16 or TypeId.UInt16 => 5,
        TypeId.Int32 or TypeId.UInt32 => 10,
        TypeId.Int64 => 19,
        _ => 20,
    };

    /// <summary>Number of value bits, without the sign.</summary>
    private static int Bits(TypeId type) => type switch
    {
        TypeId.Int8 => 7,
        TypeId.UInt8 => 8,
        TypeId.Int16 => 15,
        TypeId.UInt16 => 16,
        TypeId.Int32 => 31,
        TypeId.UInt32 => 32,
        TypeId.Int64 => 63,
        _ => 64,
    };

    /// <summary>Number of bits up to which all integers are exact.</summary>
    private static int Digits(TypeId type) => type switch
    {
        TypeId.Float16 => 11,
        TypeId.Float32 => 24,
        _ => 53,
    };

    private static bool IsSigned(TypeId type) => type is TypeId.Int8 or TypeId.Int16 or TypeId.Int32 or TypeId.Int64;
}
