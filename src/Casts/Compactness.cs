using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>
/// Tells whether an array is compact: no offset, aligned buffers, and no bytes, items, values or runs that no row
/// refers to, as far as offsets and lengths show it. Contents are not checked: whatever they are, only memory that the
/// structural check has accepted is read.
/// </summary>
internal static unsafe class Compactness
{
    /// <summary>
    /// Whether an array of a reader or a handle is compact. One without rows is not: its buffers, of which nothing is
    /// needed, may be those of a large array.
    /// </summary>
    public static bool OfRoot(Field* field, CArrowArray* array) => array->length > 0 && Of(field, array);

    public static bool Of(Field* field, CArrowArray* array)
    {
        if (array->offset != 0 || !IsAligned(array))
        {
            return false;
        }
        if (field->dictionary != null)
        {
            return Of(field->dictionary, array->dictionary);
        }
        ref readonly Layout layout = ref Layouts.Of(field->type);
        return layout.B1 switch
        {
            BufferKind.Views => UsesAllBytes(array),
            BufferKind.Offsets32 or BufferKind.Offsets64 => HasAllItems(field, array),
            BufferKind.Starts32 or BufferKind.Starts64 when field->type != TypeId.DenseUnion =>
                UsesAllItems(field, array),
            _ => HasAllValues(field, array),
        } && ChildrenAre(field, array);
    }

    private static bool IsAligned(CArrowArray* array)
    {
        nint bits = 0;
        for (long i = 0; i < array->n_buffers; i++)
        {
            bits |= (nint)array->buffers[i];
        }
        return (bits & (Allocator.Alignment - 1)) == 0;
    }

    private static bool ChildrenAre(Field* field, CArrowArray* array)
    {
        for (int i = 0; i < field->n_children; i++)
        {
            if (!Of(field->children + i, array->children[i]))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Offsets begin at 0; those of lists end with the items. Where bytes end is not known.</summary>
    private static bool HasAllItems(Field* field, CArrowArray* array)
    {
        long items = field->n_children == 0 ? 0 : array->children[0]->length;
        if (array->length == 0)
        {
            return items == 0;
        }
        Numbers32Or64 offsets = new((byte*)array->buffers[1], Layouts.Of(field->type).B1 == BufferKind.Offsets64);
        return offsets[0] == 0 && (field->n_children == 0 || offsets[array->length] == items);
    }

    private static bool UsesAllBytes(CArrowArray* array)
    {
        long variadic = array->n_buffers - 3;
        if (array->length == 0)
        {
            return variadic == 0; // without rows the lengths of the buffers may be missing
        }
        return UsedBytes(array, 0, array->length) >= VariadicBytes(array);
    }

    /// <summary>Bytes of all variadic buffers of a view array. Lengths that are invalid count as none.</summary>
    public static Int128 VariadicBytes(CArrowArray* array)
    {
        Int128 bytes = 0;
        for (long i = 0; i < array->n_buffers - 3; i++)
        {
            bytes += Math.Max(0, ((long*)array->buffers[array->n_buffers - 1])[i]);
        }
        return bytes;
    }

    /// <summary>
    /// Bytes of variadic buffers that the valid rows of a range refer to; those that several refer to count several
    /// times.
    /// </summary>
    public static Int128 UsedBytes(CArrowArray* array, long first, long count)
    {
        View* views = (View*)array->buffers[1];
        byte* validity = array->null_count == 0 ? null : (byte*)array->buffers[0];
        Int128 bytes = 0;
        for (long i = first; i < first + count; i++)
        {
            bool isLong = views[i].length > View.MostInline && (validity == null || Bits.Get(validity, i));
            bytes += isLong ? views[i].length : 0;
        }
        return bytes;
    }

    private static bool UsesAllItems(Field* field, CArrowArray* array)
    {
        bool large = Layouts.Of(field->type).B1 == BufferKind.Starts64;
        long left = array->children[0]->length;
        byte* validity = array->null_count == 0 ? null : (byte*)array->buffers[0];
        for (long i = 0; left > 0 && i < array->length; i++)
        {
            if (validity == null || Bits.Get(validity, i))
            {
                left -= Math.Clamp(new Numbers32Or64((byte*)array->buffers[2], large)[i], 0, left);
            }
        }
        return left == 0;
    }

    private static bool HasAllValues(Field* field, CArrowArray* array)
    {
        switch (field->type)
        {
            case TypeId.FixedSizeList:
                return array->children[0]->length == Size.Multiply(array->length, field->fixed_size);
            case TypeId.Struct or TypeId.SparseUnion:
                for (int i = 0; i < field->n_children; i++)
                {
                    if (array->children[i]->length != array->length)
                    {
                        return false;
                    }
                }
                return true;
            case TypeId.DenseUnion:
                return UsesAllMembers(field, array);
            case TypeId.RunEndEncoded:
                return HasAllRuns(field, array);
            default:
                return true;
        }
    }

    private static bool UsesAllMembers(Field* field, CArrowArray* array)
    {
        const int MostTypeIds = 128;
        long* counts = stackalloc long[MostTypeIds];
        new Span<long>(counts, MostTypeIds).Clear();
        for (long i = 0; i < array->length; i++)
        {
            counts[((byte*)array->buffers[0])[i] & (MostTypeIds - 1)]++;
        }
        for (int i = 0; i < field->n_children; i++)
        {
            if (counts[field->type_ids[i]] < array->children[i]->length)
            {
                return false;
            }
        }
        return true;
    }

    private static bool HasAllRuns(Field* field, CArrowArray* array)
    {
        CArrowArray* ends = array->children[0];
        if (ends->length != array->children[1]->length || ends->length == 0)
        {
            return ends->length == array->children[1]->length && array->length == 0;
        }
        return Integers.Read(ends->buffers[1], field->children->type, ends->offset + ends->length - 1) == array->length;
    }
}
