using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>Finds the run of a row in a run-end encoded array whose contents are already checked.</summary>
internal readonly unsafe struct RunRows(CArrowArray* array, Field* field)
{
    private readonly CArrowArray* _ends = array->children[0];
    private readonly TypeId _type = field->children->type;
    private readonly long _offset = array->offset;

    /// <summary>The end of a run, counted from the first slot of the buffers.</summary>
    public long End(long run) => Integers.Read(_ends->buffers[1], _type, _ends->offset + run);

    /// <param name="row">Counts from the array's offset.</param>
    public long Find(long row)
    {
        long slot = _offset + row;
        long low = 0;
        long high = _ends->length - 1;
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            if (End(middle) > slot)
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

/// <summary>Casts from and to run-end encoded types: encoding, decoding, and other types of run ends.</summary>
internal static unsafe class CastRuns
{
    /// <summary>
    /// A new array of run ends, to be written by the caller. <paramref name="last"/> is the last run end, which must
    /// fit.
    /// </summary>
    public static CArrowArray* NewEnds(ref CastMemory memory, Field* to, long runs, long last)
    {
        if (last > Integers.Max(to->children->type))
        {
            Throw.Invalid(Field.Path(to),
                $"there are {last} rows, more than run ends of {to->children->bit_width} bits can count");
        }
        CArrowArray* ends = memory.NewArray(to->children, runs);
        ends->buffers[1] = memory.Buffer(runs, to->children->bit_width / 8);
        return ends;
    }

    /// <summary>The ends of runs of a range, counted from its first row.</summary>
    public static CArrowArray* ShiftedEnds(ref CastMemory memory, RowRange* range, Field* to, in RunRows rows,
        long first, long count)
    {
        CArrowArray* ends = NewEnds(ref memory, to, count, range->count);
        for (long i = 0; i < count; i++)
        {
            WriteEnd(ends, to, i, Math.Min(rows.End(first + i) - range->first, range->count));
        }
        return ends;
    }

    public static void WriteEnd(CArrowArray* ends, Field* to, long run, long end) =>
        Integers.Write(ends->buffers[1], to->children->type, run, end);

    /// <summary>The runs that the rows of a range are in: index of the first run, number of runs.</summary>
    public static (long First, long Count) Touched(RowRange* range, in RunRows rows)
    {
        if (range->count == 0)
        {
            return default;
        }
        long start = range->first - range->array->offset;
        long first = rows.Find(start);
        return (first, rows.Find(start + range->count - 1) - first + 1);
    }

    public static CArrowArray* Runs(ref CastMemory memory, RowRange* range, Field* to)
    {
        RunRows rows = new(range->array, range->field);
        (long first, long count) = Touched(range, rows);
        CArrowArray* result = memory.NewArray(to, range->count);
        if (range->first == 0 && range->field->children->type == to->children->type)
        {
            result->children[0] = Caster.CastChild(ref memory, range, 0, 0, count, to->children);
        }
        else
        {
            result->children[0] = ShiftedEnds(ref memory, range, to, rows, first, count);
        }
        result->children[1] = Caster.CastChild(ref memory, range, 1, first, count, to->children + 1);
        return result;
    }

    public static CArrowArray* Decode(ref CastMemory memory, RowRange* range, Field* to)
    {
        RunRows rows = new(range->array, range->field);
        (long first, long count) = Touched(range, rows);
        CArrowArray* values = range->array->children[1];
        RowRange below = new(range, range->field->children + 1, values, values->offset + first, count);
        CArrowArray* cast = Caster.Convert(ref memory, &below, to);
        long* list = memory.Scratch(range->count);
        long row = 0;
        for (long i = 0; i < count; i++)
        {
            long end = Math.Min(rows.End(first + i) - range->first, range->count);
            for (; row < end; row++)
            {
                list[row] = i;
            }
        }
        return Take.Rows(ref memory, to, cast, new TakeIndices(list, range->count));
    }

    public static CArrowArray* Encode(ref CastMemory memory, RowRange* range, Field* to)
    {
        Field* field = to->children + 1;
        CArrowArray* values = Caster.Cast(ref memory, range, field);
        RowEncoder keys = new(field, values);
        long* starts = memory.Scratch(range->count);
        long count = 0;
        for (long i = 0; i < range->count; i++)
        {
            if (i == 0 || !keys.AreEqual(i - 1, i))
            {
                starts[count++] = i;
            }
        }
        CArrowArray* result = memory.NewArray(to, range->count);
        result->children[0] = NewEnds(ref memory, to, count, range->count);
        for (long i = 0; i < count; i++)
        {
            WriteEnd(result->children[0], to, i, i + 1 < count ? starts[i + 1] : range->count);
        }
        result->children[1] = count == range->count
            ? values
            : Take.Rows(ref memory, field, values, new TakeIndices(starts, count));
        return result;
    }
}
