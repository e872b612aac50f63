using System.Numerics;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge.Json;

/// <summary>
/// Writes arrays whose contents were checked: only the requested rows of each, with offsets that begin at 0.
/// </summary>
internal static unsafe class JsonArrayWriter
{
    /// <param name="at">The first row, counted from the start of the buffers.</param>
    public static void Write(ref JsonOutput output, ReadOnlySpan<byte> name, Position at, long count)
    {
        output.Start('{');
        output.Key("name"u8);
        WriteName(ref output, name, at.field);
        output.Key("count"u8);
        output.Number(count);
        if (Layouts.Of(at.field->type).HasValidity)
        {
            WriteValidity(ref output, at, count);
        }
        if (at.field->dictionary != null)
        {
            JsonValueWriter.Write(ref output, at, count);
        }
        else
        {
            WriteContents(ref output, at, count);
        }
        output.End('}');
    }

    private static void WriteName(ref JsonOutput output, ReadOnlySpan<byte> name, Field* field)
    {
        if (!output.TryText(name))
        {
            Throw.NotSupported(null, Field.Path(field), "the name is not UTF-8 and cannot be written as JSON");
        }
    }

    private static void WriteValidity(ref JsonOutput output, Position at, long count)
    {
        byte* validity = at.Validity;
        output.Key("VALIDITY"u8);
        output.Start('[');
        for (long i = 0; i < count; i++)
        {
            output.Number(validity == null || Bits.Get(validity, at.at + i) ? 1L : 0L);
        }
        output.End(']');
    }

    private static void WriteContents(ref JsonOutput output, Position at, long count)
    {
        switch (at.field->type)
        {
            case TypeId.Null:
                break;
            case TypeId.List or TypeId.Map:
                WriteLists<int>(ref output, at, count);
                break;
            case TypeId.LargeList:
                WriteLists<long>(ref output, at, count);
                break;
            case TypeId.ListView:
                WriteListViews<int>(ref output, at, count);
                break;
            case TypeId.LargeListView:
                WriteListViews<long>(ref output, at, count);
                break;
            case TypeId.FixedSizeList:
                long size = at.field->fixed_size;
                Children children = new(ref output, at);
                children.Write(ref output, 0, at.at * size, count * size);
                children.End(ref output);
                break;
            case TypeId.Struct:
                WriteSameRows(ref output, at, count);
                break;
            case TypeId.SparseUnion:
                WriteTypeIds(ref output, at, count);
                WriteSameRows(ref output, at, count);
                break;
            case TypeId.DenseUnion:
                WriteTypeIds(ref output, at, count);
                Integers(ref output, "OFFSET"u8, at.Values<int>(), count, 0, null);
                WriteWholeChildren(ref output, at);
                break;
            case TypeId.RunEndEncoded:
                WriteRuns(ref output, at, count);
                break;
            default:
                JsonValueWriter.Write(ref output, at, count);
                break;
        }
    }

    /// <summary>Writes integers with <paramref name="first"/> subtracted, 64-bit integers as strings.</summary>
    /// <param name="at">If given, null rows of this array are written as 0.</param>
    private static void Integers<T>(
        ref JsonOutput output, ReadOnlySpan<byte> name, T* values, long count, T first, Position? at)
        where T : unmanaged, IBinaryInteger<T>
    {
        output.Key(name);
        output.Start('[');
        for (long i = 0; i < count; i++)
        {
            long value = at is { } position && position.Skip(i).IsNull() ? 0 : long.CreateTruncating(values[i] - first);
            if (sizeof(T) == sizeof(long))
            {
                output.Quoted(value);
            }
            else
            {
                output.Number(value);
            }
        }
        output.End(']');
    }

    private static void WriteLists<T>(ref JsonOutput output, Position at, long count)
        where T : unmanaged, IBinaryInteger<T>
    {
        T zero = default;
        T* offsets = count == 0 ? &zero : at.Values<T>();
        Integers(ref output, "OFFSET"u8, offsets, count + 1, offsets[0], null);
        Children children = new(ref output, at);
        long start = long.CreateTruncating(offsets[0]);
        children.Write(ref output, 0, start, long.CreateTruncating(offsets[count]) - start);
        children.End(ref output);
    }

