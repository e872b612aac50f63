using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Json;

/// <summary>
/// Reads buffers from JSON arrays. Each buffer is its own block, in a list that the caller owns. A buffer is allocated
/// only after its elements were counted.
/// </summary>
internal readonly unsafe ref struct JsonBuffers(List<nint> blocks)
{
    private readonly List<nint> _blocks = blocks;

    public byte* New(long size)
    {
        Block* block = Allocator.NewBuffer(size, out byte* data);
        _blocks.Add((nint)block);
        return data;
    }

    /// <summary>Reads a validity bitmap; NULL if all rows are valid.</summary>
    public byte* Validity(in JsonColumn column, Field* field, out long nulls)
    {
        nulls = 0;
        if (!column.Validity.Exists)
        {
            return null; // omitted: no row is null
        }
        JsonValue.Elements elements = JsonColumn.Require(column.Validity, "VALIDITY", column.Count, field);
        long size = Size.Bits(column.Count);
        byte* bitmap = New(size);
        Allocator.Zero(bitmap, size);
        for (long i = 0; elements.Next(); i++)
        {
            if (!JsonNumbers.TryBool(elements.Current, out bool valid))
            {
                JsonColumn.Refuse(field, i, elements.Current, "0 or 1");
            }
            if (valid)
            {
                Bits.Set(bitmap, i);
            }
            nulls += valid ? 0 : 1;
        }
        return nulls == 0 ? null : bitmap;
    }

    /// <summary>Reads integers of one width: offsets, sizes, type ids, indices.</summary>
    public void* Integers(JsonValue array, string name, TypeId type, long count, Field* field, byte* validity = null)
    {
        JsonValue.Elements elements = JsonColumn.Require(array, name, count, field);
        long width = Layouts.Of(type).BitWidth / 8;
        byte* values = New(Size.Multiply(count, width));
        for (long i = 0; elements.Next(); i++)
        {
            bool valid = validity == null || Bits.Get(validity, i);
            Arrays.Integers.Write(values, type, i, valid ? Integer(elements.Current, type, field, i) : 0);
        }
        return values;
    }

    public static long Integer(JsonValue value, TypeId type, Field* field, long row)
    {
        if (type == TypeId.UInt64)
        {
            if (JsonNumbers.TryULong(value, out ulong large))
            {
                return (long)large;
            }
        }
        else if (JsonNumbers.TryLong(value, Min(type), Arrays.Integers.Max(type), out long number))
        {
            return number;
        }
        JsonColumn.Refuse(field, row, value, $"a number of type {type}");
        return 0;
    }

    private static long Min(TypeId type) => type switch
    {
        TypeId.Int8 => sbyte.MinValue,
        TypeId.Int16 => short.MinValue,
        TypeId.Int32 => int.MinValue,
        TypeId.Int64 => long.MinValue,
        _ => 0,
    };

    /// <summary>Reads the count + 1 offsets of lists; they may be missing if there are no rows.</summary>
    public void* ListOffsets(in JsonColumn column, TypeId type, Field* field)
    {
        if (column.Count == 0 && column.Offsets.Count() == 0)
        {
            byte* zero = New(sizeof(long));
            *(long*)zero = 0;
            return zero;
        }
        return Integers(column.Offsets, "OFFSET", type, Size.Add(column.Count, 1), field);
    }

    /// <summary>Reads strings. Their offsets are computed from the strings; "OFFSET" is ignored.</summary>
    public void* Strings(in JsonColumn column, Field* field, byte* validity, bool large, bool hex, out void* offsets)
    {
        long total = 0;
        long row = 0;
        JsonValue.Elements elements = JsonColumn.Require(column.Data, "DATA", column.Count, field);
        for (; elements.Next(); row++)
        {
            if (validity == null || Bits.Get(validity, row))
            {
                total += StringLength(elements.Current, hex, field, row);
            }
        }
        if (!large && total > int.MaxValue)
        {
            Throw.Invalid(Field.Path(field), $"the values have {total} bytes, more than 32-bit offsets can express");
        }
        TypeId type = large ? TypeId.Int64 : TypeId.Int32;
        offsets = New(Size.Multiply(Size.Add(column.Count, 1), large ? sizeof(long) : sizeof(int)));
        byte* bytes = New(total);
        byte* next = bytes;
        Arrays.Integers.Write(offsets, type, 0, 0);
        elements = new JsonValue.Elements(column.Data);
        for (row = 0; elements.Next(); row++)
        {
            if (validity == null || Bits.Get(validity, row))
            {
                next = CopyString(elements.Current, hex, next);
            }
            Arrays.Integers.Write(offsets, type, row + 1, next - bytes);
        }
        return bytes;
    }

    /// <summary>Number of bytes of a string, or of the bytes that its hexadecimal digits stand for.</summary>
    public static long StringLength(JsonValue value, bool hex, Field* field, long row)
    {
        if (!value.IsString)
        {
            JsonColumn.Refuse(field, row, value, "a string");
        }
        if (!hex)
        {
            return JsonText.Length(value.StringStart);
        }
        byte* digits = value.StringStart;
        long length = 0;
        while (JsonText.HexDigit(digits[length]) >= 0)
        {
            length++;
        }
        if (digits[length] != '"' || length % 2 != 0)
        {
            JsonColumn.Refuse(field, row, value, "pairs of hexadecimal digits");
        }
        return length / 2;
    }

    public static byte* CopyString(JsonValue value, bool hex, byte* target)
    {
        byte* text = value.StringStart;
        if (!hex)
        {
            return JsonText.Copy(text, target);
        }
        for (; *text != '"'; text += 2)
        {
            *target++ = (byte)((JsonText.HexDigit(text[0]) << 4) | JsonText.HexDigit(text[1]));
        }
        return target;
    }
}
