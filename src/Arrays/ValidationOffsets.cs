using System.Numerics;
using System.Runtime.Intrinsics;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Checks offsets of binary values, strings, lists and maps (COL-5), and offsets and sizes of list views (COL-9). The
/// rules apply to null slots too.
/// </summary>
internal static unsafe class ValidationOffsets
{
    /// <param name="text">Whether the bytes must be UTF-8.</param>
    public static void CheckBytes(RowRange* range, bool text)
    {
        (long start, long end) = Check(range);
        if (range->count == 0)
        {
            return;
        }
        CheckEnd(range, start, end);
        if (!text || start == end)
        {
            return;
        }
        if (Is32(range))
        {
            ValidationText.Check(range, range->Values<int>());
        }
        else
        {
            ValidationText.Check(range, range->Values<long>());
        }
    }

    /// <summary>Checks that the bytes of a range that has rows lie within those of the whole array.</summary>
    /// <param name="start">The first offset.</param>
    /// <param name="end">The last offset, which is not less.</param>
    public static void CheckEnd(RowRange* range, long start, long end)
    {
        // Rows without bytes too: a slice of them would have their offset as its last one.
        long bytes = LastOffset(range);
        if (end > bytes)
        {
            range->Refuse(
                "COL-5", range->count - 1, $"the value ends at byte {end}, past the last offset of the array, {bytes}");
        }
        if (start != end && range->array->buffers[2] == null)
        {
            Throw.Rule("ARR-11", Field.Path(range->field),
                $"buffer 2 (data) is NULL, but the offsets refer to bytes {start} to {end}");
        }
    }

    /// <summary>The last offset of the whole array: the known size of its bytes.</summary>
    private static long LastOffset(RowRange* range)
    {
        void* offsets = range->array->buffers[1];
        return Is32(range) ? ((int*)offsets)[range->end_offset] : ((long*)offsets)[range->end_offset];
    }

    /// <summary>
    /// Checks that the bytes of some rows of an array lie within those of the whole array. Reads three offsets and
    /// nothing else.
    /// </summary>
    /// <param name="first">The first row, counted from the start of the buffers.</param>
    public static void CheckEndOffset(Field* field, CArrowArray* array, long first, long count)
    {
        ref readonly Layout layout = ref Layouts.Of(field->type);
        // Without rows there are no bytes. Validation skips the offset of a row that nothing leads to.
        if (count == 0 || layout.B2 != BufferKind.Bytes || array->buffers[1] == null)
        {
            return;
        }
        TypeId width = layout.B1 == BufferKind.Offsets64 ? TypeId.Int64 : TypeId.Int32;
        long start = Integers.Read(array->buffers[1], width, first);
        long end = Integers.Read(array->buffers[1], width, first + count);
        long last = Integers.Read(array->buffers[1], width, array->offset + array->length);
        if (start < 0 || end < start || end > last)
        {
            long row = first - array->offset;
            Throw.Rule("COL-5", Field.Path(field),
                $"rows {row} to {row + count} have bytes {start} to {end}, but the last offset of the array is {last}");
        }
    }

    /// <returns>The rows of the child that the range refers to.</returns>
    public static (long Start, long End) CheckList(RowRange* range)
    {
        (long start, long end) = Check(range);
        CheckItems(range, end);
        return (start, end);
    }

    /// <summary>Checks that the child has the items of a list that ends at <paramref name="end"/>.</summary>
    public static void CheckItems(RowRange* range, long end)
    {
        long items = range->array->children[0]->length;
        if (end > items)
        {
            range->Refuse("COL-5", range->count - 1, $"the list ends at {end}, but there are {items} items");
        }
    }

    private static bool Is32(RowRange* range) =>
        Layouts.Of(range->field->type).B1 is BufferKind.Offsets32 or BufferKind.Starts32;

    /// <returns>The first and the last offset. An array without rows may have no offsets (X9).</returns>
    private static (long Start, long End) Check(RowRange* range) =>
        range->count == 0 ? default
        : Is32(range) ? Check(range, range->Values<int>())
        : Check(range, range->Values<long>());

    private static (long Start, long End) Check<T>(RowRange* range, T* offsets)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (offsets[0] < T.Zero)
        {
            range->Refuse("COL-5", 0, $"the offset is {offsets[0]}");
        }
        long decrease = FirstDecrease(offsets, range->count);
        if (decrease >= 0)
        {
            range->Refuse(
                "COL-5", decrease, $"the offset is {offsets[decrease]}, but the next one is {offsets[decrease + 1]}");
        }
        return (long.CreateTruncating(offsets[0]), long.CreateTruncating(offsets[range->count]));
    }

    /// <summary>The index of the first offset that is greater than the next, or -1.</summary>
    private static long FirstDecrease<T>(T* offsets, long count)
        where T : unmanaged, IBinaryInteger<T>
    {
        long i = 0;
        int step = Vector128<T>.Count;
        for (; i + (4 * step) <= count; i += 4 * step)
        {
            T* here = offsets + i;
            Vector128<T> decrease =
                Decreases(here) | Decreases(here + step) | Decreases(here + (2 * step)) | Decreases(here + (3 * step));
            if (decrease != Vector128<T>.Zero)
            {
                break;
            }
        }
        for (; i < count; i++)
        {
            if (offsets[i] > offsets[i + 1])
            {
                return i;
            }
        }
        return -1;
    }

    private static Vector128<T> Decreases<T>(T* offsets)
        where T : unmanaged => Vector128.GreaterThan(Vector128.Load(offsets), Vector128.Load(offsets + 1));

    /// <returns>The rows of the child from the first to the last that any list refers to.</returns>
    public static (long Start, long End) CheckListViews(RowRange* range) => range->count == 0
        ? default
        : Is32(range)
            ? CheckListViews(range, range->Values<int>(), range->Values<int>(2))
            : CheckListViews(range, range->Values<long>(), range->Values<long>(2));

    private static (long Start, long End) CheckListViews<T>(RowRange* range, T* offsets, T* sizes)
        where T : unmanaged, IBinaryInteger<T>
    {
        long items = range->array->children[0]->length;
        long start = long.MaxValue;
        long end = 0;
        for (long i = 0; i < range->count; i++)
        {
            long offset = long.CreateTruncating(offsets[i]);
            long size = long.CreateTruncating(sizes[i]);
            if ((ulong)size > (ulong)items || (ulong)offset > (ulong)(items - size))
            {
                range->Refuse("COL-9", i, $"the list has offset {offset} and size {size}, but there are {items} items");
            }
            if (size > 0)
            {
                start = Math.Min(start, offset);
                end = Math.Max(end, offset + size);
            }
        }
        return (Math.Min(start, end), end);
    }
}