    private static void WriteListViews<T>(ref JsonOutput output, Position at, long count)
        where T : unmanaged, IBinaryInteger<T>
    {
        // The range of items that valid rows use; other items are undefined.
        T first = default;
        T end = default;
        bool any = false;
        for (long i = 0; i < count; i++)
        {
            T start = at.Values<T>()[i];
            T size = at.Values<T>(2)[i];
            if (T.IsPositive(size) && !T.IsZero(size) && !at.Skip(i).IsNull())
            {
                first = any ? T.Min(first, start) : start;
                end = any ? T.Max(end, start + size) : start + size;
                any = true;
            }
        }
        WriteStarts(ref output, at, count, first);
        Integers(ref output, "SIZE"u8, at.Values<T>(2), count, default, at);
        Children children = new(ref output, at);
        children.Write(ref output, 0, long.CreateTruncating(first), long.CreateTruncating(end - first));
        children.End(ref output);
    }

    /// <summary>Writes the starts of list views; 0 for empty and null ones, whose starts have no meaning.</summary>
    private static void WriteStarts<T>(ref JsonOutput output, Position at, long count, T first)
        where T : unmanaged, IBinaryInteger<T>
    {
        output.Key("OFFSET"u8);
        output.Start('[');
        for (long i = 0; i < count; i++)
        {
            bool none = T.IsZero(at.Values<T>(2)[i]) || at.Skip(i).IsNull();
            long start = none ? 0 : long.CreateTruncating(at.Values<T>()[i] - first);
            if (sizeof(T) == sizeof(long))
            {
                output.Quoted(start);
            }
            else
            {
                output.Number(start);
            }
        }
        output.End(']');
    }

    private static void WriteTypeIds(ref JsonOutput output, Position at, long count) =>
        Integers(ref output, "TYPE_ID"u8, at.Values<sbyte>(0), count, (sbyte)0, null);

    private static void WriteSameRows(ref JsonOutput output, Position at, long count)
    {
        Children children = new(ref output, at);
        for (int i = 0; i < at.field->n_children; i++)
        {
            children.Write(ref output, i, at.at, count);
        }
        children.End(ref output);
    }

    private static void WriteWholeChildren(ref JsonOutput output, Position at)
    {
        Children children = new(ref output, at);
        for (int i = 0; i < at.field->n_children; i++)
        {
            children.Write(ref output, i, 0, at.array->children[i]->length);
        }
        children.End(ref output);
    }

    /// <summary>Writes the runs that contain the rows; run ends count from the first row.</summary>
    private static void WriteRuns(ref JsonOutput output, Position at, long count)
    {
        Field* endsField = at.field->children;
        CArrowArray* ends = at.array->children[0];
        long first = count == 0 ? 0 : EqualityRuns.RunOf(at);
        long last = count == 0 ? -1 : EqualityRuns.RunOf(at.Skip(count - 1));
        Children children = new(ref output, at);
        output.Start('{');
        output.Key("name"u8);
        WriteName(ref output, endsField->Name, endsField);
        output.Key("count"u8);
        output.Number(last - first + 1);
        output.Key("VALIDITY"u8);
        output.Start('[');
        for (long i = first; i <= last; i++)
        {
            output.Number(1L);
        }
        output.End(']');
        output.Key("DATA"u8);
        output.Start('[');
        for (long i = first; i <= last; i++)
        {
            long end = Arrays.Integers.Read(ends->buffers[1], endsField->type, ends->offset + i);
            end = Math.Min(end - at.at, count);
            if (endsField->type == TypeId.Int64)
            {
                output.Quoted(end);
            }
            else
            {
                output.Number(end);
            }
        }
        output.End(']');
        output.End('}');
        children.Write(ref output, 1, first, last - first + 1);
        children.End(ref output);
    }

    /// <summary>Writes the list of children; omitted if the type has none.</summary>
    private readonly struct Children
    {
        private readonly Position _of;

        public Children(ref JsonOutput output, Position of)
        {
            _of = of;
            if (of.field->n_children > 0)
            {
                output.Key("children"u8);
                output.Start('[');
            }
        }

        /// <param name="first">The first row, counted from the child's offset.</param>
        public void Write(ref JsonOutput output, int index, long first, long count) =>
            JsonArrayWriter.Write(ref output, _of.field->children[index].Name, _of.Child(index, first), count);

        public void End(ref JsonOutput output)
        {
            if (_of.field->n_children > 0)
            {
                output.End(']');
            }
        }
    }
}
