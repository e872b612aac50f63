using ArrowBridge.Abi;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Checks that views stay inside their buffers, and at the full level also their prefixes, padding and UTF-8 (COL-7,
/// COL-8). Null slots may hold anything.
/// </summary>
internal static unsafe class ValidationViews
{
    private const ulong NotAscii = 0x8080808080808080;

    public static void Check(RowRange* range, bool full)
    {
        if (range->count == 0)
        {
            return;
        }
        CArrowArray* array = range->array;
        ViewUtf8Validator texts = new(range, full && range->field->type == TypeId.Utf8View);
        try
        {
            Check(range, array->n_buffers - 3, (long*)array->buffers[array->n_buffers - 1], full, ref texts);
        }
        finally
        {
            texts.Release();
        }
    }

    private static void Check(RowRange* range, long buffers, long* lengths, bool full, ref ViewUtf8Validator texts)
    {
        View* views = range->Values<View>();
        bool text = range->field->type == TypeId.Utf8View;
        for (long i = 0; i < range->count; i++)
        {
            View* view = views + i;
            bool inline = (uint)view->length <= View.MostInline;
            if ((inline && !full) || !range->IsValid(i))
            {
                continue;
            }
            if (inline)
            {
                CheckInline(range, i, view, text);
                continue;
            }
            if (view->length < 0)
            {
                range->Refuse("COL-7", i, $"the length of the view is {view->length}");
            }
            if (view->index < 0 || view->index >= buffers)
            {
                range->Refuse("COL-8", i, $"the view refers to variadic buffer {view->index}, but there are {buffers}");
            }
            long length = lengths[view->index];
            if (view->offset < 0 || view->offset > length - view->length)
            {
                range->Refuse("COL-8", i,
                    $"the view refers to {view->length} bytes at {view->offset} of variadic buffer {view->index}, " +
                    $"which has {length}");
            }
            if (full)
            {
                CheckLong(range, i, view, ref texts);
            }
        }
    }

    private static void CheckInline(RowRange* range, long index, View* view, bool text)
    {
        int length = view->length;
        ulong padding = length < 4 ? (view->low >> (32 + (8 * length))) | view->high
            : length == 4 ? view->high
            : length < View.MostInline ? view->high >> (8 * (length - 4)) : 0;
        if (padding != 0)
        {
            range->Refuse("COL-7", index, $"the padding after the {length} inline bytes of the view is not zero");
        }
        if (text && (((view->low >> 32) | view->high) & NotAscii) != 0 &&
            !ValidationText.IsUtf8((byte*)view + sizeof(int), length))
        {
            ValidationText.Refuse(range, index, length);
        }
    }

    private static void CheckLong(RowRange* range, long index, View* view, ref ViewUtf8Validator texts)
    {
        byte* bytes = View.Bytes(view, range->array);
        if (System.Runtime.CompilerServices.Unsafe.ReadUnaligned<uint>(bytes) != view->prefix)
        {
            range->Refuse("COL-8", index, "the prefix of the view is not the first 4 bytes of its value");
        }
        if (!texts.AreUtf8(view, bytes))
        {
            ValidationText.Refuse(range, index, view->length);
        }
    }
}
