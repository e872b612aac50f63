using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text.Unicode;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Checks UTF-8. The values of a range are first checked together as one range of bytes. If it is ASCII, nothing else
/// is checked; if it is UTF-8, only that no value begins inside a character. Otherwise values are checked one by one,
/// as null slots may hold anything (COL-4).
/// </summary>
internal static unsafe class ValidationText
{
    /// <summary>Checks the values of a range whose offsets are already checked.</summary>
    public static void Check<T>(RowRange* range, T* offsets)
        where T : unmanaged, IBinaryInteger<T>
    {
        byte* data = (byte*)range->array->buffers[2];
        long start = long.CreateTruncating(offsets[0]);
        long end = long.CreateTruncating(offsets[range->count]);
        start += AsciiLength(data + start, end - start);
        if (start == end || (IsUtf8(data + start, end - start) && BeginWithCharacters(range, offsets, data, end)))
        {
            return;
        }
        for (long i = 0; i < range->count; i++)
        {
            long from = long.CreateTruncating(offsets[i]);
            long length = long.CreateTruncating(offsets[i + 1]) - from;
            if (!IsUtf8(data + from, length) && range->IsValid(i))
            {
                Refuse(range, i, length);
            }
        }
    }

    public static void Refuse(RowRange* range, long index, long length)
    {
        string rule = range->field->type switch
        {
            TypeId.Utf8 => "FMT-18",
            TypeId.LargeUtf8 => "FMT-19",
            _ => "FMT-20",
        };
        range->Refuse(rule, index, $"the value of {length} bytes is not UTF-8");
    }

    private static bool BeginWithCharacters<T>(RowRange* range, T* offsets, byte* data, long end)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (long i = 1; i < range->count; i++)
        {
            long offset = long.CreateTruncating(offsets[i]);
            if (offset < end && IsContinuation(data[offset]))
            {
                return false;
            }
        }
        return true;
    }

    public static bool IsContinuation(byte value) => (value & 0xC0) == 0x80;

    /// <summary>Whether bytes are well-formed UTF-8.</summary>
    public static bool IsUtf8(byte* bytes, long length) => length < Utf8Vectors.MinLength
        ? Utf8.IsValid(new ReadOnlySpan<byte>(bytes, (int)length))
        : Utf8Vectors.AreUtf8(bytes, length);

    /// <summary>
    /// Length of the leading bytes that are ASCII: exact if all bytes are ASCII, otherwise up to 63 bytes less.
    /// </summary>
    private static long AsciiLength(byte* bytes, long length)
    {
        long i = 0;
        for (; i + 64 <= length; i += 64)
        {
            byte* here = bytes + i;
            Vector128<byte> all = Vector128.Load(here) | Vector128.Load(here + 16) |
                Vector128.Load(here + 32) | Vector128.Load(here + 48);
            if (all.ExtractMostSignificantBits() != 0)
            {
                return i;
            }
        }
        for (; i < length; i++)
        {
            if (bytes[i] >= 0x80)
            {
                return i;
            }
        }
        return i;
    }
}
