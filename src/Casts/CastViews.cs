using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>
/// Creates views of bytes in one buffer. The offset of a view has only 31 bits, so a longer buffer is exported as
/// several buffers that start at different positions in it.
/// </summary>
internal static unsafe class CastViews
{
    /// <summary>Binary digits of the size of one of these buffers.</summary>
    public const int BufferBits = 30;

    public static CArrowArray* Cast(ref CastMemory memory, RowRange* range, in ByteValues values, Field* to)
    {
        byte* data = values.ByteRange(out long first, out long end);
        long buffers = (end - first + (1L << BufferBits) - 1) >> BufferBits;
        if (buffers > int.MaxValue - 3)
        {
            Throw.NotSupported(null, Field.Path(range->field), $"views cannot refer to {end - first} bytes");
        }
        CArrowArray* result = memory.NewArray(to, range->count, buffers);
        memory.ShareValidity(range, result);
        View* views = (View*)memory.Buffer(range->count, sizeof(View));
        result->buffers[1] = views;
        ViewFiller filler = new(range, data, first, end, views);
        bool hasLong = Layouts.Of(range->field->type).B1 switch
        {
            BufferKind.Offsets32 => filler.Fill(ref memory, new Offsets<int>(range->Values<int>())),
            BufferKind.Offsets64 => filler.Fill(ref memory, new Offsets<long>(range->Values<long>())),
            _ => filler.Fill(ref memory, new Multiples(range->first, range->field->fixed_size)),
        };
        if (!hasLong)
        {
            result->n_buffers -= buffers;
            return result;
        }
        long* lengths = (long*)memory.Buffer(buffers, sizeof(long));
        for (long i = 0; i < buffers; i++)
        {
            long start = first + (i << BufferBits);
            result->buffers[2 + i] = data + start;
            lengths[i] = end - start;
        }
        result->buffers[2 + buffers] = lengths;
        return result;
    }
}
