using System.Numerics;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Equality by value. Both arrays are walked together, one range of rows at a time: first their nulls, then the values
/// of each sequence of valid rows. Where values are contiguous in both arrays, a range is one comparison of memory.
/// </summary>
internal static unsafe class Equality
{
    /// <summary>Checks the contents of both arrays and compares them.</summary>
    public static bool Equal(ArrayBlock* a, ArrayBlock* b)
    {
        Validation.Check(a, Validation.Default);
        Validation.Check(b, Validation.Default);
        Field* fieldA = SharedArray.FieldOf(a);
        Field* fieldB = SharedArray.FieldOf(b);
        if (a->array.length != b->array.length || !SchemaEquality.AreSameType(fieldA, fieldB))
        {
            return false;
        }
        long work = EqualityWork.Limit(fieldA, &a->array, &b->array);
        return Equal(new Position(fieldA, &a->array, a->array.offset, &work),
            new Position(fieldB, &b->array, b->array.offset, &work), a->array.length);
    }

    /// <summary>Compares ranges of slots of two arrays of the same type.</summary>
    public static bool Equal(Position a, Position b, long count)
    {
        if (count == 0 || (a.array == b.array && a.at == b.at))
        {
            return true;
        }
        a.Spend(count);
        if (a.field->IsDictionary)
        {
            return EqualityDictionaries.Equal(a, b, count);
        }
        if (a.Validity == null && b.Validity == null)
        {
            return HaveEqualValues(a, b, count);
        }
        return HaveSameNulls(a, b, count) && HaveEqualValidValues(a, b, count);
    }

    private static bool HaveSameNulls(Position a, Position b, long count)
    {
        for (long i = 0; i < count; i += 64)
        {
            int bits = (int)Math.Min(64, count - i);
            if (a.ValidBits(i, bits) != b.ValidBits(i, bits))
            {
                return false;
            }
        }
        return true;
    }

    private static bool HaveEqualValidValues(Position a, Position b, long count)
    {
        long start = FirstSlot(a, 0, count, valid: true);
        while (start < count)
        {
            long end = FirstSlot(a, start, count, valid: false);
            if (!HaveEqualValues(a.Skip(start), b.Skip(start), end - start))
            {
                return false;
            }
            start = FirstSlot(a, end, count, valid: true);
        }
        return true;
    }

    /// <summary>
    /// The next slot that is valid (or null, if <paramref name="valid"/> is false), or <paramref name="count"/> if
    /// there is none.
    /// </summary>
    private static long FirstSlot(Position position, long from, long count, bool valid)
    {
        while (from < count)
        {
            int bits = (int)Math.Min(64, count - from);
            ulong slots = position.ValidBits(from, bits);
            int skipped = BitOperations.TrailingZeroCount(valid ? slots : ~slots);
            if (skipped < bits)
            {
                return from + skipped;
            }
            from += bits;
        }
        return count;
    }

    /// <summary>Compares ranges of valid slots.</summary>
    private static bool HaveEqualValues(Position a, Position b, long count)
    {
        Field* field = a.field;
        switch (field->type)
        {
            case TypeId.Null:
                return true;
            case TypeId.Boolean:
                return HaveSameBits((byte*)a.array->buffers[1], a.at, (byte*)b.array->buffers[1], b.at, count);
            case TypeId.Binary or TypeId.Utf8:
                return HaveEqualBytes<int>(a, b, count);
            case TypeId.LargeBinary or TypeId.LargeUtf8:
                return HaveEqualBytes<long>(a, b, count);
            case TypeId.BinaryView or TypeId.Utf8View:
                return HaveEqualViews(a, b, count);
            case TypeId.List or TypeId.Map:
                return EqualityNested.Lists<int>(a, b, count);
            case TypeId.LargeList:
                return EqualityNested.Lists<long>(a, b, count);
            case TypeId.ListView:
                return EqualityNested.ListViews<int>(a, b, count);
            case TypeId.LargeListView:
                return EqualityNested.ListViews<long>(a, b, count);
            case TypeId.FixedSizeList:
                long size = field->fixed_size;
                return Equal(a.Child(0, a.at * size), b.Child(0, b.at * size), count * size);
            case TypeId.Struct:
                return EqualityNested.Structs(a, b, count);
            case TypeId.SparseUnion or TypeId.DenseUnion:
                return EqualityNested.Unions(a, b, count);
            case TypeId.RunEndEncoded:
                return EqualityRuns.Equal(a, b, count);
            default:
                long width = field->bit_width / 8;
                return AreSame((byte*)a.array->buffers[1] + (a.at * width), (byte*)b.array->buffers[1] + (b.at * width),
                    count * width);
        }
    }

    private static bool HaveSameBits(byte* a, long atA, byte* b, long atB, long count)
    {
        for (long i = 0; i < count; i += 64)
        {
            int bits = (int)Math.Min(64, count - i);
            if (Bits.Read(a, atA + i, bits) != Bits.Read(b, atB + i, bits))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>If the lengths are equal row by row, the bytes of all rows are compared as one range.</summary>
    private static bool HaveEqualBytes<T>(Position a, Position b, long count)
        where T : unmanaged, IBinaryInteger<T>
    {
        T* offsetsA = a.Values<T>();
        T* offsetsB = b.Values<T>();
        return HaveSameLengths(offsetsA, offsetsB, count)
            && AreSame((byte*)a.array->buffers[2] + long.CreateTruncating(offsetsA[0]),
                (byte*)b.array->buffers[2] + long.CreateTruncating(offsetsB[0]),
                long.CreateTruncating(offsetsA[count] - offsetsA[0]));
    }

    public static bool HaveSameLengths<T>(T* a, T* b, long count)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (long i = 1; a != b && i <= count; i++) // a dictionary may be extended where it is
        {
            if (a[i] - a[0] != b[i] - b[0])
            {
                return false;
            }
        }
        return true;
    }

    private static bool HaveEqualViews(Position a, Position b, long count)
    {
        View* viewsA = a.Values<View>();
        View* viewsB = b.Values<View>();
        for (long i = 0; i < count; i++)
        {
            int length = viewsA[i].length;
            a.Spend(length / EqualityWork.BytesPerSlot);
            if (length != viewsB[i].length ||
                !AreSame(View.Bytes(viewsA + i, a.array), View.Bytes(viewsB + i, b.array), length))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Compares memory in parts, since the length of a span is limited to 31 bits.</summary>
    private static bool AreSame(byte* a, byte* b, long size)
    {
        const int most = 1 << 30;
        for (; size > most; size -= most, a += most, b += most)
        {
            if (!new ReadOnlySpan<byte>(a, most).SequenceEqual(new ReadOnlySpan<byte>(b, most)))
            {
                return false;
            }
        }
        return new ReadOnlySpan<byte>(a, (int)size).SequenceEqual(new ReadOnlySpan<byte>(b, (int)size));
    }
}
