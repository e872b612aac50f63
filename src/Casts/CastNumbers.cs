using System.Numerics;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>Casts integers and floating-point numbers to other widths and to each other.</summary>
internal static unsafe class CastNumbers
{
    public static CArrowArray* Cast(ref CastMemory memory, RowRange* range, Field* to)
    {
        CArrowArray* result = memory.NewArray(to, range->count);
        memory.ShareValidity(range, result);
        result->buffers[1] = Values(ref memory, range, to->type);
        return result;
    }

    /// <summary>Converts the values of a range to another type. Also used for dictionary indices.</summary>
    public static void* Values(ref CastMemory memory, RowRange* range, TypeId to)
    {
        if (range->count == 0)
        {
            return memory.Buffer(0);
        }
        return range->field->type switch
        {
            TypeId.Int8 => FromInteger<sbyte>(ref memory, range, to),
            TypeId.UInt8 => FromInteger<byte>(ref memory, range, to),
            TypeId.Int16 => FromInteger<short>(ref memory, range, to),
            TypeId.UInt16 => FromInteger<ushort>(ref memory, range, to),
            TypeId.Int32 => FromInteger<int>(ref memory, range, to),
            TypeId.UInt32 => FromInteger<uint>(ref memory, range, to),
            TypeId.Int64 => FromInteger<long>(ref memory, range, to),
            TypeId.UInt64 => FromInteger<ulong>(ref memory, range, to),
            TypeId.Float16 => FromFloat<Half>(ref memory, range, to),
            TypeId.Float32 => FromFloat<float>(ref memory, range, to),
            _ => FromFloat<double>(ref memory, range, to),
        };
    }

    private static void* FromInteger<T>(ref CastMemory memory, RowRange* range, TypeId to)
        where T : unmanaged, IBinaryInteger<T> => to switch
        {
            TypeId.Int8 => Integers<T, sbyte>(ref memory, range),
            TypeId.UInt8 => Integers<T, byte>(ref memory, range),
            TypeId.Int16 => Integers<T, short>(ref memory, range),
            TypeId.UInt16 => Integers<T, ushort>(ref memory, range),
            TypeId.Int32 => Integers<T, int>(ref memory, range),
            TypeId.UInt32 => Integers<T, uint>(ref memory, range),
            TypeId.Int64 => Integers<T, long>(ref memory, range),
            TypeId.UInt64 => Integers<T, ulong>(ref memory, range),
            TypeId.Float16 => IntegersToFloats<T, Half>(ref memory, range, 11, 65504),
            TypeId.Float32 => IntegersToFloats<T, float>(ref memory, range, 24, ulong.MaxValue),
            _ => IntegersToFloats<T, double>(ref memory, range, 53, ulong.MaxValue),
        };

    private static void* FromFloat<T>(ref CastMemory memory, RowRange* range, TypeId to)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => to switch
        {
            TypeId.Float16 => Floats<T, Half>(ref memory, range),
            TypeId.Float32 => Floats<T, float>(ref memory, range),
            TypeId.Float64 => Floats<T, double>(ref memory, range),
            TypeId.Int8 => FloatsToIntegers<T, sbyte>(ref memory, range),
            TypeId.UInt8 => FloatsToIntegers<T, byte>(ref memory, range),
            TypeId.Int16 => FloatsToIntegers<T, short>(ref memory, range),
            TypeId.UInt16 => FloatsToIntegers<T, ushort>(ref memory, range),
            TypeId.Int32 => FloatsToIntegers<T, int>(ref memory, range),
            TypeId.UInt32 => FloatsToIntegers<T, uint>(ref memory, range),
            TypeId.Int64 => FloatsToIntegers<T, long>(ref memory, range),
            _ => FloatsToIntegers<T, ulong>(ref memory, range),
        };

    /// <summary>
    /// First converts all values, including null slots, and checks whether all of them fit. Only if one does not, the
    /// slots are searched for it.
    /// </summary>
    private static void* Integers<TFrom, TTo>(ref CastMemory memory, RowRange* range)
        where TFrom : unmanaged, IBinaryInteger<TFrom>
        where TTo : unmanaged, IBinaryInteger<TTo>
    {
        TFrom* values = range->Values<TFrom>();
        TTo* target = (TTo*)memory.Buffer(range->count, sizeof(TTo));
        if (!NumberVectors.ToIntegers(values, target, range->count))
        {
            ConversionErrors errors = new(range);
            for (long i = 0; i < range->count; i++)
            {
                if (!Fits(values[i], target[i]))
                {
                    RejectOrClear(ref memory, ref errors, i, values[i], target);
                }
            }
        }
        return target;
    }

