using System.Numerics;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>Integers and floating-point numbers, from one width to another and to each other.</summary>
internal static unsafe class CastNumbers
{
    public static CArrowArray* Cast(ref CastMemory memory, Window* window, Field* to)
    {
        CArrowArray* result = memory.Node(to, window->count);
        memory.ShareValidity(window, result);
        result->buffers[1] = Values(ref memory, window, to->type);
        return result;
    }

    /// <summary>The values of a window in another type, also where they are indices.</summary>
    public static void* Values(ref CastMemory memory, Window* window, TypeId to)
    {
        if (window->count == 0)
        {
            return memory.Buffer(0);
        }
        return window->field->type switch
        {
            TypeId.Int8 => FromInteger<sbyte>(ref memory, window, to),
            TypeId.UInt8 => FromInteger<byte>(ref memory, window, to),
            TypeId.Int16 => FromInteger<short>(ref memory, window, to),
            TypeId.UInt16 => FromInteger<ushort>(ref memory, window, to),
            TypeId.Int32 => FromInteger<int>(ref memory, window, to),
            TypeId.UInt32 => FromInteger<uint>(ref memory, window, to),
            TypeId.Int64 => FromInteger<long>(ref memory, window, to),
            TypeId.UInt64 => FromInteger<ulong>(ref memory, window, to),
            TypeId.Float16 => FromFloat<Half>(ref memory, window, to),
            TypeId.Float32 => FromFloat<float>(ref memory, window, to),
            _ => FromFloat<double>(ref memory, window, to),
        };
    }

    private static void* FromInteger<T>(ref CastMemory memory, Window* window, TypeId to)
        where T : unmanaged, IBinaryInteger<T> => to switch
        {
            TypeId.Int8 => Integers<T, sbyte>(ref memory, window),
            TypeId.UInt8 => Integers<T, byte>(ref memory, window),
            TypeId.Int16 => Integers<T, short>(ref memory, window),
            TypeId.UInt16 => Integers<T, ushort>(ref memory, window),
            TypeId.Int32 => Integers<T, int>(ref memory, window),
            TypeId.UInt32 => Integers<T, uint>(ref memory, window),
            TypeId.Int64 => Integers<T, long>(ref memory, window),
            TypeId.UInt64 => Integers<T, ulong>(ref memory, window),
            TypeId.Float16 => IntegersToFloats<T, Half>(ref memory, window, 11, 65504),
            TypeId.Float32 => IntegersToFloats<T, float>(ref memory, window, 24, ulong.MaxValue),
            _ => IntegersToFloats<T, double>(ref memory, window, 53, ulong.MaxValue),
        };

    private static void* FromFloat<T>(ref CastMemory memory, Window* window, TypeId to)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => to switch
        {
            TypeId.Float16 => Floats<T, Half>(ref memory, window),
            TypeId.Float32 => Floats<T, float>(ref memory, window),
            TypeId.Float64 => Floats<T, double>(ref memory, window),
            TypeId.Int8 => FloatsToIntegers<T, sbyte>(ref memory, window),
            TypeId.UInt8 => FloatsToIntegers<T, byte>(ref memory, window),
            TypeId.Int16 => FloatsToIntegers<T, short>(ref memory, window),
            TypeId.UInt16 => FloatsToIntegers<T, ushort>(ref memory, window),
            TypeId.Int32 => FloatsToIntegers<T, int>(ref memory, window),
            TypeId.UInt32 => FloatsToIntegers<T, uint>(ref memory, window),
            TypeId.Int64 => FloatsToIntegers<T, long>(ref memory, window),
            _ => FloatsToIntegers<T, ulong>(ref memory, window),
        };

    /// <summary>Whether all fit is found out on the way, null slots included; only if one does not, it is searched for.</summary>
    private static void* Integers<TFrom, TTo>(ref CastMemory memory, Window* window)
        where TFrom : unmanaged, IBinaryInteger<TFrom>
        where TTo : unmanaged, IBinaryInteger<TTo>
    {
        TFrom* values = window->Values<TFrom>();
        TTo* target = (TTo*)memory.Buffer(window->count, sizeof(TTo));
        bool allFit = true;
        for (long i = 0; i < window->count; i++)
        {
            target[i] = TTo.CreateTruncating(values[i]);
            allFit &= Fits(values[i], target[i]);
        }
        if (!allFit)
        {
            ConversionErrors errors = new(window);
            for (long i = 0; i < window->count; i++)
            {
                if (!Fits(values[i], target[i]))
                {
                    Drop(ref memory, ref errors, i, values[i], target);
                }
            }
        }
        return target;
    }

