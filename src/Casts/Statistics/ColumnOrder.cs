using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ArrowBridge.Arrays;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts.Statistics;

/// <summary>The least and the greatest number of a range of rows.</summary>
internal static unsafe class ColumnOrder
{
    public static bool IsBytes(TypeId type) => type is >= TypeId.FixedSizeBinary and <= TypeId.Utf8View;

    public static void Numbers(ColumnStatistics* state, RowRange* range)
    {
        switch (range->field->type)
        {
            case TypeId.Boolean:
                Booleans(state, range);
                break;
            case TypeId.Int8:
                Numbers<sbyte>(state, range);
                break;
            case TypeId.UInt8:
                Numbers<byte>(state, range);
                break;
            case TypeId.Int16:
                Numbers<short>(state, range);
                break;
            case TypeId.UInt16:
                Numbers<ushort>(state, range);
                break;
            case TypeId.Int32 or TypeId.Date32 or TypeId.Time32 or TypeId.Decimal32:
                Numbers<int>(state, range);
                break;
            case TypeId.UInt32:
                Numbers<uint>(state, range);
                break;
            case TypeId.Int64 or TypeId.Date64 or TypeId.Time64 or TypeId.Timestamp or TypeId.Duration
                or TypeId.Decimal64:
                Numbers<long>(state, range);
                break;
            case TypeId.UInt64:
                Numbers<ulong>(state, range);
                break;
            case TypeId.Float16:
                Numbers<Half>(state, range);
                break;
            case TypeId.Float32:
                Numbers<float>(state, range);
                break;
            case TypeId.Float64:
                Numbers<double>(state, range);
                break;
            case TypeId.Decimal128:
                Numbers<Int128>(state, range);
                break;
            case TypeId.Decimal256:
                Decimals256(state, range);
                break;
            default:
                break;
        }
    }

    private static bool Counts(RowRange* range, long row) =>
        ReachableRows.Includes(range, row) && range->IsValid(row);

    private static void Booleans(ColumnStatistics* state, RowRange* range)
    {
        for (long i = 0; i < range->count; i++)
        {
            if (Counts(range, i))
            {
                byte value = Bits.Get((byte*)range->array->buffers[1], range->first + i) ? (byte)1 : (byte)0;
                state->min[0] = state->has_order ? Math.Min(state->min[0], value) : value;
                state->max[0] = state->has_order ? Math.Max(state->max[0], value) : value;
                state->has_order = true;
            }
        }
    }

    private static void Numbers<T>(ColumnStatistics* state, RowRange* range)
        where T : unmanaged, INumber<T>
    {
        T* values = range->Values<T>();
        long row = 0;
        if (ReachableRows.Of(range) == null && range->Validity == null && Vector128<T>.IsSupported && IsInteger<T>())
        {
            row = Vectors(state, values, range->count);
        }
        bool hasOrder = state->has_order;
        T min = Unsafe.ReadUnaligned<T>(state->min);
        T max = Unsafe.ReadUnaligned<T>(state->max);
        for (; row < range->count; row++)
        {
            T value = values[row];
            if (!Counts(range, row))
            {
                continue;
            }
            if (T.IsNaN(value))
            {
                state->is_partial = true;
                continue;
            }
            // Of two zeros, the negative one is the lesser.
            min = !hasOrder || value < min || (value == min && T.IsNegative(value)) ? value : min;
            max = !hasOrder || value > max || (value == max && T.IsNegative(max)) ? value : max;
            hasOrder = true;
        }
        Unsafe.WriteUnaligned(state->min, min);
        Unsafe.WriteUnaligned(state->max, max);
        state->has_order = hasOrder;
    }

    private static bool IsInteger<T>() => typeof(T) != typeof(float) && typeof(T) != typeof(double);

    /// <summary>The rows that fill whole vectors. Returns their number.</summary>
    private static long Vectors<T>(ColumnStatistics* state, T* values, long count)
        where T : unmanaged, INumber<T>
    {
        int width = Vector128<T>.Count;
        if (count < width)
        {
            return 0;
        }
        Vector128<T> least = Vector128.Load(values);
        Vector128<T> greatest = least;
        long row = width;
        for (; row <= count - width; row += width)
        {
            Vector128<T> next = Vector128.Load(values + row);
            least = Vector128.Min(least, next);
            greatest = Vector128.Max(greatest, next);
        }
        T min = state->has_order ? Unsafe.ReadUnaligned<T>(state->min) : least[0];
        T max = state->has_order ? Unsafe.ReadUnaligned<T>(state->max) : greatest[0];
        for (int i = 0; i < width; i++)
        {
            min = T.Min(min, least[i]);
            max = T.Max(max, greatest[i]);
        }
        Unsafe.WriteUnaligned(state->min, min);
        Unsafe.WriteUnaligned(state->max, max);
        state->has_order = true;
        return row;
    }

    private static void Decimals256(ColumnStatistics* state, RowRange* range)
    {
        const int Words = ColumnStatistics.WidestNumber / sizeof(ulong);
        ulong* values = (ulong*)range->array->buffers[1] + (range->first * Words);
        for (long i = 0; i < range->count; i++, values += Words)
        {
            if (!Counts(range, i))
            {
                continue;
            }
            if (!state->has_order || IsLess(values, (ulong*)state->min))
            {
                Unsafe.CopyBlockUnaligned(state->min, values, ColumnStatistics.WidestNumber);
            }
            if (!state->has_order || IsLess((ulong*)state->max, values))
            {
                Unsafe.CopyBlockUnaligned(state->max, values, ColumnStatistics.WidestNumber);
            }
            state->has_order = true;
        }
    }

    private static bool IsLess(ulong* a, ulong* b)
    {
        if (a[3] != b[3])
        {
            return (long)a[3] < (long)b[3];
        }
        for (int i = 2; i >= 0; i--)
        {
            if (a[i] != b[i])
            {
                return a[i] < b[i];
            }
        }
        return false;
    }
}
