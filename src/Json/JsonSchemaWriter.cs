using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge.Json;

/// <summary>
/// Writes a schema. Every dictionary-encoded field gets its own dictionary id, inner fields before outer ones.
/// </summary>
internal static unsafe class JsonSchemaWriter
{
    /// <param name="ids">Dictionary ids, by index in the schema's array of fields.</param>
    public static void Write(ref JsonOutput output, SchemaBlock* schema, long[] ids)
    {
        Field* root = SchemaBlock.Root(schema);
        output.Key("schema"u8);
        output.Start('{');
        output.Key("fields"u8);
        output.Start('[');
        for (int i = 0; i < root->n_children; i++)
        {
            output.Line();
            WriteField(ref output, root->children + i, ids);
        }
        output.End(']');
        WriteMetadata(ref output, root);
        output.End('}');
    }

    private static void WriteField(ref JsonOutput output, Field* field, long[] ids)
    {
        Field* values = field->dictionary == null ? field : field->dictionary;
        output.Start('{');
        output.Key("name"u8);
        WriteText(ref output, field->Name, field, "the name");
        output.Key("type"u8);
        WriteType(ref output, values);
        output.Key("nullable"u8);
        output.Bool(field->IsNullable);
        output.Key("children"u8);
        output.Start('[');
        for (int i = 0; i < values->n_children; i++)
        {
            WriteField(ref output, values->children + i, ids);
        }
        output.End(']');
        if (field->dictionary != null)
        {
            WriteEncoding(ref output, field, ids[field->index]);
        }
        WriteMetadata(ref output, field);
        output.End('}');
    }

    private static void WriteEncoding(ref JsonOutput output, Field* field, long id)
    {
        if (field->dictionary->dictionary != null)
        {
            Throw.NotSupported(null, Field.Path(field),
                "the values of the dictionary are dictionary-encoded themselves, which the format cannot express");
        }
        output.Key("dictionary"u8);
        output.Start('{');
        output.Key("id"u8);
        output.Number(id);
        output.Key("indexType"u8);
        WriteType(ref output, field);
        output.Key("isOrdered"u8);
        output.Bool((field->flags & ArrowFlag.DictionaryOrdered) != 0);
        output.End('}');
    }

    private static void WriteMetadata(ref JsonOutput output, Field* field)
    {
        if (field->metadata == null)
        {
            return;
        }
        output.Key("metadata"u8);
        output.Start('[');
        Metadata.Pairs pairs = new(field->metadata);
        while (pairs.Next())
        {
            output.Start('{');
            output.Key("key"u8);
            WriteText(ref output, pairs.Key, field, "a metadata key");
            output.Key("value"u8);
            WriteText(ref output, pairs.Value, field, "a metadata value");
            output.End('}');
        }
        output.End(']');
    }

    private static void WriteText(ref JsonOutput output, ReadOnlySpan<byte> text, Field* field, string what)
    {
        if (!output.TryText(text))
        {
            Throw.NotSupported(null, Field.Path(field), $"{what} is not UTF-8 and cannot be written as JSON");
        }
    }

    private static void WriteType(ref JsonOutput output, Field* field)
    {
        output.Start('{');
        output.Key("name"u8);
        output.Word(Name(field->type));
        WriteParameters(ref output, field);
        output.End('}');
    }

    private static ReadOnlySpan<byte> Name(TypeId type) => type switch
    {
        TypeId.Null => "null"u8,
        TypeId.Boolean => "bool"u8,
        >= TypeId.Int8 and <= TypeId.UInt64 => "int"u8,
        >= TypeId.Float16 and <= TypeId.Float64 => "floatingpoint"u8,
        >= TypeId.Decimal32 and <= TypeId.Decimal256 => "decimal"u8,
        TypeId.Date32 or TypeId.Date64 => "date"u8,
        TypeId.Time32 or TypeId.Time64 => "time"u8,
        TypeId.Timestamp => "timestamp"u8,
        TypeId.Duration => "duration"u8,
        TypeId.IntervalMonths or TypeId.IntervalDayTime or TypeId.IntervalMonthDayNano => "interval"u8,
        TypeId.FixedSizeBinary => "fixedsizebinary"u8,
        TypeId.Binary => "binary"u8,
        TypeId.LargeBinary => "largebinary"u8,
        TypeId.BinaryView => "binaryview"u8,
        TypeId.Utf8 => "utf8"u8,
        TypeId.LargeUtf8 => "largeutf8"u8,
        TypeId.Utf8View => "utf8view"u8,
        TypeId.List => "list"u8,
        TypeId.LargeList => "largelist"u8,
        TypeId.ListView => "listview"u8,
        TypeId.LargeListView => "largelistview"u8,
        TypeId.FixedSizeList => "fixedsizelist"u8,
        TypeId.Struct => "struct"u8,
        TypeId.Map => "map"u8,
        TypeId.DenseUnion or TypeId.SparseUnion => "union"u8,
        _ => "runendencoded"u8,
    };

