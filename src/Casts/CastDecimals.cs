using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>Casts decimals to other widths, precisions and scales.</summary>
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
        int fromBytes = (int)from->bit_width / 8;
        int toBytes = (int)to->bit_width / 8;
        byte* source = (byte*)range->array->buffers[1] + (range->first * fromBytes);
        byte* target = memory.Buffer(range->count, toBytes);
        result->buffers[1] = target;
        long shift = (long)to->scale - from->scale;
        ConversionErrors errors = new(range);
        for (long i = 0; i < range->count; i++)
        {
            UInt256 value = UInt256.Absolute(source + (i * fromBytes), fromBytes, out bool negative);
            bool fits = shift >= 0 ? value.TryScaleUp(shift) : value.TryScaleDown(-shift);
            if (!fits || !value.HasDigits(to->precision))
            {
                if (errors.IsError(ref memory, i))
                {
                    errors.Refuse(i, fits
                        ? $"the value needs more than {to->precision} digits"
                        : shift > 0
                            ? "the value needs more than 256 bits"
                            : $"the value has more than {to->scale} digits after the decimal point");
                }
                value = default;
            }
            Write(negative ? value.Negated() : value, target + (i * toBytes), toBytes);
        }
        return result;
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
