using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

// Views and the buffers that they point into. All rows of an array are written with the buffers as they are. A part of
// the rows is written with each buffer from its first used byte to its last. Empty buffers are left out: some readers
// of compressed bodies fail on them.
internal unsafe partial struct BatchEncoder
{
    private void AddViews(Field* field, CArrowArray* array, long at, long length)
    {
        long count = array->n_buffers - 3;
        long* sizes = (long*)array->buffers[array->n_buffers - 1];
        if (length == 0)
        {
            AddPart(null, 0);
            AddVariadicCount(0);
            return;
        }
        View* views = (View*)array->buffers[1] + at;
        if (count == 0 || (array->offset == 0 && length == array->length &&
            !new ReadOnlySpan<long>(sizes, (int)count).Contains(0)))
        {
            AddPart(views, length * sizeof(View));
            for (long i = 0; i < count; i++)
            {
                AddPart(array->buffers[2 + i], sizes[i]);
            }
            AddVariadicCount(count);
            return;
        }
        byte* validity = array->null_count == 0 ? null : (byte*)array->buffers[0];
        long* firsts = (long*)_scratch.Take(Size.Multiply(count, 2 * sizeof(long)));
        long* ends = firsts + count;
        for (long i = 0; i < count; i++)
        {
            firsts[i] = long.MaxValue;
            ends[i] = 0;
        }
        View* copy = (View*)_scratch.Take(length * sizeof(View));
        for (long i = 0; i < length; i++)
        {
            copy[i] = validity == null || Bits.Get(validity, at + i) ? views[i] : default;
            if (copy[i].length > View.MostInline)
            {
                Widen(field, copy + i, count, sizes, firsts, ends);
            }
        }
        AddPart(copy, length * sizeof(View));
        AddUsed(array, count, firsts, ends);
        for (long i = 0; i < length; i++)
        {
            if (copy[i].length > View.MostInline)
            {
                int buffer = copy[i].index;
                copy[i].index = (int)ends[buffer];
                copy[i].offset -= (int)firsts[buffer];
            }
        }
    }

    /// <summary>Extends the used range of a buffer by what a view refers to.</summary>
    private static void Widen(Field* field, View* view, long count, long* sizes, long* firsts, long* ends)
    {
        if (view->index < 0 || view->index >= count || view->offset < 0 ||
            view->offset > sizes[view->index] - view->length)
        {
            Throw.Rule("COL-8", Field.Path(field),
                $"a view of {view->length} bytes at {view->offset} of buffer {view->index} lies outside the buffer");
        }
        firsts[view->index] = Math.Min(firsts[view->index], view->offset);
        ends[view->index] = Math.Max(ends[view->index], view->offset + (long)view->length);
    }

    /// <summary>Adds the used ranges. Replaces the end of each used buffer by its new index.</summary>
    private void AddUsed(CArrowArray* array, long count, long* firsts, long* ends)
    {
        long used = 0;
        for (long i = 0; i < count; i++)
        {
            if (ends[i] > 0)
            {
                AddPart((byte*)array->buffers[2 + i] + firsts[i], ends[i] - firsts[i]);
                ends[i] = used++;
            }
        }
        AddVariadicCount(used);
    }

    private void AddVariadicCount(long count)
    {
        long used = VariadicCount * sizeof(long);
        _variadic.Need(used + sizeof(long), used);
        Variadic[VariadicCount++] = count;
    }
}
