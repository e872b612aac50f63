using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>Integers of any width, such as dictionary indices and run ends.</summary>
internal static unsafe class Integers
{
    /// <summary>Reads a value. A uint64 above the range of int64 is returned as a negative number.</summary>
    public static long Read(void* values, TypeId type, long index) => type switch
    {
        TypeId.Int8 => ((sbyte*)values)[index],
        TypeId.UInt8 => ((byte*)values)[index],
        TypeId.Int16 => ((short*)values)[index],
        TypeId.UInt16 => ((ushort*)values)[index],
        TypeId.Int32 => ((int*)values)[index],
        TypeId.UInt32 => ((uint*)values)[index],
        _ => ((long*)values)[index],
    };

    public static void Write(void* values, TypeId type, long index, long value)
    {
        switch (type)
        {
            case TypeId.Int8 or TypeId.UInt8:
                ((byte*)values)[index] = (byte)value;
                break;
            case TypeId.Int16 or TypeId.UInt16:
                ((short*)values)[index] = (short)value;
                break;
            case TypeId.Int32 or TypeId.UInt32:
                ((int*)values)[index] = (int)value;
                break;
            default:
                ((long*)values)[index] = value;
                break;
        }
    }

    /// <summary>The largest value of the type, at most that of int64.</summary>
    public static long Max(TypeId type) => type switch
    {
        TypeId.Int8 => sbyte.MaxValue,
        TypeId.UInt8 => byte.MaxValue,
        TypeId.Int16 => short.MaxValue,
        TypeId.UInt16 => ushort.MaxValue,
        TypeId.Int32 => int.MaxValue,
        TypeId.UInt32 => uint.MaxValue,
        _ => long.MaxValue,
    };
}
