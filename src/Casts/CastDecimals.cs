using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>
/// Casts decimals to other widths, precisions and scales, and to and from integers, which have the scale 0. Digits are
/// never rounded: a value that needs other digits is refused.
/// </summary>
internal static unsafe class CastDecimals
{
    public static CArrowArray* Cast(ref CastMemory memory, RowRange* range, Field* to)
    {
        Field* from = range->field;
        if (CastSteps.KeepsBuffers(CastStep.Decimals, from, to))
        {
            return memory.Share(range);
        }
        CArrowArray* result = memory.NewArray(to, range->count);
        memory.ShareValidity(range, result);
        byte* target = memory.Buffer(range->count, to->bit_width / 8);
        result->buffers[1] = target;
        if (CastSteps.IsInteger(to->type))
        {
            ToIntegers(ref memory, range, to, target);
        }
        else
        {
            ToDecimals(ref memory, range, to, target);
        }
        return result;
    }

    private static void ToDecimals(ref CastMemory memory, RowRange* range, Field* to, byte* target)
    {
        Field* from = range->field;
        bool isInteger = CastSteps.IsInteger(from->type);
        int fromBytes = (int)from->bit_width / 8;
        int toBytes = (int)to->bit_width / 8;
        byte* source = (byte*)range->array->buffers[1];
        long shift = (long)to->scale - (isInteger ? 0 : from->scale);
        ConversionErrors errors = new(range);
        for (long i = 0; i < range->count; i++)
        {
            UInt256 value = isInteger
                ? Absolute(Integers.Read(source, from->type, range->first + i), from->type, out bool negative)
                : UInt256.Absolute(source + ((range->first + i) * fromBytes), fromBytes, out negative);
            bool scaled = value.TryScale(shift);
            if (!scaled || !value.HasDigits(to->precision))
            {
                if (errors.IsError(ref memory, i))
                {
                    errors.Refuse(i, scaled
                        ? $"the value needs more than {to->precision} digits"
                        : shift > 0
                            ? "the value needs more than 256 bits"
                            : to->scale < 0
                                ? $"the value is not a multiple of 10^{-(long)to->scale}"
                                : $"the value has more than {to->scale} digits after the decimal point");
                }
                value = default;
            }
            Write(negative ? value.Negated() : value, target + (i * toBytes), toBytes);
        }
    }

    private static UInt256 Absolute(long number, TypeId type, out bool negative)
    {
        negative = number < 0 && type != TypeId.UInt64;
        return new UInt256(negative ? 0UL - (ulong)number : (ulong)number, 0, 0, 0);
    }

    private static void ToIntegers(ref CastMemory memory, RowRange* range, Field* to, byte* target)
    {
        int fromBytes = (int)range->field->bit_width / 8;
        byte* source = (byte*)range->array->buffers[1] + (range->first * fromBytes);
        long shift = -(long)range->field->scale;
        bool signed = to->type is TypeId.Int8 or TypeId.Int16 or TypeId.Int32 or TypeId.Int64;
        ulong most = to->type == TypeId.UInt64 ? ulong.MaxValue : (ulong)Integers.Max(to->type);
        ulong least = signed ? most + 1 : 0;
        ConversionErrors errors = new(range);
        for (long i = 0; i < range->count; i++)
        {
            UInt256 value = UInt256.Absolute(source + (i * fromBytes), fromBytes, out bool negative);
            bool scaled = value.TryScale(shift);
            if (!scaled || !value.IsUpTo(negative ? least : most))
            {
                if (errors.IsError(ref memory, i))
                {
                    errors.Refuse(
                        i, scaled || shift > 0 ? "the value does not fit" : "the value is not a whole number");
                }
                value = default;
            }
            long magnitude = (long)value.Word(0);
            Integers.Write(target, to->type, i, negative ? -magnitude : magnitude);
        }
    }

    private static void Write(in UInt256 value, byte* target, int bytes)
    {
        if (bytes == 4)
        {
            *(uint*)target = (uint)value.Word(0);
            return;
        }
        for (int i = 0; 8 * i < bytes; i++)
        {
            ((ulong*)target)[i] = value.Word(i);
        }
    }
}