    private static void WriteParameters(ref JsonOutput output, Field* field)
    {
        switch (field->type)
        {
            case >= TypeId.Int8 and <= TypeId.UInt64:
                output.Key("bitWidth"u8);
                output.Number(field->bit_width);
                output.Key("isSigned"u8);
                output.Bool(field->type is TypeId.Int8 or TypeId.Int16 or TypeId.Int32 or TypeId.Int64);
                break;
            case >= TypeId.Float16 and <= TypeId.Float64:
                output.Key("precision"u8);
                output.Word(field->type == TypeId.Float16 ? "HALF"u8
                    : field->type == TypeId.Float32 ? "SINGLE"u8 : "DOUBLE"u8);
                break;
            case >= TypeId.Decimal32 and <= TypeId.Decimal256:
                output.Key("precision"u8);
                output.Number(field->precision);
                output.Key("scale"u8);
                output.Number(field->scale);
                output.Key("bitWidth"u8);
                output.Number(field->bit_width);
                break;
            case TypeId.Date32 or TypeId.Date64:
                output.Key("unit"u8);
                output.Word(field->type == TypeId.Date32 ? "DAY"u8 : "MILLISECOND"u8);
                break;
            case TypeId.Time32 or TypeId.Time64:
                WriteUnit(ref output, field);
                output.Key("bitWidth"u8);
                output.Number(field->bit_width);
                break;
            case TypeId.Timestamp:
                WriteUnit(ref output, field);
                if (field->timezone[0] != 0)
                {
                    output.Key("timezone"u8);
                    WriteText(ref output, Utf8Text.Span(field->timezone), field, "the timezone");
                }
                break;
            case TypeId.Duration:
                WriteUnit(ref output, field);
                break;
            case TypeId.IntervalMonths or TypeId.IntervalDayTime or TypeId.IntervalMonthDayNano:
                output.Key("unit"u8);
                output.Word(field->type == TypeId.IntervalMonths ? "YEAR_MONTH"u8
                    : field->type == TypeId.IntervalDayTime ? "DAY_TIME"u8 : "MONTH_DAY_NANO"u8);
                break;
            case TypeId.FixedSizeBinary:
                output.Key("byteWidth"u8);
                output.Number(field->fixed_size);
                break;
            case TypeId.FixedSizeList:
                output.Key("listSize"u8);
                output.Number(field->fixed_size);
                break;
            case TypeId.Map:
                output.Key("keysSorted"u8);
                output.Bool((field->flags & ArrowFlag.MapKeysSorted) != 0);
                break;
            case TypeId.DenseUnion or TypeId.SparseUnion:
                WriteUnion(ref output, field);
                break;
            default:
                break;
        }
    }

    private static void WriteUnion(ref JsonOutput output, Field* field)
    {
        output.Key("mode"u8);
        output.Word(field->type == TypeId.DenseUnion ? "DENSE"u8 : "SPARSE"u8);
        output.Key("typeIds"u8);
        output.Start('[');
        for (int i = 0; i < field->n_children; i++)
        {
            output.Number(field->type_ids[i]);
        }
        output.End(']');
    }

    private static void WriteUnit(ref JsonOutput output, Field* field)
    {
        output.Key("unit"u8);
        output.Word(field->unit switch
        {
            TimeUnit.Second => "SECOND"u8,
            TimeUnit.Millisecond => "MILLISECOND"u8,
            TimeUnit.Microsecond => "MICROSECOND"u8,
            _ => "NANOSECOND"u8,
        });
    }
}
