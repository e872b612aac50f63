using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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
        View* views = (View*)memory.Buffer(range->count, sizeof(View));
        result->buffers[1] = views;
        bool hasLong = Layouts.Of(range->field->type).B1 == BufferKind.Offsets32
            ? Fill(range, data, first, end, views)
            : Fill(ref memory, range, values, data + first, end - first, views);
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

    /// <summary>Values with offsets of 32 bits, none of which is too long for a view.</summary>
    /// <returns>Whether any value is too long to be stored inline.</returns>
    private static bool Fill(RowRange* range, byte* data, long first, long end, View* views)
    {
        int* offsets = range->Values<int>();
        byte* validity = range->Validity;
        long lastReadable = end - sizeof(View); // the last place from which a whole view can be read
        int longest = 0;
        long start = range->count == 0 ? 0 : offsets[0];
        for (long i = 0; i < range->count; i++)
        {
            long next = offsets[i + 1];
            int length = (int)(next - start);
            byte* value = data + start;
            if (validity != null && !Bits.Get(validity, range->first + i))
            {
                views[i] = default;
            }
            else
            {
                longest = Math.Max(longest, length);
                if (length > View.MostInline)
                {
                    WriteLong(views + i, value, length, start - first);
                }
                else if (start <= lastReadable)
                {
                    WriteInline(views + i, value, length);
                }
                else
                {
                    views[i] = default;
                    views[i].length = length;
                    Allocator.Copy(value, (byte*)(views + i) + sizeof(int), length);
                }
            }
            start = next;
        }
        return longest > View.MostInline;
    }

    /// <returns>Whether any value is too long to be stored inline.</returns>
    private static bool Fill(
        ref CastMemory memory, RowRange* range, in ByteValues values, byte* data, long size, View* views)
    {
        bool hasLong = false;
        ConversionErrors errors = new(range);
        for (long i = 0; i < range->count; i++)
        {
            views[i] = default;
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
    /// Writes a short value. At least 16 bytes follow its start in the buffer, so that it can be read as one vector.
    /// </summary>
    private static void WriteInline(View* view, byte* value, int length)
    {
        // From 12 minus the length on, there are as many ones as a view with this value has bytes.
        ReadOnlySpan<byte> ones =
        [
            0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ];
        Vector128<byte> mask = Vector128.LoadUnsafe(
            ref MemoryMarshal.GetReference(ones), (nuint)(View.MostInline - length));
        // Indices of 255 give 0 on every processor.
        Vector128<byte> moved = VectorTable.Lookup(
            Vector128.Load(value), Vector128.Create((byte)255, 255, 255, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
        Vector128.Store((moved & mask) | Vector128.CreateScalar(length).AsByte(), (byte*)view);
    }
}
