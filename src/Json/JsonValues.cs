using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Json;

/// <summary>Values buffers of fixed width. What stands in null rows is not looked at.</summary>
internal static unsafe class JsonValues
{
    /// <summary>Null rows may be written shorter than their values of fixed size; memory grows by no more than this over the text.</summary>
    private const int Growth = 64;

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
            Throw.Invalid(Field.Path(field), $"the values should take {size} bytes, but most of them are not there");
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

    /// <summary>The integer that a type is stored as, where it is written as one.</summary>
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
                Require(JsonNumbers.TryDouble(value, out *(double*)target), value, field, row, "a number that 64 bits can hold");
                break;
            case >= TypeId.Decimal32 and <= TypeId.Decimal256:
                int bytes = (int)(field->bit_width / 8);
                Require(JsonNumbers.TryWide(value, target, bytes), value, field, row, $"an integer that {field->bit_width} bits can hold");
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
                Require(fits, value, field, row, $"the hexadecimal form of {field->fixed_size} bytes");
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
