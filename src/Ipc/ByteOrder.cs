using System.Buffers.Binary;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>Buffers of the other byte order, turned round in place (IPC-12).</summary>
internal static unsafe class ByteOrder
{
    /// <summary>Bytes of a view that lie in the view itself.</summary>
    private const int Inline = 12;

    /// <param name="unit">Bytes of one number, where the field's type does not say otherwise.</param>
    public static void Swap(Field* field, byte* data, long size, int unit)
    {
        switch (field->type)
        {
            case TypeId.Decimal128 or TypeId.Decimal256:
                SwapWide(data, size, (int)(field->bit_width / 8));
                break;
            case TypeId.IntervalMonthDayNano:
                SwapMonthDayNano(data, size);
                break;
            case TypeId.IntervalDayTime:
                SwapEach(data, size, sizeof(int));
                break;
            case TypeId.BinaryView or TypeId.Utf8View:
                SwapViews(data, size);
                break;
            default:
                SwapEach(data, size, unit);
                break;
        }
    }

    private static void SwapEach(byte* data, long size, int unit)
    {
        // Spans count in int, so a long buffer takes several.
        const long step = 1 << 30;
        for (long at = 0; at < size; at += step)
        {
            int count = (int)(Math.Min(step, size - at) / unit);
            switch (unit)
            {
                case sizeof(short):
                    Span<short> shorts = new(data + at, count);
                    BinaryPrimitives.ReverseEndianness(shorts, shorts);
                    break;
                case sizeof(int):
                    Span<int> ints = new(data + at, count);
                    BinaryPrimitives.ReverseEndianness(ints, ints);
                    break;
                default:
                    Span<long> longs = new(data + at, count);
                    BinaryPrimitives.ReverseEndianness(longs, longs);
                    break;
            }
        }
    }

    private static void SwapWide(byte* data, long size, int width)
    {
        for (long at = 0; at + width <= size; at += width)
        {
            new Span<byte>(data + at, width).Reverse();
        }
    }

    /// <summary>Months and days of 32 bits, nanoseconds of 64.</summary>
    private static void SwapMonthDayNano(byte* data, long size)
    {
        const int width = 16;
        for (long at = 0; at + width <= size; at += width)
        {
            SwapEach(data + at, sizeof(long), sizeof(int));
            SwapEach(data + at + sizeof(long), sizeof(long), sizeof(long));
        }
    }

    /// <summary>The length, and the place of what is not in the view; text is text in both orders.</summary>
    private static void SwapViews(byte* data, long size)
    {
        const int width = 16;
        for (long at = 0; at + width <= size; at += width)
        {
            SwapEach(data + at, sizeof(int), sizeof(int));
            if (*(int*)(data + at) > Inline)
            {
                SwapEach(data + at + sizeof(long), sizeof(long), sizeof(int));
            }
        }
    }
}
