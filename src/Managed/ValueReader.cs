using System.Numerics;
using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>Converts values of any type to .NET objects. The contents of the array must have been validated.</summary>
internal static unsafe class ValueReader
{
    // The number of digits that every decimal can hold.
    private const int DecimalDigits = 28;

    /// <param name="field">The field of the array.</param>
    /// <param name="array">The array.</param>
    /// <param name="row">The row, counted from the offset of the array.</param>
    public static object? Read(Field* field, CArrowArray* array, long row)
    {
        if (ArrowArray.IsNull(field, array, row))
        {
            return null;
        }
        long slot = array->offset + row;
        if (field->IsDictionary)
        {
            return Read(field->dictionary, array->dictionary, Integers.Read(array->buffers[1], field->type, slot));
        }
        switch (field->type)
        {
            case TypeId.Boolean:
                return Bits.Get((byte*)array->buffers[1], slot);
            case <= TypeId.Float64:
                return Number(field->type, array->buffers[1], slot);
            case <= TypeId.Decimal256:
                return Decimal(field, (byte*)array->buffers[1] + (slot * (field->bit_width / 8)));
            case <= TypeId.IntervalMonthDayNano:
                return Time(field, (byte*)array->buffers[1] + (slot * (field->bit_width / 8)));
            case <= TypeId.Utf8View:
                return Bytes(field, array, slot);
            default:
                return Nested(field, array, slot);
        }
    }

    private static object Number(TypeId type, void* values, long slot) => type switch
    {
        TypeId.Int8 => ((sbyte*)values)[slot],
        TypeId.UInt8 => ((byte*)values)[slot],
        TypeId.Int16 => ((short*)values)[slot],
        TypeId.UInt16 => ((ushort*)values)[slot],
        TypeId.Int32 => ((int*)values)[slot],
        TypeId.UInt32 => ((uint*)values)[slot],
        TypeId.Int64 => ((long*)values)[slot],
        TypeId.UInt64 => ((ulong*)values)[slot],
        TypeId.Float16 => ((Half*)values)[slot],
        TypeId.Float32 => ((float*)values)[slot],
        _ => ((double*)values)[slot],
    };

    private static object Decimal(Field* field, byte* value)
    {
        BigInteger unscaled = new(new ReadOnlySpan<byte>(value, (int)(field->bit_width / 8)));
        bool fits = field->precision <= DecimalDigits && field->scale is >= 0 and <= DecimalDigits;
        return fits ? ArrowDecimal.ToDecimal(unscaled, field->scale) : unscaled;
    }

    private static object Time(Field* field, byte* value)
    {
        long number = field->bit_width == 32 ? *(int*)value : *(long*)value;
        switch (field->type)
        {
            case TypeId.Date32:
                return DateOnly.FromDateTime(ArrowTime.ToDateTimeOffset(number * 86_400, TimeUnit.Second).DateTime);
            case TypeId.Date64:
                return DateOnly.FromDateTime(ArrowTime.ToDateTimeOffset(number, TimeUnit.Millisecond).DateTime);
            case TypeId.IntervalDayTime:
                return *(DayTimeInterval*)value;
            case TypeId.IntervalMonthDayNano:
                return *(MonthDayNanoInterval*)value;
            case TypeId.Time32 or TypeId.Time64 or TypeId.Timestamp or TypeId.Duration
                when field->unit != TimeUnit.Nanosecond:
                return Counted(field, number);
            default:
                return field->type == TypeId.IntervalMonths ? (object)(int)number : number;
        }
    }

    private static object Counted(Field* field, long number)
    {
        switch (field->type)
        {
            case TypeId.Timestamp:
                DateTimeOffset instant = ArrowTime.ToDateTimeOffset(number, field->unit);
                return field->timezone[0] == 0 ? (object)instant.DateTime : instant;
            case TypeId.Duration:
                return ArrowTime.ToTimeSpan(number, field->unit);
            default:
                TimeSpan time = ArrowTime.ToTimeSpan(number, field->unit);
                if (time < TimeSpan.Zero || time >= TimeSpan.FromDays(1))
                {
                    Throw.Invalid(Field.Path(field), $"{number} is not a time of day");
                }
                return TimeOnly.FromTimeSpan(time);
        }
    }

    private static object Bytes(Field* field, CArrowArray* array, long slot)
    {
        byte* start = ValueBytes.Of(field, array, slot, out long length);
        ReadOnlySpan<byte> bytes = new(start, ToArrayLength(field, length));
        return field->type >= TypeId.Utf8 ? Encoding.UTF8.GetString(bytes) : bytes.ToArray();
    }

    private static object? Nested(Field* field, CArrowArray* array, long slot)
    {
        switch (field->type)
        {
            case TypeId.Struct:
                KeyValuePair<string, object?>[] members = new KeyValuePair<string, object?>[field->n_children];
                for (int i = 0; i < members.Length; i++)
                {
                    Field* child = field->children + i;
                    members[i] = new(Encoding.UTF8.GetString(child->Name), Read(child, array->children[i], slot));
                }
                return members;
            case TypeId.DenseUnion or TypeId.SparseUnion:
                (int chosen, long row) = ValueBytes.Member(field, array, slot);
                return Read(field->children + chosen, array->children[chosen], row);
            case TypeId.RunEndEncoded:
                return Read(field->children + 1, array->children[1], ValueBytes.Run(field, array, slot));
            case TypeId.Map:
                return Entries(field, array, slot);
            default:
                (long start, long count) = ValueBytes.Items(field, array, slot);
                object?[] items = new object?[ToArrayLength(field, count)];
                for (int i = 0; i < items.Length; i++)
                {
                    items[i] = Read(field->children, array->children[0], start + i);
                }
                return items;
        }
    }

    private static object Entries(Field* field, CArrowArray* array, long slot)
    {
        (long start, long count) = ValueBytes.Items(field, array, slot);
        CArrowArray* entries = array->children[0];
        KeyValuePair<object, object?>[] pairs = new KeyValuePair<object, object?>[ToArrayLength(field, count)];
        for (int i = 0; i < pairs.Length; i++)
        {
            long row = entries->offset + start + i;
            pairs[i] = new(
                Read(field->children->children, entries->children[0], row)!,
                Read(field->children->children + 1, entries->children[1], row));
        }
        return pairs;
    }

    /// <summary>Returns the length as an int. Throws if a .NET array cannot hold it.</summary>
    private static int ToArrayLength(Field* field, long length)
    {
        if (length > Array.MaxLength)
        {
            Throw.Invalid(Field.Path(field), $"the value has a length of {length}, more than a .NET array can hold");
        }
        return (int)length;
    }
}
