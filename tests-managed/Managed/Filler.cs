using System.Numerics;

namespace ArrowBridge.Tests.Managed;

/// <summary>Appends values of any type, and returns the values that reading must give.</summary>
internal static class Filler
{
    public static object Append(ColumnBuilder column, int i)
    {
        DataType type = column.Field.Type;
        if (type.IsDictionary)
        {
            column.Dictionary().Append($"word {i % 2}");
            return $"word {i % 2}";
        }
        return type.Id switch
        {
            TypeId.Boolean => Appended(column.Booleans().Append, i % 2 == 0),
            TypeId.Int8 => Value(column, (sbyte)-i),
            TypeId.UInt8 => Value(column, (byte)i),
            TypeId.Int16 => Value(column, (short)-i),
            TypeId.UInt16 => Value(column, (ushort)i),
            TypeId.Int32 or TypeId.IntervalMonths => Value(column, i),
            TypeId.UInt32 => Value(column, (uint)i),
            TypeId.Int64 => Value(column, -(long)i),
            TypeId.UInt64 => Value(column, ulong.MaxValue - (ulong)i),
            TypeId.Float16 => Value(column, (Half)i),
            TypeId.Float32 => Value(column, i + 0.5f),
            TypeId.Float64 => Value(column, i + 0.25),
            TypeId.Decimal32 => Value(column, (int)ArrowDecimal.Unscaled(i - 0.5m, type.Scale), i - 0.5m),
            TypeId.Decimal64 => Value(column, (long)ArrowDecimal.Unscaled(i + 0.5m, type.Scale), i + 0.5m),
            TypeId.Decimal128 => Value(column, (Int128)(-i), (BigInteger)(-i)),
            TypeId.Decimal256 => Value(column, (Int256)(-BigInteger.Pow(10, 70) - i), -BigInteger.Pow(10, 70) - i),
            >= TypeId.Date32 and <= TypeId.Duration => Time(column, type, i),
            TypeId.IntervalDayTime => Value(column, new DayTimeInterval(i, -i)),
            TypeId.IntervalMonthDayNano => Value(column, new MonthDayNanoInterval(i, -i, 7L * i)),
            TypeId.FixedSizeBinary => Bytes(column, Enumerable.Repeat((byte)i, type.FixedSize).ToArray()),
            TypeId.Binary or TypeId.LargeBinary or TypeId.BinaryView =>
                Bytes(column, Enumerable.Repeat((byte)i, 7 * i).ToArray()),
            TypeId.Utf8 or TypeId.LargeUtf8 or TypeId.Utf8View =>
                Appended<string>(column.Bytes().Append, new string('ä', 4 * i)),
            TypeId.Struct => Struct(column.Structs(), i),
            TypeId.Map => Map(column.Lists(), i),
            TypeId.DenseUnion or TypeId.SparseUnion => Append(column.Unions().Append(type.TypeIds[i % 2]), i),
            TypeId.RunEndEncoded => Run(column.Runs(), i),
            _ => List(column.Lists(), type.Id == TypeId.FixedSizeList ? type.FixedSize : i, i),
        };
    }

    private static object Appended<T>(Action<T> append, T value)
        where T : notnull
    {
        append(value);
        return value;
    }

    private static object Value<T>(ColumnBuilder column, T value, object? read = null)
        where T : unmanaged
    {
        column.Values<T>().Append(value);
        return read ?? value;
    }

    private static byte[] Bytes(ColumnBuilder column, byte[] value)
    {
        column.Bytes().Append(value);
        return value;
    }

    private static object Time(ColumnBuilder column, DataType type, int i)
    {
        DateTimeOffset when = new(1969 + i, 12, 31, 23, 59, 59, TimeSpan.Zero);
        DateOnly date = DateOnly.FromDateTime(when.DateTime);
        TimeSpan span = TimeSpan.FromSeconds((3600 * i) + 1);
        long count = type.Id == TypeId.Timestamp
            ? ArrowTime.Timestamp(when, type.Unit)
            : ArrowTime.Span(span, type.Unit);
        object read = type.Unit == TimeUnit.Nanosecond ? count
            : type.Id == TypeId.Timestamp ? type.Timezone is null ? (object)when.DateTime : when
            : type.Id == TypeId.Duration ? span
            : TimeOnly.FromTimeSpan(span);
        return type.Id switch
        {
            TypeId.Date32 => Value(column, ArrowTime.Date32(date), date),
            TypeId.Date64 => Value(column, 86_400_000L * ArrowTime.Date32(date), date),
            TypeId.Time32 => Value(column, (int)count, read),
            _ => Value(column, count, read),
        };
    }

    private static object List(ListBuilder lists, int size, int i)
    {
        lists.Append();
        object[] items = new object[size];
        for (int item = 0; item < size; item++)
        {
            items[item] = Append(lists.Items, i + item);
        }
        return items;
    }

    private static object Struct(StructBuilder structs, int i)
    {
        structs.Append();
        return structs.Fields.Select(
            field => KeyValuePair.Create<string, object?>(field.Field.Name, Append(field, i))).ToArray();
    }

    private static object Map(ListBuilder maps, int i)
    {
        maps.Append();
        KeyValuePair<object, object?>[] pairs = new KeyValuePair<object, object?>[i];
        for (int entry = 0; entry < i; entry++)
        {
            StructBuilder entries = maps.Items.Structs();
            entries.Append();
            pairs[entry] = new(Append(entries.Fields[0], i + entry), Append(entries.Fields[1], entry));
        }
        return pairs;
    }

    private static object Run(RunBuilder runs, int i)
    {
        object value = Append(runs.Items, i);
        runs.Append();
        return value;
    }
}
