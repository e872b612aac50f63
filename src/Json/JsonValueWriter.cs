using System.Numerics;
using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge.Json;

/// <summary>
/// Writes values of fixed width, strings and views. Null rows are written as zero or an empty string.
/// </summary>
internal static unsafe class JsonValueWriter
{
    public static void Write(ref JsonOutput output, Position at, long count)
    {
        switch (at.field->type)
        {
            case TypeId.Binary or TypeId.Utf8:
                WriteStrings<int>(ref output, at, count);
                break;
            case TypeId.LargeBinary or TypeId.LargeUtf8:
                WriteStrings<long>(ref output, at, count);
                break;
            case TypeId.BinaryView or TypeId.Utf8View:
                WriteViews(ref output, at, count);
                break;
            default:
                output.Key("DATA"u8);
                output.Start('[');
                WriteFixed(ref output, at, count);
                output.End(']');
                break;
        }
    }

    private static bool IsNull(Position at, long row)
    {
        byte* validity = at.Validity;
        return validity != null && !Bits.Get(validity, at.at + row);
    }

    private static void WriteFixed(ref JsonOutput output, Position at, long count)
    {
        TypeId? integer = JsonValues.Integer(at.field->type);
        byte* values = (byte*)at.array->buffers[1];
        for (long i = 0; i < count; i++)
        {
            bool valid = !IsNull(at, i);
            if (integer is { } type)
            {
                WriteInteger(ref output, type, valid ? Integers.Read(values, type, at.at + i) : 0);
            }
            else if (at.field->type == TypeId.Boolean)
            {
                output.Bool(valid && Bits.Get(values, at.at + i));
            }
            else
            {
                WriteValue(ref output, at.field, valid ? values + ((at.at + i) * (at.field->bit_width / 8)) : null);
            }
        }
    }

    private static void WriteInteger(ref JsonOutput output, TypeId type, long value)
    {
        if (type is TypeId.Int64 or TypeId.UInt64)
        {
            output.Quoted(value, type == TypeId.Int64);
        }
        else
        {
            output.Number(value);
        }
    }

    /// <param name="value">NULL for a null row.</param>
    private static void WriteValue(ref JsonOutput output, Field* field, byte* value)
    {
        switch (field->type)
        {
            case TypeId.Float16:
                output.Number(value == null ? 0 : (double)*(Half*)value);
                break;
            case TypeId.Float32:
                output.Number(value == null ? 0 : (double)*(float*)value);
                break;
            case TypeId.Float64:
                output.Number(value == null ? 0 : *(double*)value);
                break;
            case >= TypeId.Decimal32 and <= TypeId.Decimal256:
                string digits = value == null ? "0" : NumberText.Decimal(value, (int)(field->bit_width / 8), 0);
                output.Word(Encoding.ASCII.GetBytes(digits));
                break;
            case TypeId.IntervalDayTime:
                output.Start('{');
                Part(ref output, "days"u8, value == null ? 0 : ((int*)value)[0]);
                Part(ref output, "milliseconds"u8, value == null ? 0 : ((int*)value)[1]);
                output.End('}');
                break;
            case TypeId.IntervalMonthDayNano:
                output.Start('{');
                Part(ref output, "months"u8, value == null ? 0 : ((int*)value)[0]);
                Part(ref output, "days"u8, value == null ? 0 : ((int*)value)[1]);
                Part(ref output, "nanoseconds"u8, value == null ? 0 : ((long*)value)[1]);
                output.End('}');
                break;
            default:
                WriteBytes(ref output, field, value);
                break;
        }
    }

    private static void Part(ref JsonOutput output, ReadOnlySpan<byte> name, long value)
    {
        output.Key(name);
        output.Number(value);
    }

    /// <summary>Writes a value of fixed size; a null is written as zeros of the same length.</summary>
    private static void WriteBytes(ref JsonOutput output, Field* field, byte* value)
    {
        if (value != null)
        {
            output.Hex(value, field->fixed_size);
            return;
        }
        output.HexZeros(field->fixed_size);
    }

    private static void WriteStrings<T>(ref JsonOutput output, Position at, long count)
        where T : unmanaged, IBinaryInteger<T>
    {
        T* offsets = at.Values<T>();
        WriteOffsets(ref output, at, offsets, count);
        output.Key("DATA"u8);
        output.Start('[');
        for (long i = 0; i < count; i++)
        {
            if (IsNull(at, i))
            {
                output.Word(default);
                continue;
            }
            long start = long.CreateTruncating(offsets[i]);
            long length = long.CreateTruncating(offsets[i + 1]) - start;
            WriteString(ref output, at, i, (byte*)at.array->buffers[2] + start, length);
        }
        output.End(']');
    }

    /// <summary>Writes the offsets of the strings as they are written: null rows have length 0.</summary>
    private static void WriteOffsets<T>(ref JsonOutput output, Position at, T* offsets, long count)
        where T : unmanaged, IBinaryInteger<T>
    {
        long end = 0;
        output.Key("OFFSET"u8);
        output.Start('[');
        for (long i = 0; i <= count; i++)
        {
            if (i > 0 && !IsNull(at, i - 1))
            {
                end += long.CreateTruncating(offsets[i] - offsets[i - 1]);
            }
            WriteInteger(ref output, sizeof(T) == sizeof(long) ? TypeId.Int64 : TypeId.Int32, end);
        }
        output.End(']');
    }

    private static void WriteString(ref JsonOutput output, Position at, long row, byte* bytes, long size)
    {
        if (at.field->type is TypeId.Binary or TypeId.LargeBinary or TypeId.BinaryView)
        {
            output.Hex(bytes, size);
        }
        else if (size > int.MaxValue || !output.TryText(new ReadOnlySpan<byte>(bytes, (int)size)))
        {
            Throw.NotSupported(null, Field.Path(at.field),
                $"row {row}: the text is not UTF-8 and cannot be written as JSON");
        }
    }

    private static void WriteViews(ref JsonOutput output, Position at, long count)
    {
        View* views = at.Values<View>();
        output.Key("VIEWS"u8);
        output.Start('[');
        for (long i = 0; i < count; i++)
        {
            output.Start('{');
            bool isNull = IsNull(at, i);
            int size = isNull ? 0 : views[i].length;
            output.Key("SIZE"u8);
            output.Number((long)size);
            if (size <= View.MostInline)
            {
                output.Key("INLINED"u8);
                WriteString(ref output, at, i, (byte*)(views + i) + sizeof(int), size);
            }
            else
            {
                output.Key("PREFIX_HEX"u8);
                output.Hex((byte*)&views[i].prefix, sizeof(uint));
                output.Key("BUFFER_INDEX"u8);
                output.Number((long)views[i].index);
                output.Key("OFFSET"u8);
                output.Number((long)views[i].offset);
            }
            output.End('}');
        }
        output.End(']');
        WriteVariadic(ref output, at.array);
    }

    private static void WriteVariadic(ref JsonOutput output, CArrowArray* array)
    {
        long buffers = Math.Max(array->n_buffers - 3, 0);
        long* lengths = (long*)(array->n_buffers == 0 ? null : array->buffers[array->n_buffers - 1]);
        output.Key("VARIADIC_DATA_BUFFERS"u8);
        output.Start('[');
        for (long i = 0; i < buffers; i++)
        {
            output.Hex((byte*)array->buffers[2 + i], lengths[i]);
        }
        output.End(']');
    }
}
