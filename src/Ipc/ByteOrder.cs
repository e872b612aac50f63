using System.Buffers.Binary;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>Byte-swaps buffers in place, for bodies in the other byte order (IPC-12).</summary>
internal static unsafe class ByteOrder
{
    /// <summary>Maximum length of a value that is stored in the view itself.</summary>
    private const int Inline = 12;

    /// <param name="unit">Bytes per number, for types that consist of one number per value.</param>
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
        // The length of a span is an int, so a long buffer takes several spans.
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

    /// <summary>Months and days have 32 bits, nanoseconds 64.</summary>
    private static void SwapMonthDayNano(byte* data, long size)
    {
        const int width = 16;
        for (long at = 0; at + width <= size; at += width)
        {
            SwapEach(data + at, sizeof(long), sizeof(int));
            SwapEach(data + at + sizeof(long), sizeof(long), sizeof(long));
        }
    }

    /// <summary>
    /// Swaps the length and, if the value is not in the view, buffer index and offset. The bytes of values have no byte
    /// order.
    /// </summary>
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
