using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>
/// Takes rows of a checked array in any order, as a new array of the same type. Dictionaries, variadic buffers of views
/// and items of list views are shared.
/// </summary>
internal static unsafe partial class Take
{
    public static CArrowArray* Rows(ref CastMemory memory, Field* field, CArrowArray* source, in TakeIndices indices)
    {
        if (field->type is TypeId.DenseUnion or TypeId.SparseUnion)
        {
            return TakeUnions(ref memory, field, source, indices);
        }
        ref readonly Layout layout = ref Layouts.Of(field->type);
        CArrowArray* result = memory.NewArray(field, indices.Count, layout.IsVariadic ? source->n_buffers - 3 : 0);
        if (layout.HasValidity)
        {
            TakeValidity(ref memory, source, indices, result);
        }
        if (field->IsDictionary)
        {
            TakeValues(ref memory, field, source, indices, result);
            result->dictionary = source->dictionary;
            return result;
        }
        switch (layout.B1)
        {
            case BufferKind.Values:
                TakeValues(ref memory, field, source, indices, result);
                return result;
            case BufferKind.Views:
                TakeViews(ref memory, source, indices, result);
                return result;
            case BufferKind.Offsets32 or BufferKind.Offsets64 when layout.B2 == BufferKind.Bytes:
                TakeBytes(ref memory, field, source, indices, result);
                return result;
            case BufferKind.Offsets32 or BufferKind.Offsets64:
                TakeLists(ref memory, field, source, indices, result);
                return result;
            default:
                TakeNested(ref memory, field, source, indices, result);
                return result;
        }
    }

    private static void TakeNested(
        ref CastMemory memory, Field* field, CArrowArray* source, in TakeIndices indices, CArrowArray* result)
    {
        switch (field->type)
        {
            case TypeId.ListView or TypeId.LargeListView:
                TakeListViews(ref memory, field, source, indices, result);
                break;
            case TypeId.FixedSizeList:
                TakeFixedLists(ref memory, field, source, indices, result);
                break;
            case TypeId.Struct:
                for (int i = 0; i < field->n_children; i++)
                {
                    result->children[i] =
                        Rows(ref memory, field->children + i, source->children[i], indices.OfChild(source->offset));
                }
                break;
            case TypeId.RunEndEncoded:
                TakeRuns(ref memory, field, source, indices, result);
                break;
            default:
                break;
        }
    }

    /// <summary>A null count of 0 is trusted, as everywhere.</summary>
    private static bool IsNull(CArrowArray* array, long row) =>
        array->null_count != 0 && array->buffers[0] != null && !Bits.Get((byte*)array->buffers[0], array->offset + row);

    private static void TakeValidity(
        ref CastMemory memory, CArrowArray* source, in TakeIndices indices, CArrowArray* result)
    {
        long nulls = 0;
        bool hasNulls = source->null_count != 0 && source->buffers[0] != null;
        for (long i = 0; i < indices.Count; i++)
        {
            long row = indices[i];
            nulls += row < 0 || (hasNulls && IsNull(source, row)) ? 1 : 0;
        }
        result->null_count = nulls;
        if (nulls == 0)
        {
            return;
        }
        byte* bitmap = memory.ZeroedBuffer(Size.Bits(indices.Count));
        for (long i = 0; i < indices.Count; i++)
        {
            long row = indices[i];
            if (row >= 0 && !IsNull(source, row))
            {
                Bits.Set(bitmap, i);
            }
        }
        result->buffers[0] = bitmap;
    }

    private static void TakeValues(
        ref CastMemory memory, Field* field, CArrowArray* source, in TakeIndices indices, CArrowArray* result)
    {
        byte* values = (byte*)source->buffers[1];
        if (field->bit_width == 1)
        {
            byte* bits = memory.ZeroedBuffer(Size.Bits(indices.Count));
            for (long i = 0; i < indices.Count; i++)
            {
                long row = indices[i];
                if (row >= 0 && Bits.Get(values, source->offset + row))
                {
                    Bits.Set(bits, i);
                }
            }
            result->buffers[1] = bits;
            return;
        }
        long width = field->bit_width / 8;
        byte* target = memory.Buffer(indices.Count, width);
        values += source->offset * width;
        result->buffers[1] = target;
        switch (width)
        {
            case 1:
                TakeFixed(values, indices, target);
                break;
            case 2:
                TakeFixed((ushort*)values, indices, (ushort*)target);
                break;
            case 4:
                TakeFixed((uint*)values, indices, (uint*)target);
                break;
            case 8:
                TakeFixed((ulong*)values, indices, (ulong*)target);
                break;
            case 16:
                TakeFixed((UInt128*)values, indices, (UInt128*)target);
                break;
            default:
                TakeWide(values, width, indices, target);
                break;
        }
    }

    private static void TakeFixed<T>(T* values, in TakeIndices indices, T* target)
        where T : unmanaged
    {
        for (long i = 0; i < indices.Count; i++)
        {
            long row = indices[i];
            target[i] = row >= 0 ? values[row] : default;
        }
    }

    private static void TakeWide(byte* values, long width, in TakeIndices indices, byte* target)
    {
        for (long i = 0; i < indices.Count; i++, target += width)
        {
            long row = indices[i];
            if (row >= 0)
            {
                Allocator.Copy(values + (row * width), target, width);
            }
            else
            {
                Allocator.Zero(target, width);
            }
        }
    }

    private static void TakeViews(
        ref CastMemory memory, CArrowArray* source, in TakeIndices indices, CArrowArray* result)
    {
        byte* target = memory.Buffer(indices.Count, sizeof(UInt128));
        TakeFixed((UInt128*)source->buffers[1] + source->offset, indices, (UInt128*)target);
        result->buffers[1] = target;
        for (long i = 2; i < source->n_buffers; i++)
        {
            result->buffers[i] = source->buffers[i];
        }
    }

    private static Numbers32Or64 NewOffsets(ref CastMemory memory, long count, bool large, CArrowArray* result)
    {
        byte* buffer = memory.Buffer(Size.Add(count, 1), large ? sizeof(long) : sizeof(int));
        result->buffers[1] = buffer;
        Numbers32Or64 offsets = new(buffer, large);
        offsets[0] = 0;
        return offsets;
    }

    private static void CheckOffsetWidth(Field* field, bool large, long total, string what)
    {
        if (!large && total > int.MaxValue)
        {
            Throw.NotSupported(null, Field.Path(field), $"the result has more {what} than 32 bits can count");
        }
    }
}
