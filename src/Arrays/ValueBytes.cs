using ArrowBridge.Abi;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Locates a value through offsets, views, a fixed size, run ends or the type ids of a union. Contents are already
/// checked.
/// </summary>
internal static unsafe class ValueBytes
{
    /// <summary>The bytes of a string or binary value, and their number.</summary>
    /// <param name="slot">Counts from the start of the buffers, so it includes the array's offset.</param>
    public static byte* Of(Field* field, CArrowArray* array, long slot, out long length)
    {
        byte* values = (byte*)array->buffers[1];
        switch (field->type)
        {
            case TypeId.BinaryView or TypeId.Utf8View:
                View* view = (View*)values + slot;
                length = view->length;
                return View.Bytes(view, array);
            case TypeId.FixedSizeBinary:
                length = field->fixed_size;
                return values + (slot * length);
            case TypeId.LargeBinary or TypeId.LargeUtf8:
                length = ((long*)values)[slot + 1] - ((long*)values)[slot];
                return (byte*)array->buffers[2] + ((long*)values)[slot];
            default:
                length = ((int*)values)[slot + 1] - ((int*)values)[slot];
                return (byte*)array->buffers[2] + ((int*)values)[slot];
        }
    }

    /// <summary>The first item of a list in its child's rows, and the number of items.</summary>
    public static (long Start, long Count) Items(Field* field, CArrowArray* array, long slot)
    {
        switch (field->type)
        {
            case TypeId.FixedSizeList:
                return (slot * field->fixed_size, field->fixed_size);
            case TypeId.ListView:
                return (((int*)array->buffers[1])[slot], ((int*)array->buffers[2])[slot]);
            case TypeId.LargeListView:
                return (((long*)array->buffers[1])[slot], ((long*)array->buffers[2])[slot]);
            case TypeId.LargeList:
                long* wide = (long*)array->buffers[1] + slot;
                return (wide[0], wide[1] - wide[0]);
            default:
                int* offsets = (int*)array->buffers[1] + slot;
                return (offsets[0], offsets[1] - offsets[0]);
        }
    }

    /// <summary>The child of a union that has the value of a slot, and the row of that child.</summary>
    public static (int Child, long Row) Member(Field* field, CArrowArray* array, long slot)
    {
        int child = ValidationUnions.MemberOf(field, ((byte*)array->buffers[0])[slot]);
        return (child, field->type == TypeId.DenseUnion ? ((int*)array->buffers[1])[slot] : slot);
    }

    /// <summary>
    /// The run that contains a slot of a run-end encoded array: the first whose end is greater than the slot.
    /// </summary>
    public static long Run(Field* field, CArrowArray* array, long slot)
    {
        CArrowArray* ends = array->children[0];
        long low = 0;
        long high = ends->length - 1;
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            if (Integers.Read(ends->buffers[1], field->children->type, ends->offset + middle) > slot)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }
        return low;
    }
}
