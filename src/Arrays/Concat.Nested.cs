using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

// Types with children whose lengths differ from the parent's, and dictionary-encoded types.
internal static unsafe partial class Concat
{
    private static void FillLists(
        ref ConcatTarget target, Field* field, Part first, Part second, CArrowArray* output, int column)
    {
        bool large = HasLargeOffsets(field);
        Part firstItems = target.KeepsFirst ? first.WholeChild(0) : Items(field, first);
        Part secondItems = Items(field, second);
        long items = Size.Add(firstItems.Length, secondItems.Length);
        if (!large && items > int.MaxValue)
        {
            TooMany(field, "items", 32);
        }
        byte* offsets = NewOffsets(ref target, first, second, large);
        if (!target.KeepsFirst)
        {
            CopyOffsets(first, large, offsets, 0, 0);
        }
        CopyOffsets(second, large, offsets, first.Length, firstItems.Length);
        output->buffers[1] = offsets;
        FillChild(ref target, field, 0, firstItems, secondItems, output, column);
    }

    /// <summary>The items between the first and the last offset.</summary>
    private static Part Items(Field* field, Part part)
    {
        (long first, long last) = Range(field, part);
        if (last > part.Array->children[0]->length)
        {
            Throw.Rule("COL-5", Field.Path(field),
                $"the last offset is {last}, but there are {part.Array->children[0]->length} items");
        }
        return part.Child(0, first, last - first);
    }

    private static void CopyOffsets(Part part, bool large, byte* offsets, long row, long items)
    {
        if (part.Length == 0)
        {
            return;
        }
        long first = ReadInt(part.Buffer(1), part.Start, large);
        for (long i = 1; i <= part.Length; i++)
        {
            WriteInt(offsets, row + i, large, items + ReadInt(part.Buffer(1), part.Start + i, large) - first);
        }
    }

    private static void FillListViews(
        ref ConcatTarget target, Field* field, Part first, Part second, CArrowArray* output, int column)
    {
        bool large = HasLargeOffsets(field);
        Part firstItems = first.WholeChild(0);
        Part secondItems = second.WholeChild(0);
        long items = Size.Add(firstItems.Length, secondItems.Length);
        if (!large && items > int.MaxValue)
        {
            TooMany(field, "items", 32);
        }
        long width = large ? sizeof(long) : sizeof(int);
        long size = Size.Multiply(output->length, width);
        output->buffers[1] = target.Buffer(size, first.Length * width);
        output->buffers[2] = target.Buffer(size, first.Length * width);
        if (!target.KeepsFirst)
        {
            CopyListViews(field, first, output, 0, 0);
        }
        CopyListViews(field, second, output, first.Length, firstItems.Length);
        FillChild(ref target, field, 0, firstItems, secondItems, output, column);
    }

    private static void CopyListViews(Field* field, Part part, CArrowArray* output, long row, long shift)
    {
        bool large = HasLargeOffsets(field);
        for (long i = 0; i < part.Length; i++)
        {
            long start = ReadInt(part.Buffer(1), part.Start + i, large);
            long size = ReadInt(part.Buffer(2), part.Start + i, large);
            long items = part.Array->children[0]->length;
            if (start < 0 || size < 0 || start > items || size > items - start)
            {
                Throw.Rule("COL-9", Field.Path(field), $"row {i} has {size} items from {start}, but there are {items}");
            }
            bool isNull = IsNull(output, row + i);
            WriteInt((byte*)output->buffers[1], row + i, large, isNull ? 0 : start + shift);
            WriteInt((byte*)output->buffers[2], row + i, large, isNull ? 0 : size);
        }
    }

    private static void FillTypeIds(ref ConcatTarget target, Part first, Part second, CArrowArray* output)
    {
        byte* ids = target.Buffer(output->length, first.Length);
        if (!target.KeepsFirst)
        {
            Allocator.Copy(first.Buffer(0) + first.Start, ids, first.Length);
        }
        Allocator.Copy(second.Buffer(0) + second.Start, ids + first.Length, second.Length);
        output->buffers[0] = ids;
    }

    private static void FillDenseUnion(
        ref ConcatTarget target, Field* field, Part first, Part second, CArrowArray* output, int column)
    {
        FillTypeIds(ref target, first, second, output);
        int* offsets = (int*)target.Buffer(Size.Multiply(output->length, sizeof(int)), first.Length * sizeof(int));
        output->buffers[1] = offsets;
        for (long i = target.KeptRows(first); i < output->length; i++)
        {
            Part part = i < first.Length ? first : second;
            long row = i < first.Length ? i : i - first.Length;
            byte id = ((byte*)output->buffers[0])[i];
            int child = id > 127 ? -1 : field->child_of_type_id[id];
            if (child < 0)
            {
                Throw.Rule("COL-12", Field.Path(field),
                    $"row {row} has the type id {(sbyte)id}, which is not one of the union's");
            }
            long offset = ((int*)part.Buffer(1))[part.Start + row];
            long items = part.Array->children[child]->length;
            if (offset < 0 || offset >= items)
            {
                Throw.Rule("COL-12", Field.Path(field),
                    $"row {row} refers to value {offset} of child {child}, which has {items}");
            }
            offset += i < first.Length ? 0 : first.WholeChild(child).Length;
            if (offset > int.MaxValue)
            {
                TooMany(field, "items", 32);
            }
            offsets[i] = (int)offset;
        }
        for (int i = 0; i < field->n_children; i++)
        {
            FillChild(ref target, field, i, first.WholeChild(i), second.WholeChild(i), output, column);
        }
    }

