using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

// Nested types, except lists with offsets.
internal unsafe partial struct BatchEncoder
{
    private void AddNested(Field* field, CArrowArray* array, long at, long length)
    {
        switch (field->type)
        {
            case TypeId.ListView:
                AddListViews<int>(field, array, at, length);
                return;
            case TypeId.LargeListView:
                AddListViews<long>(field, array, at, length);
                return;
            case TypeId.FixedSizeList:
                AddSameRows(field, array, at * field->fixed_size, length * field->fixed_size);
                return;
            case TypeId.DenseUnion:
                AddDenseUnion(field, array, at, length);
                return;
            case TypeId.SparseUnion:
                AddPart(length == 0 ? null : (byte*)array->buffers[0] + at, length);
                break;
            case TypeId.RunEndEncoded:
                AddRuns(field, array, at, length);
                return;
            default:
                break;
        }
        AddSameRows(field, array, at, length);
    }

    /// <summary>Adds the same rows of every child.</summary>
    private void AddSameRows(Field* field, CArrowArray* array, long at, long length)
    {
        for (int i = 0; i < field->n_children; i++)
        {
            CArrowArray* child = array->children[i];
            Add(field->children + i, child, child->offset + at, length);
        }
    }

    /// <summary>Adds list views, and their child from the first used value to the last.</summary>
    private void AddListViews<T>(Field* field, CArrowArray* array, long at, long length)
        where T : unmanaged
    {
        CArrowArray* child = array->children[0];
        T* starts = (T*)array->buffers[1] + at;
        T* sizes = (T*)array->buffers[2] + at;
        long first = long.MaxValue;
        long end = 0;
        for (long i = 0; i < length; i++)
        {
            long start = Read(starts, i);
            long size = Read(sizes, i);
            if (start < 0 || size < 0 || start > child->length || size > child->length - start)
            {
                Throw.Rule("COL-9", Field.Path(field),
                    $"a list of {size} values at {start} lies outside its child of length {child->length}");
            }
            if (size > 0)
            {
                first = Math.Min(first, start);
                end = Math.Max(end, start + size);
            }
        }
        first = Math.Min(first, end);
        AddPart(ShiftedStarts(starts, sizes, length, first), length * sizeof(T));
        AddPart(length == 0 ? null : sizes, length * sizeof(T));
        Add(field->children, child, child->offset + first, end - first);
    }

    /// <summary>The starts of lists, relative to the first used value; 0 for empty lists.</summary>
    private T* ShiftedStarts<T>(T* starts, T* sizes, long length, long first)
        where T : unmanaged
    {
        if (length == 0)
        {
            return null;
        }
        T* copy = Shifted(starts, length, first);
        for (long i = 0; i < length; i++)
        {
            if (Read(sizes, i) == 0)
            {
                copy[i] = default;
            }
        }
        return copy;
    }

    private void AddDenseUnion(Field* field, CArrowArray* array, long at, long length)
    {
        if (length == 0)
        {
            AddPart(null, 0);
            AddPart(null, 0);
            AddSameRows(field, array, 0, 0);
            return;
        }
        byte* ids = (byte*)array->buffers[0] + at;
        int* starts = (int*)array->buffers[1] + at;
        long* firsts = (long*)_scratch.Take(2L * field->n_children * sizeof(long));
        long* ends = firsts + field->n_children;
        for (int i = 0; i < field->n_children; i++)
        {
            firsts[i] = long.MaxValue;
            ends[i] = 0;
        }
        for (long i = 0; i < length; i++)
        {
            int child = ids[i] < 128 ? field->child_of_type_id[ids[i]] : -1;
            if (child < 0 || starts[i] < 0 || starts[i] >= array->children[child]->length)
            {
                Throw.Rule("COL-12", Field.Path(field),
                    $"a row has type id {(sbyte)ids[i]} and offset {starts[i]}, which is outside its child");
            }
            firsts[child] = Math.Min(firsts[child], starts[i]);
            ends[child] = Math.Max(ends[child], starts[i] + 1L);
        }
        AddPart(ids, length);
        int* copy = (int*)_scratch.Take(length * sizeof(int));
        for (long i = 0; i < length; i++)
        {
            copy[i] = starts[i] - (int)firsts[field->child_of_type_id[ids[i]]];
        }
        AddPart(copy, length * sizeof(int));
        for (int i = 0; i < field->n_children; i++)
        {
            CArrowArray* child = array->children[i];
            long first = Math.Min(firsts[i], ends[i]);
            Add(field->children + i, child, child->offset + first, ends[i] - first);
        }
    }

    /// <summary>Adds the runs that contain the rows; run ends count from the first row.</summary>
    private void AddRuns(Field* field, CArrowArray* array, long at, long length)
    {
        CArrowArray* ends = array->children[0];
        CArrowArray* values = array->children[1];
        TypeId type = field->children[0].type;
        long first = RunOf(ends, type, at);
        long last = length == 0 ? first : RunOf(ends, type, at + length - 1) + 1;
        if (length > 0 && (last > ends->length || last <= first))
        {
            Throw.Rule("COL-16", Field.Path(field),
                $"the run ends do not reach {at + length}, or are not in ascending order");
        }
        long count = last - first;
        int width = (int)(field->children[0].bit_width / 8);
        AddNode(count, 0);
        AddPart(null, 0);
        byte* copy = _scratch.Take(count * width);
        for (long i = 0; i < count; i++)
        {
            long end = Integers.Read(ends->buffers[1], type, ends->offset + first + i) - at;
            Integers.Write(copy, type, i, Math.Min(end, length));
        }
        AddPart(copy, count * width);
        Add(field->children + 1, values, values->offset + Math.Min(first, values->length), count);
    }

    /// <summary>Index of the run that contains a row; the number of runs if no run contains it.</summary>
    private static long RunOf(CArrowArray* ends, TypeId type, long slot)
    {
        long low = 0;
        long high = ends->length;
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            if (Integers.Read(ends->buffers[1], type, ends->offset + middle) > slot)
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
