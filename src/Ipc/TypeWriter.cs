using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;
using Kind = ArrowBridge.Ipc.IpcTypes.Kind;

namespace ArrowBridge.Ipc;

/// <summary>Writes types as IPC metadata (union Type of Schema.fbs). <see cref="IpcTypes"/> reads them.</summary>
internal static unsafe class TypeWriter
{
    /// <summary>Writes the table with the parameters of a type and returns the kind of type.</summary>
    public static Kind Write(ref FlatWriter writer, Field* field, out long table)
    {
        switch (field->type)
        {
            case >= TypeId.Int8 and <= TypeId.UInt64:
                table = Int(ref writer, field->type);
                return Kind.Int;
            case TypeId.Float16 or TypeId.Float32 or TypeId.Float64:
                table = Short(ref writer, field->type - TypeId.Float16);
                return Kind.FloatingPoint;
            case TypeId.Decimal32 or TypeId.Decimal64 or TypeId.Decimal128 or TypeId.Decimal256:
                table = writer.Table([4, 4, 4]);
                writer.Set(table, 0, field->precision);
                writer.Set(table, 1, field->scale);
                writer.Set(table, 2, (int)field->bit_width);
                return Kind.Decimal;
            case TypeId.Date32 or TypeId.Date64:
                table = Short(ref writer, field->type - TypeId.Date32);
                return Kind.Date;
            case TypeId.Time32 or TypeId.Time64:
                table = writer.Table([2, 4]);
                writer.Set(table, 0, (short)field->unit);
                writer.Set(table, 1, (int)field->bit_width);
                return Kind.Time;
            case TypeId.Timestamp:
                table = Timestamp(ref writer, field);
                return Kind.Timestamp;
            case TypeId.Duration:
                table = Short(ref writer, (int)field->unit);
                return Kind.Duration;
            case TypeId.IntervalMonths or TypeId.IntervalDayTime or TypeId.IntervalMonthDayNano:
                table = Short(ref writer, field->type - TypeId.IntervalMonths);
                return Kind.Interval;
            case TypeId.FixedSizeBinary or TypeId.FixedSizeList:
                table = writer.Table([4]);
                writer.Set(table, 0, field->fixed_size);
                return field->type == TypeId.FixedSizeList ? Kind.FixedSizeList : Kind.FixedSizeBinary;
            case TypeId.Map:
                table = writer.Table([1]);
                writer.Set(table, 0, (field->flags & ArrowFlag.MapKeysSorted) != 0);
                return Kind.Map;
            case TypeId.DenseUnion or TypeId.SparseUnion:
                table = Union(ref writer, field);
                return Kind.Union;
            default:
                table = writer.Table([]);
                return Plain(field->type);
        }
    }

    /// <summary>Writes an integer type: of a field, or of the indices of a dictionary.</summary>
    public static long Int(ref FlatWriter writer, TypeId type)
    {
        long table = writer.Table([4, 1]);
        writer.Set(table, 0, Layouts.Of(type).BitWidth);
        writer.Set(table, 1, type is TypeId.Int8 or TypeId.Int16 or TypeId.Int32 or TypeId.Int64);
        return table;
    }

    /// <summary>Writes a type with one 16-bit parameter: a unit or a precision.</summary>
    private static long Short(ref FlatWriter writer, int value)
    {
        long table = writer.Table([2]);
        writer.Set(table, 0, (short)value);
        return table;
    }

    private static long Timestamp(ref FlatWriter writer, Field* field)
    {
        ReadOnlySpan<byte> zone = Utf8Text.Span(field->timezone);
        long table = zone.IsEmpty ? writer.Table([2]) : writer.Table([2, 4]);
        writer.Set(table, 0, (short)field->unit);
        if (!zone.IsEmpty)
        {
            writer.Text(1, table, zone);
        }
        return table;
    }

    private static long Union(ref FlatWriter writer, Field* field)
    {
        long table = writer.Table([2, 4]);
        writer.Set(table, 0, (short)(field->type == TypeId.DenseUnion ? 1 : 0));
        long ids = writer.Vector(1, table, field->n_children, sizeof(int));
        for (int i = 0; i < field->n_children; i++)
        {
            ((int*)(writer.Data + FlatWriter.Elements(ids)))[i] = field->type_ids[i];
        }
        return table;
    }

    private static Kind Plain(TypeId type)
    {
        switch (type)
        {
            case TypeId.Null:
                return Kind.Null;
            case TypeId.Boolean:
                return Kind.Bool;
            case TypeId.Binary:
                return Kind.Binary;
            case TypeId.LargeBinary:
                return Kind.LargeBinary;
            case TypeId.BinaryView:
                return Kind.BinaryView;
            case TypeId.Utf8:
                return Kind.Utf8;
            case TypeId.LargeUtf8:
                return Kind.LargeUtf8;
            case TypeId.Utf8View:
                return Kind.Utf8View;
            case TypeId.List:
                return Kind.List;
            case TypeId.LargeList:
                return Kind.LargeList;
            case TypeId.ListView:
                return Kind.ListView;
            case TypeId.LargeListView:
                return Kind.LargeListView;
            case TypeId.Struct:
                return Kind.Struct;
            case TypeId.RunEndEncoded:
                return Kind.RunEndEncoded;
            default:
                Throw.NotSupported("FMT-55", null, $"type {type} cannot be written as IPC");
                return Kind.None;
        }
    }
}
