using System.Runtime.CompilerServices;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

// Types whose values are in buffers: fixed width, bytes with offsets, views. Null slots become zero or empty (SEC-2).
internal static unsafe partial class Concat
{
    private static void FillValues(ref ConcatTarget target, Field* field, Part first, Part second, CArrowArray* output)
    {
        if (field->bit_width == 1)
        {
            byte* bits = target.ZeroedBuffer(Size.Bits(output->length));
            AppendValueBits(first, bits, 0);
            AppendValueBits(second, bits, first.Length);
            byte* validity = (byte*)output->buffers[0];
            if (validity != null)
            {
                Bits.And(bits, 0, validity, 0, output->length, bits);
            }
            output->buffers[1] = bits;
            return;
        }
        long width = field->bit_width / 8;
        byte* values = CopyRows(ref target, first, second, width);
        for (long i = target.KeptRows(first); output->null_count > 0 && i < output->length; i++)
        {
            if (IsNull(output, i))
            {
                Allocator.Zero(values + (i * width), width);
            }
        }
        output->buffers[1] = values;
    }

    private static void AppendValueBits(Part part, byte* target, long at)
    {
        if (part.Length > 0)
        {
            AppendBits(part.Buffer(1), part, target, at);
        }
    }

    private static byte* CopyRows(ref ConcatTarget target, Part first, Part second, long width)
    {
        long kept = Size.Multiply(first.Length, width);
        byte* rows = target.Buffer(Size.Add(kept, Size.Multiply(second.Length, width)), kept);
        if (!target.KeepsFirst)
        {
            Allocator.Copy(first.Buffer(1) + (first.Start * width), rows, kept);
        }
        Allocator.Copy(second.Buffer(1) + (second.Start * width), rows + kept, second.Length * width);
        return rows;
    }

    private static bool HasLargeOffsets(Field* field) =>
        Layouts.Of(field->type).B1 is BufferKind.Offsets64 or BufferKind.Starts64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long ReadInt(byte* values, long index, bool large) =>
        large ? ((long*)values)[index] : ((int*)values)[index];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteInt(byte* values, long index, bool large, long value)
    {
        if (large)
        {
            ((long*)values)[index] = value;
        }
        else
        {
            ((int*)values)[index] = (int)value;
        }
    }

    /// <summary>Checks a part's offsets and returns the first and the last (COL-5).</summary>
    private static (long First, long Last) Range(Field* field, Part part)
    {
        if (part.Length == 0)
        {
            return (0, 0);
        }
        bool large = HasLargeOffsets(field);
        byte* offsets = part.Buffer(1);
        long first = ReadInt(offsets, part.Start, large);
        long last = first;
        for (long i = part.Start + 1; i <= part.End; i++)
        {
            long next = ReadInt(offsets, i, large);
            if (next < last)
            {
                Throw.Rule("COL-5", Field.Path(field), $"offset {i} is {next}, but the one before it is {last}");
            }
            last = next;
        }
        if (first < 0)
        {
            Throw.Rule("COL-5", Field.Path(field), $"offset {part.Start} is {first}");
        }
        return (first, last);
    }

    private static void FillBytes(ref ConcatTarget target, Field* field, Part first, Part second, CArrowArray* output)
    {
        bool large = HasLargeOffsets(field);
        long kept = 0;
        if (target.KeepsFirst)
        {
            kept = ReadInt(first.Buffer(1), first.Length, large);
        }
        else
        {
            Range(field, first);
            kept = ValidBytes(field, first);
        }
        Range(field, second);
        long size = Size.Add(kept, ValidBytes(field, second));
        if (!large && size > int.MaxValue)
        {
            TooMany(field, "bytes", 32);
        }
        byte* offsets = NewOffsets(ref target, first, second, large);
        byte* bytes = target.Buffer(size, kept);
        if (!target.KeepsFirst)
        {
            CopyBytes(first, large, offsets, bytes, 0, 0);
        }
        CopyBytes(second, large, offsets, bytes, first.Length, kept);
        output->buffers[1] = offsets;
        output->buffers[2] = bytes;
    }

    /// <summary>A buffer for the offsets of both parts. The first offset is there, and those that are kept.</summary>
    private static byte* NewOffsets(ref ConcatTarget target, Part first, Part second, bool large)
    {
        long width = large ? sizeof(long) : sizeof(int);
        long kept = Size.Multiply(Size.Add(first.Length, 1), width);
        byte* offsets = target.Buffer(Size.Add(kept, Size.Multiply(second.Length, width)), kept);
        WriteInt(offsets, 0, large, 0);
        return offsets;
    }

    /// <summary>Bytes of the rows that are not null.</summary>
    private static long ValidBytes(Field* field, Part part)
    {
        bool large = HasLargeOffsets(field);
        byte* offsets = part.Buffer(1);
        byte* validity = part.Buffer(0);
        if (part.Length == 0)
        {
            return 0;
        }
        long size = ReadInt(offsets, part.End, large) - ReadInt(offsets, part.Start, large);
        for (long i = part.Start; validity != null && i < part.End; i++)
        {
            if (!Bits.Get(validity, i))
            {
                size -= ReadInt(offsets, i + 1, large) - ReadInt(offsets, i, large);
            }
        }
        return size;
    }

    private static long CopyBytes(Part part, bool large, byte* offsets, byte* bytes, long row, long end)
    {
        if (part.Length == 0)
        {
            return end;
        }
        byte* source = part.Buffer(1);
        byte* validity = part.Buffer(0);
        if (validity == null)
        {
            long first = ReadInt(source, part.Start, large);
            for (long i = 1; i <= part.Length; i++)
            {
                WriteInt(offsets, row + i, large, end + ReadInt(source, part.Start + i, large) - first);
            }
            long size = ReadInt(source, part.End, large) - first;
            Allocator.Copy(part.Buffer(2) + first, bytes + end, size);
            return end + size;
        }
        for (long i = part.Start; i < part.End; i++)
        {
            if (Bits.Get(validity, i))
            {
                long start = ReadInt(source, i, large);
                long size = ReadInt(source, i + 1, large) - start;
                Allocator.Copy(part.Buffer(2) + start, bytes + end, size);
                end += size;
            }
            WriteInt(offsets, ++row, large, end);
        }
        return end;
    }
}
