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
    private const int BufferBits = 30;

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
        View* views = (View*)memory.ZeroedBuffer(Size.Multiply(range->count, sizeof(View)));
        result->buffers[1] = views;
        bool hasLong = Fill(ref memory, range, values, data + first, end - first, views);
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

    /// <returns>Whether any value is too long to be stored inline.</returns>
    private static bool Fill(
        ref CastMemory memory, RowRange* range, in ByteValues values, byte* data, long size, View* views)
    {
        bool hasLong = false;
        ConversionErrors errors = new(range);
        for (long i = 0; i < range->count; i++)
        {
            if (!range->IsValid(i))
            {
                continue;
            }
            byte* value = values.Get(i, out long length);
            if (length > View.MostInline)
            {
                if (length > int.MaxValue)
                {
                    if (errors.IsError(ref memory, i))
                    {
                        errors.Refuse(i, $"the value has {length} bytes, more than a view can count");
                    }
                    continue;
                }
                hasLong = true;
                WriteLong(views + i, value, (int)length, value - data);
            }
            else if (value - data <= size - sizeof(View))
            {
                WriteInline(views + i, value, (int)length);
            }
            else
            {
                views[i].length = (int)length;
                Allocator.Copy(value, (byte*)(views + i) + sizeof(int), length);
            }
        }
        return hasLong;
    }

    private static void WriteLong(View* view, byte* value, int length, long offset)
    {
        view->length = length;
        view->prefix = *(uint*)value;
        view->index = (int)(offset >> BufferBits);
        view->offset = (int)(offset & ((1L << BufferBits) - 1));
    }

    /// <summary>
    /// Writes a short value. At least 16 bytes follow its start in the buffer, so that it can be read as two words.
    /// </summary>
    private static void WriteInline(View* view, byte* value, int length)
    {
        ulong low = *(ulong*)value;
        ulong high = *(uint*)(value + sizeof(ulong));
        if (length < 8)
        {
            low &= (1UL << (8 * length)) - 1;
            high = 0;
        }
        else
        {
            high &= (1UL << (8 * (length - 8))) - 1;
        }
        view->low = (uint)length | (low << 32);
        view->high = (low >> 32) | (high << 32);
    }
}
