using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>Converts counts of one time unit to counts of another.</summary>
internal static unsafe class CastTimes
{
    public static CArrowArray* Cast(ref CastMemory memory, RowRange* range, Field* to)
    {
        Field* from = range->field;
        if (CastSteps.KeepsBuffers(CastStep.Times, from, to))
        {
            return memory.Share(range);
        }
        CArrowArray* result = memory.NewArray(to, range->count);
        memory.ShareValidity(range, result);
        bool fromNarrow = from->bit_width == 32;
        bool toNarrow = to->bit_width == 32;
        byte* target = memory.Buffer(range->count, to->bit_width / 8);
        result->buffers[1] = target;
        TimeRatio ratio = TimeRatio.Of(from, to);
        if (!fromNarrow && !toNarrow && ratio.TryConvertAll(range->Values<long>(), (long*)target, range->count))
        {
            return result;
        }
        ConversionErrors errors = new(range);
        for (long i = 0; i < range->count; i++)
        {
            long value = fromNarrow ? range->Values<int>()[i] : range->Values<long>()[i];
            long converted;
            if (!ratio.TryConvert(value, out converted) || (toNarrow && converted != (int)converted))
            {
                if (errors.IsError(ref memory, i))
                {
                    errors.Refuse(i, ratio.UnitsOfDay > 0
                        ? $"{value} is not a time of day, which has {ratio.UnitsOfDay} units"
                        : ratio.Multiple > 1
                        ? $"{value} is not a whole day, or does not fit"
                        : ratio.Divides
                        ? $"{value} is not whole in the new unit, or does not fit"
                        : $"{value} does not fit in the new unit");
                }
                converted = 0;
            }
            if (toNarrow)
            {
                ((int*)target)[i] = (int)converted;
            }
            else
            {
                ((long*)target)[i] = converted;
            }
        }
        return result;
    }
}
