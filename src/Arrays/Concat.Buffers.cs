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
        byte* values = target.Buffer(Size.Multiply(output->length, width));
        CopyRows(first, width, values);
        CopyRows(second, width, values + (first.Length * width));
        for (long i = 0; output->null_count > 0 && i < output->length; i++)
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

    private static void CopyRows(Part part, long width, byte* target) =>
        Allocator.Copy(part.Buffer(1) + (part.Start * width), target, part.Length * width);

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
        Range(field, first);
        Range(field, second);
        bool large = HasLargeOffsets(field);
        long size = Size.Add(ValidBytes(field, first), ValidBytes(field, second));
        if (!large && size > int.MaxValue)
        {
            TooMany(field, "bytes", 32);
        }
        byte* offsets = target.Buffer(Size.Multiply(Size.Add(output->length, 1), large ? sizeof(long) : sizeof(int)));
        byte* bytes = target.Buffer(size);
        WriteInt(offsets, 0, large, 0);
        long end = CopyBytes(first, large, offsets, bytes, 0, 0);
        CopyBytes(second, large, offsets, bytes, first.Length, end);
        output->buffers[1] = offsets;
        output->buffers[2] = bytes;
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

    private static void FillViews(ref ConcatTarget target, Field* field, Part first, Part second, CArrowArray* output)
    {
        const int Width = 16;
        byte* views = target.Buffer(Size.Multiply(output->length, Width));
        CopyRows(first, Width, views);
        CopyRows(second, Width, views + (first.Length * Width));
        for (long i = 0; i < output->length; i++)
        {
            byte* view = views + (i * Width);
            if (IsNull(output, i))
            {
                Allocator.Zero(view, Width);
            }
            else if (i < first.Length)
            {
                ShiftView(field, view, first, 0);
            }
            else
            {
                ShiftView(field, view, second, first.Variadic);
            }
        }
        output->buffers[1] = views;
        CopyVariadic(ref target, first, second, output);
    }

    /// <summary>
    /// Changes the buffer index of a view to the position of that buffer in the output (COL-7, COL-8).
    /// </summary>
    private static void ShiftView(Field* field, byte* view, Part part, long shift)
    {
        const int MostInline = 12;
        int size = *(int*)view;
        if (size < 0)
        {
            Throw.Rule("COL-7", Field.Path(field), $"the size of a view is {size}");
        }
        if (size <= MostInline)
        {
            Allocator.Zero(view + sizeof(int) + size, MostInline - size);
            return;
        }
        int* index = (int*)(view + 8);
        long offset = *(int*)(view + 12);
        if (*index < 0 || *index >= part.Variadic)
        {
            Throw.Rule("COL-8", Field.Path(field),
                $"a view refers to variadic buffer {*index}, but there are {part.Variadic}");
        }
        long available = ((long*)part.Buffer((int)part.Array->n_buffers - 1))[*index];
        if (offset < 0 || offset + size > available)
        {
            Throw.Rule("COL-8", Field.Path(field),
                $"a view of {size} bytes at {offset} ends past the {available} bytes of its buffer");
        }
        *index += (int)shift;
    }

    /// <summary>Copies all variadic buffers into one block, each aligned to 64 bytes.</summary>
    private static void CopyVariadic(ref ConcatTarget target, Part first, Part second, CArrowArray* output)
    {
        long count = first.Variadic + second.Variadic;
        long* lengths = (long*)target.Buffer(Size.Multiply(count, sizeof(long)));
        long size = 0;
        for (long i = 0; i < count; i++)
        {
            lengths[i] = VariadicLength(first, second, i, out _);
            size = Size.Add(size, Size.Align(lengths[i], Allocator.Alignment));
        }
        byte* bytes = target.Buffer(size);
        for (long i = 0; i < count; i++)
        {
            VariadicLength(first, second, i, out byte* source);
            long padded = Size.Align(lengths[i], Allocator.Alignment);
            Allocator.Copy(source, bytes, lengths[i]);
            Allocator.Zero(bytes + lengths[i], padded - lengths[i]);
            output->buffers[2 + i] = bytes;
            bytes += padded;
        }
        output->buffers[2 + count] = lengths;
    }

    private static long VariadicLength(Part first, Part second, long index, out byte* buffer)
    {
        Part part = index < first.Variadic ? first : second;
        long variadicIndex = index < first.Variadic ? index : index - first.Variadic;
        buffer = part.Buffer((int)(variadicIndex + 2));
        return ((long*)part.Buffer((int)part.Array->n_buffers - 1))[variadicIndex];
    }
}
