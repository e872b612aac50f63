using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Json;

/// <summary>Reads values buffers of fixed width. The values of null rows are ignored.</summary>
internal static unsafe class JsonValues
{
    /// <summary>
    /// Maximum ratio of buffer size to text size: null rows may be shorter in the text than their fixed-size values.
    /// </summary>
    private const int Growth = 64;

    /// <summary>Buffer size that is always allowed.</summary>
    private const long SizeAlways = 1 << 24;

    public static void* Read(in JsonBuffers buffers, in JsonColumn column, Field* field, byte* validity)
    {
        if (Integer(field->type) is { } type)
        {
            return buffers.Integers(column.Data, "DATA", type, column.Count, field, validity);
        }
        JsonValue.Elements elements = JsonColumn.Require(column.Data, "DATA", column.Count, field);
        long width = field->bit_width / 8;
        long size = field->type == TypeId.Boolean ? Size.Bits(column.Count) : Size.Multiply(column.Count, width);
        if (size > SizeAlways && size / Growth > column.Data.Size())
        {
            Throw.Invalid(Field.Path(field), $"the values would take {size} bytes, far more than their text justifies");
        }
        byte* values = buffers.New(size);
        Allocator.Zero(values, size);
        for (long i = 0; elements.Next(); i++)
        {
            if (validity != null && !Bits.Get(validity, i))
            {
                continue;
            }
            if (field->type == TypeId.Boolean)
            {
                ReadBool(elements.Current, values, field, i);
            }
            else
            {
                ReadValue(elements.Current, values + (i * width), field, i);
            }
        }
        return values;
    }

    /// <summary>The integer type of the values of a type that is stored as integers; null for other types.</summary>
    public static TypeId? Integer(TypeId type) => type switch
    {
        >= TypeId.Int8 and <= TypeId.UInt64 => type,
        TypeId.Date32 or TypeId.Time32 or TypeId.IntervalMonths => TypeId.Int32,
        TypeId.Date64 or TypeId.Time64 or TypeId.Timestamp or TypeId.Duration => TypeId.Int64,
        _ => null,
    };

    private static void ReadBool(JsonValue value, byte* bitmap, Field* field, long row)
    {
        if (!JsonNumbers.TryBool(value, out bool truth))
        {
            JsonColumn.Refuse(field, row, value, "true or false");
        }
        if (truth)
        {
            Bits.Set(bitmap, row);
        }
    }

    private static void ReadValue(JsonValue value, byte* target, Field* field, long row)
    {
        switch (field->type)
        {
            case TypeId.Float16:
                Require(JsonNumbers.TryDouble(value, out double half), value, field, row, "a number");
                *(Half*)target = (Half)half;
                break;
            case TypeId.Float32:
                Require(JsonNumbers.TryDouble(value, out double single), value, field, row, "a number");
                *(float*)target = (float)single;
                break;
            case TypeId.Float64:
                bool isDouble = JsonNumbers.TryDouble(value, out *(double*)target);
                Require(isDouble, value, field, row, "a number that 64 bits can hold");
                break;
            case >= TypeId.Decimal32 and <= TypeId.Decimal256:
                int bytes = (int)(field->bit_width / 8);
                bool isInteger = JsonNumbers.TryWide(value, target, bytes);
                Require(isInteger, value, field, row, $"an integer that {field->bit_width} bits can hold");
                break;
            case TypeId.IntervalDayTime:
                ((int*)target)[0] = (int)Part(value, "days"u8, TypeId.Int32, field, row);
                ((int*)target)[1] = (int)Part(value, "milliseconds"u8, TypeId.Int32, field, row);
                break;
            case TypeId.IntervalMonthDayNano:
                ((int*)target)[0] = (int)Part(value, "months"u8, TypeId.Int32, field, row);
                ((int*)target)[1] = (int)Part(value, "days"u8, TypeId.Int32, field, row);
                ((long*)target)[1] = Part(value, "nanoseconds"u8, TypeId.Int64, field, row);
                break;
            default:
                bool fits = JsonBuffers.StringLength(value, true, field, row) == field->fixed_size;
                Require(fits, value, field, row, $"{field->fixed_size} bytes as hexadecimal digits");
                JsonBuffers.CopyString(value, true, target);
                break;
        }
    }

    private static long Part(JsonValue interval, ReadOnlySpan<byte> name, TypeId type, Field* field, long row)
    {
        Require(interval.IsObject, interval, field, row, "an object");
        return JsonBuffers.Integer(interval[name], type, field, row);
    }

    private static void Require(bool fits, JsonValue value, Field* field, long row, string expected)
    {
        if (!fits)
        {
            JsonColumn.Refuse(field, row, value, expected);
        }
    }
}
