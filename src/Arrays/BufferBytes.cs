using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Counts the bytes of an array's buffers, from their beginning to the last row, for limits of memory. Contents are
/// not validated, so the number can be wrong, but nothing is read that the structure does not have.
/// </summary>
internal static unsafe class BufferBytes
{
    /// <summary>Numbers are cut here, so that a sum of two cannot overflow.</summary>
    public const long Most = long.MaxValue / 2;

    public static long Of(Field* field, CArrowArray* array)
    {
        ref readonly Layout layout = ref Layouts.Of(field->type);
        long end = array->offset + array->length;
        long sum = 0;
        for (int i = 0; i < layout.Buffers; i++)
        {
            if (array->buffers[i] != null)
            {
                sum = Sum(sum, OfBuffer(field, array, layout.Buffer(i), end));
            }
        }
        if (layout.B1 == BufferKind.Views)
        {
            sum = Sum(sum, OfVariadic(array));
        }
        for (int i = 0; i < field->n_children; i++)
        {
            sum = Sum(sum, Of(field->children + i, array->children[i]));
        }
        return field->dictionary == null ? sum : Sum(sum, Of(field->dictionary, array->dictionary));
    }

    private static long Sum(long a, long b) => Math.Min(a + Math.Clamp(b, 0, Most), Most);

    /// <summary>Bytes of one buffer. Data need offsets.</summary>
    public static long OfBuffer(Field* field, CArrowArray* array, BufferKind kind, long end) => kind switch
    {
        BufferKind.Validity => Size.Bits(end),
        BufferKind.TypeIds => end,
        BufferKind.Bytes => array->buffers[1] == null ? 0 : BufferRules.LastOffset(field, array, end),
        _ => BufferRules.SizeOf(field, kind, end),
    };

    private static long OfVariadic(CArrowArray* array)
    {
        long* lengths = (long*)array->buffers[array->n_buffers - 1];
        long sum = 0;
        for (long i = 0; i < array->n_buffers - 3; i++)
        {
            sum = Sum(sum, lengths[i]);
        }
        return sum;
    }
}
