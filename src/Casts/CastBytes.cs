using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>Binary values and texts. Where only the offsets change the bytes are shared; views look into the bytes that were there.</summary>
internal static unsafe class CastBytes
{
    public static CArrowArray* Cast(ref CastMemory memory, Window* window, Field* to)
    {
        ByteValues values = new(window);
        byte* texts = CastSteps.IsText(to->type) && !CastSteps.IsText(window->field->type) ? CheckText(ref memory, window, values) : null;
        CArrowArray* result = Convert(ref memory, window, values, to);
        return texts == null ? result : WithValidity(ref memory, result, to, texts);
    }

    private static CArrowArray* Convert(ref CastMemory memory, Window* window, in ByteValues values, Field* to)
    {
        if (Layouts.Of(window->field->type).B1 == Layouts.Of(to->type).B1)
        {
            return memory.Share(window);
        }
        return Layouts.Of(to->type).B1 switch
        {
            BufferKind.Views => CastViews.Cast(ref memory, window, values, to),
            BufferKind.Values => ToFixed(ref memory, window, values, to),
            _ => ToOffsets(ref memory, window, values, to),
        };
    }

    /// <returns>NULL where all valid slots are texts; else a bitmap of those that are: the others, which no row leads to, become null, since
    /// who takes the column for itself would find them.</returns>
    private static byte* CheckText(ref CastMemory memory, Window* window, in ByteValues values)
    {
        if (window->field->type == TypeId.FixedSizeBinary && window->field->fixed_size == 0)
        {
            return null; // any number of rows, without a byte
        }
        byte* texts = null;
        ConversionErrors errors = new(window);
        for (long i = 0; i < window->count; i++)
        {
            if (!window->IsValid(i))
            {
                continue;
            }
            byte* bytes = values.Get(i, out long length);
            if (ValidationText.IsUtf8(bytes, length))
            {
                continue;
            }
            if (errors.Matters(ref memory, i))
            {
                errors.Refuse(i, $"the value of {length} bytes is not UTF-8");
            }
            texts = texts == null ? memory.CopyValidity(window) : texts;
            Bits.Clear(texts, i);
        }
        return texts;
    }

    /// <summary>The same values with another validity bitmap; what is shared with the input has to be taken apart for that.</summary>
    private static CArrowArray* WithValidity(ref CastMemory memory, CArrowArray* values, Field* to, byte* validity)
    {
        CArrowArray* result = memory.Node(to, values->length, values->n_buffers - to->n_buffers);
        for (long i = 1; i < values->n_buffers; i++)
        {
            result->buffers[i] = values->buffers[i];
        }
        int width = Layouts.Of(to->type).B1 switch
        {
            BufferKind.Offsets32 => sizeof(int),
            BufferKind.Offsets64 => sizeof(long),
            _ => sizeof(View),
        };
        result->buffers[1] = (byte*)values->buffers[1] + (values->offset * width);
        result->buffers[0] = validity;
        result->null_count = values->length - Bits.Count(validity, 0, values->length);
        return result;
    }

    private static CArrowArray* ToOffsets(ref CastMemory memory, Window* window, in ByteValues values, Field* to)
    {
        CArrowArray* result = memory.Node(to, window->count);
        memory.ShareValidity(window, result);
        bool large = Layouts.Of(to->type).B1 == BufferKind.Offsets64;
        byte* data = values.Stretch(out long first, out long end);
        bool copies = window->field->type is TypeId.BinaryView or TypeId.Utf8View;
        if (copies)
        {
            end = ValidBytes(window, values);
        }
        if (!large && end - first > int.MaxValue)
        {
            Throw.NotSupported(null, Field.Path(window->field), $"the values have {end - first} bytes, more than 32 bits can count");
        }
        // The offsets stay what they are, if they fit.
        long shift = large || end <= int.MaxValue ? 0 : first;
        byte* offsets = memory.Buffer(Size.Add(window->count, 1), large ? sizeof(long) : sizeof(int));
        if (copies)
        {
            result->buffers[2] = Copy(ref memory, window, values, new Numbers32Or64(offsets, large), end);
        }
        else
        {
            values.WriteOffsets(offsets, large, shift);
            result->buffers[2] = data + shift;
        }
        result->buffers[1] = offsets;
        return result;
    }

    private static long ValidBytes(Window* window, in ByteValues values)
    {
        long total = 0;
        for (long i = 0; i < window->count; i++)
        {
            if (window->IsValid(i))
            {
                values.Get(i, out long length);
                total = Size.Add(total, length);
            }
        }
        return total;
    }

    private static byte* Copy(ref CastMemory memory, Window* window, in ByteValues values, Numbers32Or64 places, long size)
    {
        byte* bytes = memory.Buffer(size);
        long end = 0;
        places[0] = 0;
        for (long i = 0; i < window->count; i++)
        {
            if (window->IsValid(i))
            {
                byte* value = values.Get(i, out long length);
                Allocator.Copy(value, bytes + end, length);
                end += length;
            }
            places[i + 1] = end;
        }
        return bytes;
    }

    /// <summary>Values that stand side by side are shared; nulls that take no room make a copy necessary.</summary>
    private static CArrowArray* ToFixed(ref CastMemory memory, Window* window, in ByteValues values, Field* to)
    {
        CArrowArray* result = memory.Node(to, window->count);
        memory.ShareValidity(window, result);
        long width = to->fixed_size;
        bool sideBySide = window->field->type is not (TypeId.BinaryView or TypeId.Utf8View);
        ConversionErrors errors = new(window);
        for (long i = 0; i < window->count; i++)
        {
            values.GetIfValid(window, i, out long length);
            sideBySide &= length == width;
            if (length != width && errors.Matters(ref memory, i))
            {
                errors.Refuse(i, $"the value has {length} bytes, not {width}");
            }
        }
        if (sideBySide)
        {
            result->buffers[1] = values.Stretch(out long first, out _) + first;
            return result;
        }
        byte* target = memory.ZeroedBuffer(Size.Multiply(window->count, width));
        for (long i = 0; i < window->count; i++)
        {
            byte* value = values.GetIfValid(window, i, out long length);
            if (length == width)
            {
                Allocator.Copy(value, target + (i * width), width);
            }
        }
        result->buffers[1] = target;
        return result;
    }
}
