using System.Numerics;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>Casts booleans to integers and back: false is 0, true is 1, and no other number is a boolean.</summary>
internal static unsafe class CastBooleans
{
    public static CArrowArray* Cast(ref CastMemory memory, RowRange* range, Field* to)
    {
        CArrowArray* result = memory.NewArray(to, range->count);
        memory.ShareValidity(range, result);
        bool toBits = to->type == TypeId.Boolean;
        long width = (toBits ? range->field : to)->bit_width / 8;
        result->buffers[1] = width switch
        {
            1 => toBits ? FromNumbers<byte>(ref memory, range) : ToNumbers<byte>(ref memory, range),
            2 => toBits ? FromNumbers<ushort>(ref memory, range) : ToNumbers<ushort>(ref memory, range),
            4 => toBits ? FromNumbers<uint>(ref memory, range) : ToNumbers<uint>(ref memory, range),
            _ => toBits ? FromNumbers<ulong>(ref memory, range) : ToNumbers<ulong>(ref memory, range),
        };
        return result;
    }

    private static byte* ToNumbers<T>(ref CastMemory memory, RowRange* range)
        where T : unmanaged, IBinaryInteger<T>
    {
        T* target = (T*)memory.Buffer(range->count, sizeof(T));
        byte* bits = (byte*)range->array->buffers[1];
        for (long i = 0; i < range->count; i += 64)
        {
            int count = (int)Math.Min(64, range->count - i);
            ulong word = Bits.Read(bits, range->first + i, count);
            for (int j = 0; j < count; j++)
            {
                target[i + j] = T.CreateTruncating((word >> j) & 1);
            }
        }
        return (byte*)target;
    }

    /// <summary>The sign of the type does not matter: the bits of 0 and 1 are the same.</summary>
    private static byte* FromNumbers<T>(ref CastMemory memory, RowRange* range)
        where T : unmanaged, IBinaryInteger<T>
    {
        byte* target = memory.ZeroedBuffer(Size.Bits(range->count));
        if (range->count == 0)
        {
            return target;
        }
        T* values = range->Values<T>();
        T all = T.Zero;
        for (long i = 0; i < range->count; i += 8)
        {
            int count = (int)Math.Min(8, range->count - i);
            int bits = 0;
            for (int j = 0; j < count; j++)
            {
                T value = values[i + j];
                all |= value;
                bits |= int.CreateTruncating(value & T.One) << j;
            }
            target[i >> 3] = (byte)bits;
        }
        if (all > T.One)
        {
            CheckAll(ref memory, range, values, target);
        }
        return target;
    }

    private static void CheckAll<T>(ref CastMemory memory, RowRange* range, T* values, byte* target)
        where T : unmanaged, IBinaryInteger<T>
    {
        ConversionErrors errors = new(range);
        for (long i = 0; i < range->count; i++)
        {
            if (values[i] > T.One)
            {
                if (errors.IsError(ref memory, i))
                {
                    errors.Refuse(i, $"{Text(range, i)} is neither 0 nor 1");
                }
                Bits.Clear(target, i);
            }
        }
    }

    private static string Text(RowRange* range, long index)
    {
        long value = Integers.Read(range->array->buffers[1], range->field->type, range->first + index);
        return range->field->type == TypeId.UInt64 ? ((ulong)value).ToString() : value.ToString();
    }
}
