using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>
/// Binary values and strings. If only the offsets change, the bytes are shared; new views refer to the existing bytes.
/// </summary>
internal static unsafe class CastBytes
{
    public static CArrowArray* Cast(ref CastMemory memory, RowRange* range, Field* to)
    {
        ByteValues values = new(range);
        byte* validity = CastSteps.IsText(to->type) && !CastSteps.IsText(range->field->type)
            ? CheckText(ref memory, range, values)
            : null;
        CArrowArray* result = Convert(ref memory, range, values, to);
        return validity == null ? result : WithValidity(ref memory, result, to, validity);
    }

    private static CArrowArray* Convert(ref CastMemory memory, RowRange* range, in ByteValues values, Field* to)
    {
        if (Layouts.Of(range->field->type).B1 == Layouts.Of(to->type).B1)
        {
            return memory.Share(range);
        }
        return Layouts.Of(to->type).B1 switch
        {
            BufferKind.Views => CastViews.Cast(ref memory, range, values, to),
            BufferKind.Values => ToFixed(ref memory, range, values, to),
            _ => ToOffsets(ref memory, range, values, to),
        };
    }

    /// <returns>NULL if all valid slots are UTF-8. Otherwise a validity bitmap in which the others are null. No row
    /// refers to those slots, but a consumer that uses the column without its parent would find them.</returns>
    private static byte* CheckText(ref CastMemory memory, RowRange* range, in ByteValues values)
    {
        if (range->field->type == TypeId.FixedSizeBinary && range->field->fixed_size == 0)
        {
            return null; // the empty string, in any number of rows
        }
        byte* texts = null;
        ConversionErrors errors = new(range);
        for (long i = 0; i < range->count; i++)
        {
            if (!range->IsValid(i))
            {
                continue;
            }
            byte* bytes = values.Get(i, out long length);
            if (ValidationText.IsUtf8(bytes, length))
            {
                continue;
            }
            if (errors.IsError(ref memory, i))
            {
                errors.Refuse(i, $"the value of {length} bytes is not UTF-8");
            }
            texts = texts == null ? memory.CopyValidity(range) : texts;
            Bits.Clear(texts, i);
        }
        return texts;
    }

    /// <summary>
    /// The same values with another validity bitmap, in a new struct, since the given one may share its buffers with
    /// the input.
    /// </summary>
    private static CArrowArray* WithValidity(ref CastMemory memory, CArrowArray* values, Field* to, byte* validity)
    {
        CArrowArray* result = memory.NewArray(to, values->length, values->n_buffers - to->n_buffers);
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

    private static CArrowArray* ToOffsets(ref CastMemory memory, RowRange* range, in ByteValues values, Field* to)
    {
        CArrowArray* result = memory.NewArray(to, range->count);
        memory.ShareValidity(range, result);
        bool large = Layouts.Of(to->type).B1 == BufferKind.Offsets64;
        byte* data = values.ByteRange(out long first, out long end);
        bool copies = range->field->type is TypeId.BinaryView or TypeId.Utf8View;
        if (copies)
        {
            end = ValidBytes(range);
        }
        if (!large && end - first > int.MaxValue)
        {
            Throw.NotSupported(
                null, Field.Path(range->field), $"the values have {end - first} bytes, more than 32 bits can count");
        }
        // Offsets that fit are not shifted.
        long shift = large || end <= int.MaxValue ? 0 : first;
        byte* offsets = memory.Buffer(Size.Add(range->count, 1), large ? sizeof(long) : sizeof(int));
        if (copies)
        {
            result->buffers[2] = Copy(ref memory, range, values, new Numbers32Or64(offsets, large), end);
        }
        else
        {
            values.WriteOffsets(offsets, large, shift);
            result->buffers[2] = data + shift;
        }
        result->buffers[1] = offsets;
        return result;
    }

    /// <summary>Bytes of the views that are not null.</summary>
    private static long ValidBytes(RowRange* range)
    {
        View* views = range->Values<View>();
        byte* validity = range->Validity;
        long total = 0;
        for (long i = 0; i < range->count; i++)
        {
            if (validity == null || Bits.Get(validity, range->first + i))
            {
                total = Size.Add(total, views[i].length);
            }
        }
        return total;
    }

    /// <summary>Copies the values of views one after the other.</summary>
    private static byte* Copy(
        ref CastMemory memory, RowRange* range, in ByteValues values, Numbers32Or64 offsets, long size)
    {
        byte* bytes = memory.Buffer(size);
        View* views = range->Values<View>();
        byte* validity = range->Validity;
        long padded = Size.Align(size, Allocator.Alignment);
        long end = 0;
        offsets[0] = 0;
        for (long i = 0; i < range->count; i++)
        {
            if (validity == null || Bits.Get(validity, range->first + i))
            {
                int length = views[i].length;
                if (length <= View.MostInline && end + sizeof(View) <= padded)
                {
                    // More than the value, which the next one overwrites.
                    byte* value = (byte*)(views + i) + sizeof(int);
                    *(ulong*)(bytes + end) = *(ulong*)value;
                    *(uint*)(bytes + end + sizeof(ulong)) = *(uint*)(value + sizeof(ulong));
                }
                else
                {
                    Allocator.Copy(values.Get(i, out _), bytes + end, length);
                }
                end += length;
            }
            offsets[i + 1] = end;
        }
        Allocator.Zero(bytes + size, padded - size);
        return bytes;
    }

    /// <summary>Contiguous values are shared. Nulls of length 0 require a copy.</summary>
    private static CArrowArray* ToFixed(ref CastMemory memory, RowRange* range, in ByteValues values, Field* to)
    {
        CArrowArray* result = memory.NewArray(to, range->count);
        memory.ShareValidity(range, result);
        long width = to->fixed_size;
        bool contiguous = range->field->type is not (TypeId.BinaryView or TypeId.Utf8View);
        ConversionErrors errors = new(range);
        for (long i = 0; i < range->count; i++)
        {
            values.GetIfValid(range, i, out long length);
            contiguous &= length == width;
            if (length != width && errors.IsError(ref memory, i))
            {
                errors.Refuse(i, $"the value has {length} bytes, not {width}");
            }
        }
        if (contiguous)
        {
            result->buffers[1] = values.ByteRange(out long first, out _) + first;
            return result;
        }
        byte* target = memory.ZeroedBuffer(Size.Multiply(range->count, width));
        for (long i = 0; i < range->count; i++)
        {
            byte* value = values.GetIfValid(range, i, out long length);
            if (length == width)
            {
                Allocator.Copy(value, target + (i * width), width);
            }
        }
        result->buffers[1] = target;
        return result;
    }
}