    private static bool Fits<TFrom, TTo>(TFrom value, TTo result)
        where TFrom : unmanaged, IBinaryInteger<TFrom>
        where TTo : unmanaged, IBinaryInteger<TTo> =>
        TFrom.CreateTruncating(result) == value && TFrom.IsNegative(value) == TTo.IsNegative(result);

    private static void Drop<TFrom, TTo>(ref CastMemory memory, ref ConversionErrors errors, long index, TFrom value, TTo* target)
        where TTo : unmanaged
    {
        if (errors.Matters(ref memory, index))
        {
            errors.Refuse(index, $"{value} does not fit");
        }
        target[index] = default;
    }

    /// <summary>Integers that have no more digits, from the first one to the last that is not zero, than the type is exact to.</summary>
    private static void* IntegersToFloats<TFrom, TTo>(ref CastMemory memory, Window* window, int digits, ulong most)
        where TFrom : unmanaged, IBinaryInteger<TFrom>
        where TTo : unmanaged, IBinaryFloatingPointIeee754<TTo>
    {
        TFrom* values = window->Values<TFrom>();
        TTo* target = (TTo*)memory.Buffer(window->count, sizeof(TTo));
        ConversionErrors errors = new(window);
        for (long i = 0; i < window->count; i++)
        {
            ulong bits = ulong.CreateTruncating(values[i]);
            ulong magnitude = TFrom.IsNegative(values[i]) ? 0 - bits : bits;
            target[i] = TTo.CreateTruncating(values[i]);
            int length = 64 - BitOperations.LeadingZeroCount(magnitude);
            if (length > digits && (length - BitOperations.TrailingZeroCount(magnitude) > digits || magnitude > most))
            {
                Drop(ref memory, ref errors, i, values[i], target);
            }
        }
        return target;
    }

    /// <summary>Rounded to the nearest; a finite number must stay one.</summary>
    private static void* Floats<TFrom, TTo>(ref CastMemory memory, Window* window)
        where TFrom : unmanaged, IBinaryFloatingPointIeee754<TFrom>
        where TTo : unmanaged, IBinaryFloatingPointIeee754<TTo>
    {
        TFrom* values = window->Values<TFrom>();
        TTo* target = (TTo*)memory.Buffer(window->count, sizeof(TTo));
        ConversionErrors errors = new(window);
        for (long i = 0; i < window->count; i++)
        {
            target[i] = TTo.CreateTruncating(values[i]);
            if (TTo.IsInfinity(target[i]) && TFrom.IsFinite(values[i]))
            {
                Drop(ref memory, ref errors, i, values[i], target);
            }
        }
        return target;
    }

    private static void* FloatsToIntegers<TFrom, TTo>(ref CastMemory memory, Window* window)
        where TFrom : unmanaged, IBinaryFloatingPointIeee754<TFrom>
        where TTo : unmanaged, IBinaryInteger<TTo>, IMinMaxValue<TTo>
    {
        TFrom* values = window->Values<TFrom>();
        TTo* target = (TTo*)memory.Buffer(window->count, sizeof(TTo));
        ConversionErrors errors = new(window);
        // Both are powers of two, or zero, so they are exact; the upper one is the first number that does not fit.
        double least = double.CreateTruncating(TTo.MinValue);
        double end = 2 * double.CreateTruncating((TTo.MaxValue >> 1) + TTo.One);
        for (long i = 0; i < window->count; i++)
        {
            double value = double.CreateTruncating(values[i]);
            bool fits = value >= least && value < end && double.IsInteger(value);
            target[i] = fits ? TTo.CreateTruncating(value) : default;
            if (!fits)
            {
                Drop(ref memory, ref errors, i, values[i], target);
            }
        }
        return target;
    }
}