    private static bool Fits<TFrom, TTo>(TFrom value, TTo result)
        where TFrom : unmanaged, IBinaryInteger<TFrom>
        where TTo : unmanaged, IBinaryInteger<TTo> =>
        TFrom.CreateTruncating(result) == value && TFrom.IsNegative(value) == TTo.IsNegative(result);

    private static void RejectOrClear<TFrom, TTo>(
        ref CastMemory memory, ref ConversionErrors errors, long index, TFrom value, TTo* target)
        where TTo : unmanaged
    {
        if (errors.IsError(ref memory, index))
        {
            errors.Refuse(index, $"{value} does not fit");
        }
        target[index] = default;
    }

    /// <summary>
    /// An integer fits if its significant bits, from the first one to the last one bit, are not more than those of the
    /// floating-point type, and it is not above its largest value.
    /// </summary>
    private static void* IntegersToFloats<TFrom, TTo>(ref CastMemory memory, RowRange* range, int digits, ulong most)
        where TFrom : unmanaged, IBinaryInteger<TFrom>
        where TTo : unmanaged, IBinaryFloatingPointIeee754<TTo>
    {
        TFrom* values = range->Values<TFrom>();
        TTo* target = (TTo*)memory.Buffer(range->count, sizeof(TTo));
        if (NumberVectors.ToFloats(values, target, range->count, digits))
        {
            return target;
        }
        ConversionErrors errors = new(range);
        for (long i = 0; i < range->count; i++)
        {
            ulong bits = ulong.CreateTruncating(values[i]);
            ulong magnitude = TFrom.IsNegative(values[i]) ? 0 - bits : bits;
            target[i] = TTo.CreateTruncating(values[i]);
            int length = 64 - BitOperations.LeadingZeroCount(magnitude);
            if (length > digits && (length - BitOperations.TrailingZeroCount(magnitude) > digits || magnitude > most))
            {
                RejectOrClear(ref memory, ref errors, i, values[i], target);
            }
        }
        return target;
    }

    /// <summary>Rounds to the nearest. A finite number must stay finite.</summary>
    private static void* Floats<TFrom, TTo>(ref CastMemory memory, RowRange* range)
        where TFrom : unmanaged, IBinaryFloatingPointIeee754<TFrom>
        where TTo : unmanaged, IBinaryFloatingPointIeee754<TTo>
    {
        TFrom* values = range->Values<TFrom>();
        TTo* target = (TTo*)memory.Buffer(range->count, sizeof(TTo));
        if (typeof(TFrom) == typeof(double) && typeof(TTo) == typeof(float) &&
            Conversions.ab_round_doubles((double*)values, (float*)target, range->count) != 0)
        {
            return target;
        }
        ConversionErrors errors = new(range);
        for (long i = 0; i < range->count; i++)
        {
            target[i] = TTo.CreateTruncating(values[i]);
            if (TTo.IsInfinity(target[i]) && TFrom.IsFinite(values[i]))
            {
                RejectOrClear(ref memory, ref errors, i, values[i], target);
            }
        }
        return target;
    }

    private static void* FloatsToIntegers<TFrom, TTo>(ref CastMemory memory, RowRange* range)
        where TFrom : unmanaged, IBinaryFloatingPointIeee754<TFrom>
        where TTo : unmanaged, IBinaryInteger<TTo>, IMinMaxValue<TTo>
    {
        TFrom* values = range->Values<TFrom>();
        TTo* target = (TTo*)memory.Buffer(range->count, sizeof(TTo));
        ConversionErrors errors = new(range);
        // Both bounds are powers of two or zero, so they are exact. The upper bound is the first number that does not
        // fit.
        double least = double.CreateTruncating(TTo.MinValue);
        double end = 2 * double.CreateTruncating((TTo.MaxValue >> 1) + TTo.One);
        for (long i = 0; i < range->count; i++)
        {
            double value = double.CreateTruncating(values[i]);
            bool fits = value >= least && value < end && double.IsInteger(value);
            target[i] = fits ? TTo.CreateTruncating(value) : default;
            if (!fits)
            {
                RejectOrClear(ref memory, ref errors, i, values[i], target);
            }
        }
        return target;
    }
}
