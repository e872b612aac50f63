using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>Counts of one unit of time as counts of another.</summary>
internal static unsafe class CastTimes
{
    public static CArrowArray* Cast(ref CastMemory memory, Window* window, Field* to)
    {
        Field* from = window->field;
        if (CastSteps.KeepsBuffers(CastStep.Times, from, to))
        {
            return memory.Share(window);
        }
        CArrowArray* result = memory.Node(to, window->count);
        memory.ShareValidity(window, result);
        bool fromNarrow = from->bit_width == 32;
        bool toNarrow = to->bit_width == 32;
        byte* target = memory.Buffer(window->count, to->bit_width / 8);
        result->buffers[1] = target;
        TimeRatio ratio = TimeRatio.Of(from, to);
        ConversionErrors errors = new(window);
        for (long i = 0; i < window->count; i++)
        {
            long value = fromNarrow ? window->Values<int>()[i] : window->Values<long>()[i];
            long converted;
            if (!ratio.TryConvert(value, out converted) || (toNarrow && converted != (int)converted))
            {
                if (errors.Matters(ref memory, i))
                {
                    errors.Refuse(i, ratio.Divides ? $"{value} is not whole in the new unit, or does not fit" : $"{value} does not fit in the new unit");
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
