using System.Numerics;
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

    /// <summary>Reads values that follow each other.</summary>
    public static void ReadAll(void* values, TypeId type, long first, long count, long* target)
    {
        switch (type)
        {
            case TypeId.Int8:
                Copy((sbyte*)values + first, target, count);
                break;
            case TypeId.UInt8:
                Copy((byte*)values + first, target, count);
                break;
            case TypeId.Int16:
                Copy((short*)values + first, target, count);
                break;
            case TypeId.UInt16:
                Copy((ushort*)values + first, target, count);
                break;
            case TypeId.Int32:
                Copy((int*)values + first, target, count);
                break;
            case TypeId.UInt32:
                Copy((uint*)values + first, target, count);
                break;
            default:
                Copy((long*)values + first, target, count);
                break;
        }
    }

    /// <summary>Writes values that follow each other, which fit.</summary>
    public static void WriteAll(void* target, TypeId type, long first, long* values, long count)
    {
        switch (type)
        {
            case TypeId.Int8 or TypeId.UInt8:
                Copy(values, (byte*)target + first, count);
                break;
            case TypeId.Int16 or TypeId.UInt16:
                Copy(values, (ushort*)target + first, count);
                break;
            case TypeId.Int32 or TypeId.UInt32:
                Copy(values, (uint*)target + first, count);
                break;
            default:
                Copy(values, (ulong*)target + first, count);
                break;
        }
    }

    private static void Copy<TFrom, TTo>(TFrom* values, TTo* target, long count)
        where TFrom : unmanaged, IBinaryInteger<TFrom>
        where TTo : unmanaged, IBinaryInteger<TTo>
    {
        for (long i = 0; i < count; i++)
        {
            target[i] = TTo.CreateTruncating(values[i]);
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