    /// <summary>The runs that the rows of a part are in: index of the first run, number of runs.</summary>
    private static (long First, long Count) Runs(Field* field, Part part)
    {
        CArrowArray* ends = part.Array->children[0];
        TypeId type = field->children->type;
        long first = 0;
        long last = 0;
        long before = 0;
        for (long i = 0; part.Length > 0 && before < part.End; i++, last++)
        {
            long end = i < ends->length ? ReadEnd(part, type, i) : 0;
            if (end <= before)
            {
                Throw.Rule("COL-16", Field.Path(field), i < ends->length
                    ? $"run end {i} is {end}, but the one before it is {before}"
                    : $"the last run end is {before}, but {part.End} rows are needed");
            }
            first += end <= part.Start ? 1 : 0;
            before = end;
        }
        return (first, last - first);
    }

    private static long ReadEnd(Part part, TypeId type, long run)
    {
        CArrowArray* ends = part.Array->children[0];
        return Integers.Read(ends->buffers[1], type, ends->offset + run);
    }

    private static void FillRuns(
        ref ConcatTarget target, Field* field, Part first, Part second, CArrowArray* output, int column)
    {
        TypeId type = field->children->type;
        if (output->length > Integers.Max(type))
        {
            TooMany(field, "rows", (int)field->children->bit_width);
        }
        (long firstRun, long firstCount) =
            target.KeepsFirst ? (0, first.Array->children[0]->length) : Runs(field, first);
        (long secondRun, long secondCount) = Runs(field, second);
        int endsColumn = column;
        if (column == ExportedArrayBuilder.Root)
        {
            endsColumn = 0;
            target.Begin(field->children, endsColumn);
        }
        ExportedArray* exported = target.Next(endsColumn);
        output->children[0] = &exported->value;
        CArrowArray* ends = &exported->value;
        *ends = default;
        ends->length = Size.Add(firstCount, secondCount);
        ends->n_buffers = 2;
        ends->buffers = target.Table(2);
        ends->buffers[0] = null;
        long width = field->children->bit_width / 8;
        ends->buffers[1] = target.Buffer(Size.Multiply(ends->length, width), firstCount * width);
        if (!target.KeepsFirst)
        {
            CopyEnds(first, type, firstRun, firstCount, ends, 0, 0);
        }
        CopyEnds(second, type, secondRun, secondCount, ends, firstCount, first.Length);
        ExportedArrayBuilder.FinishStruct(exported, ends);
        FillChild(ref target, field, 1, first.Child(1, firstRun, firstCount), second.Child(1, secondRun, secondCount),
            output, column);
    }

    private static void CopyEnds(Part part, TypeId type, long run, long count, CArrowArray* ends, long at, long rows)
    {
        for (long i = 0; i < count; i++)
        {
            long end = Math.Min(ReadEnd(part, type, run + i) - part.Start, part.Length);
            Integers.Write(ends->buffers[1], type, at + i, rows + end);
        }
    }

    /// <summary>
    /// Concatenates indices. If one dictionary is the beginning of the other, the longer one is taken; otherwise the
    /// values of the second that the first does not have follow those of the first.
    /// </summary>
    private static void FillDictionary(
        ref ConcatTarget target, Field* field, Part first, Part second, CArrowArray* output, int column)
    {
        FillValues(ref target, field, first, second, output);
        if (first.Array->dictionary == null)
        {
            return; // the indices of both parts refer to one dictionary, which is kept elsewhere
        }
        Part values = new(first.Array->dictionary);
        Part more = new(second.Array->dictionary);
        if (EqualityDictionaries.AreSame(values.Array, more.Array))
        {
            FillDictionaryValues(ref target, field, values, new Part(more.Array, more.Start, 0), output, column);
        }
        else if (EqualityDictionaries.IsPrefix(field->dictionary, values.Array, more.Array))
        {
            MapIndices(field, second, output, first.Length, null);
            values = values.Length < more.Length ? more : values;
            FillDictionaryValues(ref target, field, values, new Part(more.Array, more.Start, 0), output, column);
        }
        else if ((field->flags & ArrowFlag.DictionaryOrdered) != 0 && values.Length > 0)
        {
            Throw.NotSupported("DIC-1", Field.Path(field),
                "the dictionary is ordered and differs between batches, which cannot be concatenated in order; " +
                "cast the field to its values first");
        }
        else
        {
            using DictionaryUnion union = new(field->dictionary, values.Array, more.Array);
            MapIndices(field, second, output, first.Length, union.Places);
            FillDictionaryValues(ref target, field, values, new Part(union.Added), output, column);
        }
    }

    private static void FillDictionaryValues(
        ref ConcatTarget target, Field* field, Part values, Part more, CArrowArray* output, int column)
    {
        ExportedArray* exported = target.Next(column);
        output->dictionary = &exported->value;
        int below = column == ExportedArrayBuilder.Root ? ExportedArrayBuilder.BelowDictionary : column;
        Fill(ref target, field->dictionary, values, more, exported, &exported->value, below);
    }

    /// <summary>
    /// Checks the indices of the second part and replaces them by their places, unless these are NULL.
    /// </summary>
    private static void MapIndices(Field* field, Part second, CArrowArray* output, long row, long* places)
    {
        void* indices = output->buffers[1];
        long most = Integers.Max(field->type);
        long values = second.Array->dictionary->length;
        for (long i = row; i < output->length; i++)
        {
            if (IsNull(output, i))
            {
                continue;
            }
            long index = Integers.Read(indices, field->type, i);
            if (index < 0 || index >= values)
            {
                Throw.Rule("COL-15", Field.Path(field),
                    $"row {i - row} has the index {index}, but the dictionary has {values} values");
            }
            if (places == null)
            {
                continue;
            }
            if (places[index] > most)
            {
                TooMany(field, "dictionary values", (int)field->bit_width);
            }
            Integers.Write(indices, field->type, i, places[index]);
        }
    }
}
