using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>Prints one value of an array as text. The contents of the array are already checked.</summary>
internal static unsafe partial class ValuePrinter
{
    private const string Null = "null";

    /// <summary>Checks the array of a handle and appends one value as in a cell of a table.</summary>
    /// <param name="maxWidth">The maximum width; 0 for no limit.</param>
    public static void Print(ArrayBlock* block, long index, long maxWidth, PooledText text)
    {
        if (maxWidth < 0)
        {
            Throw.Argument("max_width", $"is {maxWidth}");
        }
        ScalarReader.RequireRow(block, index);
        Validation.Check(block, Validation.Default);
        DisplayText cell = new(maxWidth == 0 ? long.MaxValue : maxWidth, text);
        Append(cell, SharedArray.FieldOf(block), &block->array, index, false);
    }

    /// <param name="row">Counts from the array's offset.</param>
    /// <param name="nested">Whether the value is inside a list, struct, map or union, where ambiguous texts are
    /// quoted.</param>
    public static void Append(DisplayText text, Field* field, CArrowArray* array, long row, bool nested)
    {
        long slot = array->offset + row;
        if (field->type == TypeId.Null || !IsValid(field, array, slot))
        {
            text.Append(Null);
            return;
        }
        if (field->dictionary != null)
        {
            Append(text, field->dictionary, array->dictionary, Integers.Read(array->buffers[1], field->type, slot),
                nested);
            return;
        }
        switch (field->type)
        {
            case TypeId.Boolean:
                text.Append(Bits.Get((byte*)array->buffers[1], slot) ? "true" : "false");
                break;
            case >= TypeId.Int8 and <= TypeId.Float64:
                AppendNumber(text, field->type, array->buffers[1], slot);
                break;
            case >= TypeId.Decimal32 and <= TypeId.Decimal256:
                int bytes = (int)(field->bit_width / 8);
                text.Append(NumberText.Decimal((byte*)array->buffers[1] + (slot * bytes), bytes, field->scale));
                break;
            case >= TypeId.Date32 and <= TypeId.IntervalMonthDayNano:
                AppendTime(text, field, (byte*)array->buffers[1] + (slot * (field->bit_width / 8)));
                break;
            case TypeId.FixedSizeBinary:
                text.AppendHex(
                    new ReadOnlySpan<byte>((byte*)array->buffers[1] + (slot * field->fixed_size), field->fixed_size));
                break;
            case >= TypeId.Binary and <= TypeId.Utf8View:
                AppendBytes(text, field, array, slot, nested);
                break;
            default:
                AppendNested(text, field, array, slot);
                break;
        }
    }

    /// <summary>A null count of 0 is trusted, as in the check of contents.</summary>
    public static bool IsValid(Field* field, CArrowArray* array, long slot) =>
        array->null_count == 0 || !Layouts.Of(field->type).HasValidity || array->buffers[0] == null ||
        Bits.Get((byte*)array->buffers[0], slot);

    private static void AppendNumber(DisplayText text, TypeId type, void* values, long slot)
    {
        switch (type)
        {
            case TypeId.UInt64:
                text.Append(((ulong*)values)[slot].ToString(System.Globalization.CultureInfo.InvariantCulture));
                break;
            case TypeId.Float16:
                text.Append(NumberText.Of(((Half*)values)[slot]));
                break;
            case TypeId.Float32:
                text.Append(NumberText.Of(((float*)values)[slot]));
                break;
            case TypeId.Float64:
                text.Append(NumberText.Of(((double*)values)[slot]));
                break;
            default:
                text.Append(Integers.Read(values, type, slot));
                break;
        }
    }

    private static void AppendTime(DisplayText text, Field* field, byte* value)
    {
        if (field->type <= TypeId.Timestamp)
        {
            byte* time = stackalloc byte[TimeText.MaxLength];
            text.AppendAscii(new ReadOnlySpan<byte>(time, (int)(TimeText.Put(time, field, value) - time)));
            return;
        }
        text.Append(field->type == TypeId.Duration
            ? TimeText.Duration(*(long*)value, field->unit) : TimeText.Interval(field, value));
    }

    private static void AppendBytes(DisplayText text, Field* field, CArrowArray* array, long slot, bool nested)
    {
        byte* start = ValueBytes.Of(field, array, slot, out long length);
        // A span is limited to 2 GB. The rest of a longer value would not be shown anyway.
        ReadOnlySpan<byte> bytes = new(start, (int)Math.Min(length, int.MaxValue));
        if (field->type < TypeId.Utf8)
        {
            text.AppendHex(bytes);
            return;
        }
        bool quoted = bytes.SequenceEqual("null"u8) ||
            (nested && (bytes.IsEmpty || bytes.IndexOfAny(",:[]{}\""u8) >= 0));
        text.Append(quoted ? "\"" : "");
        text.AppendUtf8(bytes);
        text.Append(quoted ? "\"" : "");
    }
}
