using System.Numerics;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>Equality of lists, structs and unions.</summary>
internal static unsafe class EqualityNested
{
    /// <summary>If the lengths are equal row by row, the items of all rows are compared as one range.</summary>
    public static bool Lists<T>(Position a, Position b, long count)
        where T : unmanaged, IBinaryInteger<T>
    {
        T* offsetsA = a.Values<T>();
        T* offsetsB = b.Values<T>();
        return Equality.HaveSameLengths(offsetsA, offsetsB, count)
            && Equality.Equal(
                a.Child(0, long.CreateTruncating(offsetsA[0])), b.Child(0, long.CreateTruncating(offsetsB[0])),
                long.CreateTruncating(offsetsA[count] - offsetsA[0]));
    }

    public static bool ListViews<T>(Position a, Position b, long count)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (long i = 0; i < count; i++)
        {
            long size = long.CreateTruncating(a.Values<T>(2)[i]);
            if (size != long.CreateTruncating(b.Values<T>(2)[i]) ||
                !Equality.Equal(a.Child(0, long.CreateTruncating(a.Values<T>()[i])),
                    b.Child(0, long.CreateTruncating(b.Values<T>()[i])), size))
            {
                return false;
            }
        }
        return true;
    }

    public static bool Structs(Position a, Position b, long count)
    {
        for (int i = 0; i < a.field->n_children; i++)
        {
            if (!Equality.Equal(a.Child(i, a.at), b.Child(i, b.at), count))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>
    /// Compares type ids row by row, then the values of each sequence of rows that is contiguous in one child.
    /// </summary>
    public static bool Unions(Position a, Position b, long count)
    {
        byte* idsA = a.Values<byte>(0);
        byte* idsB = b.Values<byte>(0);
        bool dense = a.field->type == TypeId.DenseUnion;
        long start = 0;
        while (start < count)
        {
            byte id = idsA[start];
            long startA = Slot(a, start, dense);
            long startB = Slot(b, start, dense);
            long end = start;
            while (end < count && idsA[end] == id && idsB[end] == id &&
                Slot(a, end, dense) - startA == end - start && Slot(b, end, dense) - startB == end - start)
            {
                end++;
            }
            int child = a.field->child_of_type_id[id];
            if (end == start || !Equality.Equal(a.Child(child, startA), b.Child(child, startB), end - start))
            {
                return false;
            }
            start = end;
        }
        return true;
    }

    private static long Slot(Position union, long row, bool dense) => dense ? union.Values<int>()[row] : union.at + row;
}
