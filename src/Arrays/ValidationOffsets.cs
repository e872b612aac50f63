using System.Numerics;
using System.Runtime.Intrinsics;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>Offsets of binary values, texts, lists and maps (COL-5), and offsets and sizes of list views (COL-9). Both hold for null slots too.</summary>
internal static unsafe class ValidationOffsets
{
    /// <param name="text">Whether the bytes must be UTF-8.</param>
    public static void CheckBytes(Window* window, bool text)
    {
        (long start, long end) = Check(window);
        if (start == end)
        {
            return;
        }
        long bytes = LastOffset(window);
        if (end > bytes)
        {
            window->Refuse("COL-5", window->count - 1, $"the value ends at {end}, behind the last offset of the array, {bytes}");
        }
        if (window->array->buffers[2] == null)
        {
            Throw.Rule("ARR-11", Field.Path(window->field),
                $"buffer 2 (data) is NULL, but the offsets speak of bytes {start} to {end}");
        }
        if (text)
        {
            if (Is32(window))
            {
                ValidationText.Check(window, window->Values<int>());
            }
            else
            {
                ValidationText.Check(window, window->Values<long>());
            }
        }
    }

    /// <summary>Of the whole array: the size of its bytes, as far as it is known.</summary>
    private static long LastOffset(Window* window)
    {
        void* offsets = window->array->buffers[1];
        return Is32(window) ? ((int*)offsets)[window->end_offset] : ((long*)offsets)[window->end_offset];
    }

    /// <returns>The rows of the child that the window leads to.</returns>
    public static (long Start, long End) CheckList(Window* window)
    {
        (long start, long end) = Check(window);
        long items = window->array->children[0]->length;
        if (end > items)
        {
            window->Refuse("COL-5", window->count - 1, $"the list ends at {end}, but there are {items} items");
        }
        return (start, end);
    }

    private static bool Is32(Window* window) => Layouts.Of(window->field->type).B1 is BufferKind.Offsets32 or BufferKind.Starts32;

    /// <returns>The first and the last offset. Where there are no rows there need not be an offset (X9).</returns>
    private static (long Start, long End) Check(Window* window) =>
        window->count == 0 ? default : Is32(window) ? Check(window, window->Values<int>()) : Check(window, window->Values<long>());

    private static (long Start, long End) Check<T>(Window* window, T* offsets)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (offsets[0] < T.Zero)
        {
            window->Refuse("COL-5", 0, $"the offset is {offsets[0]}");
        }
        long fall = FirstFall(offsets, window->count);
        if (fall >= 0)
        {
            window->Refuse("COL-5", fall, $"the offset is {offsets[fall]}, but the next one is {offsets[fall + 1]}");
        }
        return (long.CreateTruncating(offsets[0]), long.CreateTruncating(offsets[window->count]));
    }

    /// <summary>The first offset that is greater than the next, or -1.</summary>
    private static long FirstFall<T>(T* offsets, long count)
        where T : unmanaged, IBinaryInteger<T>
    {
        long i = 0;
        int step = Vector128<T>.Count;
        for (; i + (4 * step) <= count; i += 4 * step)
        {
            T* here = offsets + i;
            Vector128<T> fall = Falls(here) | Falls(here + step) | Falls(here + (2 * step)) | Falls(here + (3 * step));
            if (fall != Vector128<T>.Zero)
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

    private static Vector128<T> Falls<T>(T* offsets)
        where T : unmanaged => Vector128.GreaterThan(Vector128.Load(offsets), Vector128.Load(offsets + 1));

    /// <returns>The rows of the child between the first and the last that any list leads to.</returns>
    public static (long Start, long End) CheckListViews(Window* window) => window->count == 0
        ? default
        : Is32(window)
            ? CheckListViews(window, window->Values<int>(), window->Values<int>(2))
            : CheckListViews(window, window->Values<long>(), window->Values<long>(2));

    private static (long Start, long End) CheckListViews<T>(Window* window, T* offsets, T* sizes)
        where T : unmanaged, IBinaryInteger<T>
    {
        long items = window->array->children[0]->length;
        long start = long.MaxValue;
        long end = 0;
        for (long i = 0; i < window->count; i++)
        {
            long offset = long.CreateTruncating(offsets[i]);
            long size = long.CreateTruncating(sizes[i]);
            if ((ulong)size > (ulong)items || (ulong)offset > (ulong)(items - size))
            {
                window->Refuse("COL-9", i, $"the list has offset {offset} and size {size}, but there are {items} items");
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
