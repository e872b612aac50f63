using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Equality of dictionary-encoded values: the values that the indices refer to are compared. An index of a null entry
/// is a null.
/// </summary>
internal static unsafe class EqualityDictionaries
{
    public static bool Equal(Position a, Position b, long count)
    {
        Block* memory = null;
        try
        {
            // For each entry of a: index, plus one, of the entry of b that it is equal to; 0 if not compared yet. Only
            // allocated if there are at least as many rows as entries.
            long entries = a.array->dictionary->length;
            long* known = null;
            if (entries <= count)
            {
                long size = Size.Multiply(entries, sizeof(long));
                memory = Allocator.NewBuffer(size, out byte* bytes);
                Allocator.Zero(bytes, size);
                known = (long*)bytes;
            }
            return Equal(a, b, count, known);
        }
        finally
        {
            Native.ab_release(memory);
        }
    }

    private static bool Equal(Position a, Position b, long count, long* known)
    {
        byte* validA = a.Validity;
        byte* validB = b.Validity;
        for (long i = 0; i < count; i++)
        {
            bool nullA = validA != null && !Bits.Get(validA, a.at + i);
            bool nullB = validB != null && !Bits.Get(validB, b.at + i);
            if (nullA || nullB)
            {
                if ((!nullA && !a.Skip(i).IsNull()) || (!nullB && !b.Skip(i).IsNull()))
                {
                    return false;
                }
                continue;
            }
            long indexA = Index(a, i);
            long indexB = Index(b, i);
            if (known != null && known[indexA] == indexB + 1)
            {
                continue;
            }
            if (!Equality.Equal(a.Entry(indexA), b.Entry(indexB), 1))
            {
                return false;
            }
            if (known != null)
            {
                known[indexA] = indexB + 1;
            }
        }
        return true;
    }

    /// <summary>The index in a valid slot.</summary>
    public static long Index(Position position, long skip)
    {
        void* indices = position.array->buffers[1];
        long at = position.at + skip;
        return position.field->type switch
        {
            TypeId.Int8 => ((sbyte*)indices)[at],
            TypeId.UInt8 => ((byte*)indices)[at],
            TypeId.Int16 => ((short*)indices)[at],
            TypeId.UInt16 => ((ushort*)indices)[at],
            TypeId.Int32 => ((int*)indices)[at],
            TypeId.UInt32 => ((uint*)indices)[at],
            _ => ((long*)indices)[at],
        };
    }

    /// <summary>
    /// Whether two structs point to the same memory. The caller has references to both, so that the memory has not been
    /// used again.
    /// </summary>
    public static bool AreSame(CArrowArray* a, CArrowArray* b)
    {
        if (a->length != b->length || a->offset != b->offset || a->n_buffers != b->n_buffers)
        {
            return false;
        }
        ReadOnlySpan<nint> buffers = new(a->buffers, (int)a->n_buffers);
        if (!buffers.SequenceEqual(new ReadOnlySpan<nint>(b->buffers, (int)b->n_buffers)))
        {
            return false;
        }
        for (long i = 0; i < a->n_children; i++)
        {
            if (!AreSame(a->children[i], b->children[i]))
            {
                return false;
            }
        }
        return a->dictionary == null || AreSame(a->dictionary, b->dictionary);
    }

    /// <summary>
    /// Whether the values of the shorter of two dictionaries are the first of the longer one. Both have passed the
    /// check of contents.
    /// </summary>
    /// <param name="values">The type of the values.</param>
    public static bool IsPrefix(Field* values, CArrowArray* a, CArrowArray* b)
    {
        long work = EqualityWork.Limit(values, a, b);
        return Equality.Equal(new Position(values, a, a->offset, &work), new Position(values, b, b->offset, &work),
            Math.Min(a->length, b->length));
    }
}
