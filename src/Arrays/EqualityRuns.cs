using ArrowBridge.Abi;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Equality of run-end encoded values: for each pair of overlapping runs, one comparison of their values.
/// </summary>
internal static unsafe class EqualityRuns
{
    public static bool Equal(Position a, Position b, long count)
    {
        long runA = RunOf(a);
        long runB = RunOf(b);
        long done = 0;
        while (true)
        {
            if (!Equality.Equal(a.Child(1, runA), b.Child(1, runB), 1))
            {
                return false;
            }
            long endA = End(a, runA) - a.at;
            long endB = End(b, runB) - b.at;
            done = Math.Min(endA, endB);
            if (done >= count)
            {
                return true;
            }
            runA += endA == done ? 1 : 0;
            runB += endB == done ? 1 : 0;
        }
    }

    /// <summary>The run that contains a slot: the first whose end is greater than the slot.</summary>
    public static long RunOf(Position position)
    {
        long low = 0;
        long high = position.array->children[0]->length - 1;
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            if (End(position, middle) > position.at)
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

    private static long End(Position position, long run)
    {
        CArrowArray* ends = position.array->children[0];
        void* values = ends->buffers[1];
        long at = ends->offset + run;
        return position.field->children->type switch
        {
            TypeId.Int16 => ((short*)values)[at],
            TypeId.Int32 => ((int*)values)[at],
            _ => ((long*)values)[at],
        };
    }
}
