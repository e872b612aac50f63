using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Finds the first difference of two batches: by columns, then by rows, and inside structs by their fields.
/// </summary>
internal static unsafe class EqualityDifference
{
    /// <summary>Throws at the first difference of two record batches of one type.</summary>
    public static void Refuse(ArrayBlock* a, ArrayBlock* b)
    {
        long rows = a->array.length;
        if (rows != b->array.length)
        {
            Throw.Invalid(null, $"there are {rows} rows, not {b->array.length}");
        }
        Position rootA = new(SharedArray.FieldOf(a), &a->array, a->array.offset);
        Position rootB = new(SharedArray.FieldOf(b), &b->array, b->array.offset);
        Refuse(rootA, rootB, 0, rows);
    }

    /// <param name="before">Number of rows before this range.</param>
    private static void Refuse(Position a, Position b, long before, long count)
    {
        if (a.field->type == TypeId.Struct && a.field->dictionary == null && HaveSameNulls(a, b, count))
        {
            for (int i = 0; i < a.field->n_children; i++)
            {
                Position childA = a.Child(i, a.at);
                Position childB = b.Child(i, b.at);
                if (Differ(a, childA, childB, 0, count))
                {
                    long row = FirstRow(a, childA, childB, count);
                    Refuse(childA.Skip(row), childB.Skip(row), before + row, 1);
                }
            }
        }
        Throw.Invalid(Field.Path(a.field), $"row {before + FirstRow(a, b, count)}: the values are not equal");
    }

    private static bool HaveSameNulls(Position a, Position b, long count)
    {
        for (long i = 0; i < count; i++)
        {
            if (a.Skip(i).IsNull() != b.Skip(i).IsNull())
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Whether any row of a column differs, leaving out rows that are null in its struct.</summary>
    private static bool Differ(Position parent, Position a, Position b, long from, long count)
    {
        if (parent.Validity == null)
        {
            return !Equality.Equal(a.Skip(from), b.Skip(from), count);
        }
        for (long i = from; i < from + count; i++)
        {
            if (!parent.Skip(i).IsNull() && !Equality.Equal(a.Skip(i), b.Skip(i), 1))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The first row of a column that differs, if one does. Found by bisection.</summary>
    private static long FirstRow(Position parent, Position a, Position b, long count)
    {
        long from = 0;
        while (count > 1)
        {
            long half = count / 2;
            bool isLeft = Differ(parent, a, b, from, half);
            from += isLeft ? 0 : half;
            count = isLeft ? half : count - half;
        }
        return from;
    }

    private static long FirstRow(Position a, Position b, long count)
    {
        long row = 0;
        while (row < count - 1 && Equality.Equal(a.Skip(row), b.Skip(row), 1))
        {
            row++;
        }
        return row;
    }
}
