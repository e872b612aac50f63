using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

// Lists, unions and run-end encoded arrays.
internal static unsafe partial class Take
{
    private static void TakeLists(
        ref CastMemory memory, Field* field, CArrowArray* source, in TakeIndices indices, CArrowArray* result)
    {
        bool large = Layouts.Of(field->type).B1 == BufferKind.Offsets64;
        RowRange whole = new(null, field, source, source->offset, source->length);
        ListRows rows = new(&whole);
        Numbers32Or64 offsets = NewOffsets(ref memory, indices.Count, large, result);
        long total = 0;
        for (long i = 0; i < indices.Count; i++)
        {
            long row = indices[i];
            total = Size.Add(total, row >= 0 && !IsNull(source, row) ? rows.Size(row) : 0);
            CheckOffsetWidth(field, large, total, "items");
            offsets[i + 1] = total;
        }
        long* list = memory.Scratch(total);
        for (long i = 0; i < indices.Count; i++)
        {
            long count = offsets[i + 1] - offsets[i];
            for (long j = 0; j < count; j++)
            {
                list[offsets[i] + j] = rows.Start(indices[i]) + j;
            }
        }
        result->children[0] = Rows(ref memory, field->children, source->children[0], new TakeIndices(list, total));
    }

    /// <summary>Takes only offsets and sizes: the items stay where they are.</summary>
    private static void TakeListViews(
        ref CastMemory memory, Field* field, CArrowArray* source, in TakeIndices indices, CArrowArray* result)
    {
        for (int i = 1; i <= 2; i++)
        {
            long width = field->type == TypeId.LargeListView ? sizeof(long) : sizeof(int);
            byte* target = memory.Buffer(indices.Count, width);
            byte* values = (byte*)source->buffers[i] + (source->offset * width);
            result->buffers[i] = target;
            if (width == sizeof(long))
            {
                TakeFixed((long*)values, indices, (long*)target);
            }
            else
            {
                TakeFixed((int*)values, indices, (int*)target);
            }
        }
        result->children[0] = source->children[0];
    }

    private static void TakeFixedLists(
        ref CastMemory memory, Field* field, CArrowArray* source, in TakeIndices indices, CArrowArray* result)
    {
        long size = field->fixed_size;
        long total = Size.Multiply(indices.Count, size);
        long* list = memory.Scratch(total);
        for (long i = 0; i < indices.Count; i++)
        {
            long row = indices[i];
            for (long j = 0; j < size; j++)
            {
                list[(i * size) + j] = row >= 0 ? ((source->offset + row) * size) + j : TakeIndices.Unreachable;
            }
        }
        result->children[0] = Rows(ref memory, field->children, source->children[0], new TakeIndices(list, total));
    }

    /// <summary>
    /// A union has no nulls of its own, and it is not defined which of its members would hold them, so rows must not be
    /// null.
    /// </summary>
    private static CArrowArray* TakeUnions(
        ref CastMemory memory, Field* field, CArrowArray* source, in TakeIndices indices)
    {
        long known = FirstRow(field, indices);
        if (known < 0)
        {
            return CastNulls.Cast(ref memory, field, indices.Count);
        }
        TakeIndices rows = WithoutNulls(ref memory, indices, known);
        CArrowArray* result = memory.NewArray(field, rows.Count);
        byte* ids = memory.Buffer(rows.Count);
        TakeFixed((byte*)source->buffers[0] + source->offset, rows, ids);
        result->buffers[0] = ids;
        if (field->type == TypeId.DenseUnion)
        {
            TakeMembers(ref memory, field, source, rows, result);
            return result;
        }
        for (int i = 0; i < field->n_children; i++)
        {
            result->children[i] =
                Rows(ref memory, field->children + i, source->children[i], rows.OfChild(source->offset));
        }
        return result;
    }

    /// <summary>
    /// Offsets into a member must not decrease, so the values of each member are taken too, in the order of the rows.
    /// </summary>
    private static void TakeMembers(
        ref CastMemory memory, Field* field, CArrowArray* source, in TakeIndices rows, CArrowArray* result)
    {
        const int MostMembers = 128;
        byte* ids = (byte*)result->buffers[0];
        int* sourceOffsets = (int*)source->buffers[1] + source->offset;
        int* offsets = (int*)memory.Buffer(rows.Count, sizeof(int));
        result->buffers[1] = offsets;
        long* counts = stackalloc long[MostMembers];
        new Span<long>(counts, MostMembers).Clear();
        for (long i = 0; i < rows.Count; i++)
        {
            int member = ValidationUnions.MemberOf(field, ids[i]);
            long offset = sourceOffsets[rows[i]];
            if (offset < 0 || offset >= source->children[member]->length)
            {
                Throw.Rule("COL-12", Field.Path(field), $"an offset into child {member} is {offset}");
            }
            CheckOffsetWidth(field, false, counts[member], "values");
            offsets[i] = (int)counts[member]++;
        }
        long* lists = memory.Scratch(rows.Count);
        long** next = stackalloc long*[MostMembers];
        for (int i = 0; i < field->n_children; i++)
        {
            next[i] = i == 0 ? lists : next[i - 1] + counts[i - 1];
        }
        for (long i = 0; i < rows.Count; i++)
        {
            *next[field->child_of_type_id[ids[i]]]++ = sourceOffsets[rows[i]];
        }
        for (int i = 0; i < field->n_children; i++)
        {
            result->children[i] = Rows(
                ref memory, field->children + i, source->children[i], new TakeIndices(next[i] - counts[i], counts[i]));
        }
    }

    /// <summary>
    /// The first row that is taken, or a negative number if no row is. Only such rows are known to be valid: the check
    /// of contents may have skipped all others.
    /// </summary>
    private static long FirstRow(Field* field, in TakeIndices indices)
    {
        long first = -1;
        for (long i = 0; i < indices.Count; i++)
        {
            long row = indices[i];
            if (row == TakeIndices.Null)
            {
                Throw.NotSupported("COL-14", Field.Path(field), $"row {i} would be null, which a union cannot be");
            }
            first = first < 0 ? row : first;
        }
        return first;
    }

    /// <summary>The same indices, with a known row in the place of those that are unreachable.</summary>
    private static TakeIndices WithoutNulls(ref CastMemory memory, in TakeIndices indices, long known)
    {
        long* list = memory.Scratch(indices.Count);
        for (long i = 0; i < indices.Count; i++)
        {
            list[i] = indices[i] < 0 ? known : indices[i];
        }
        return new TakeIndices(list, indices.Count);
    }

    /// <summary>Consecutive rows from the same run stay in one run.</summary>
    private static void TakeRuns(
        ref CastMemory memory, Field* field, CArrowArray* source, in TakeIndices indices, CArrowArray* result)
    {
        RunRows rows = new(source, field);
        long* runs = memory.Scratch(indices.Count);
        long* ends = memory.Scratch(indices.Count);
        long count = 0;
        for (long i = 0; i < indices.Count; i++)
        {
            long row = indices[i];
            long run = row < 0 ? row : rows.Find(row);
            if (count == 0 || runs[count - 1] != run)
            {
                runs[count++] = run;
            }
            ends[count - 1] = i + 1;
        }
        result->children[0] = CastRuns.NewEnds(ref memory, field, count, indices.Count);
        for (long i = 0; i < count; i++)
        {
            CastRuns.WriteEnd(result->children[0], field, i, ends[i]);
        }
        result->children[1] = Rows(ref memory, field->children + 1, source->children[1], new TakeIndices(runs, count));
    }
}
