using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge.Text;

/// <summary>What CSV and NDJSON have in common: where a value is, and the text of values that have no parts.</summary>
internal static unsafe class TextValues
{
    /// <summary>Follows dictionaries and run ends to the value. Returns false if it is null.</summary>
    public static bool TryResolve(ref Position at)
    {
        while (true)
        {
            if (at.field->type == TypeId.Null || !at.IsValid)
            {
                return false;
            }
            if (at.field->IsDictionary)
            {
                at = at.Entry(Integers.Read(at.array->buffers[1], at.field->type, at.at));
            }
            else if (at.field->type == TypeId.RunEndEncoded)
            {
                at = at.Child(1, ValueBytes.Run(at.field, at.array, at.at));
            }
            else
            {
                return true;
            }
        }
    }

    public static bool IsText(TypeId type) => type is >= TypeId.Utf8 and <= TypeId.Utf8View;

    public static bool IsBinary(TypeId type) => type is >= TypeId.FixedSizeBinary and <= TypeId.BinaryView;

    public static bool IsNested(TypeId type) => type > TypeId.Utf8View;

    /// <summary>The bytes of a text or binary value.</summary>
    public static ReadOnlySpan<byte> BytesOf(Position at)
    {
        byte* start = ValueBytes.Of(at.field, at.array, at.at, out long length);
        if (length > int.MaxValue)
        {
            Throw.NotSupported(null, Field.Path(at.field), $"a value has {length} bytes, and the limit is 2147483647");
        }
        return new ReadOnlySpan<byte>(start, (int)length);
    }

    /// <summary>Writes a boolean, decimal, date, time or interval. The text has no comma and no quotation
    /// mark.</summary>
    public static void Write(ref TextOutput output, Position at)
    {
        Field* field = at.field;
        if (field->type == TypeId.Boolean)
        {
            output.Put(Bits.Get((byte*)at.array->buffers[1], at.at) ? "true"u8 : "false"u8);
            return;
        }
        long width = field->bit_width / 8;
        byte* value = (byte*)at.array->buffers[1] + (at.at * width);
        if (field->type is >= TypeId.Date32 and <= TypeId.Timestamp)
        {
            WriteTime(ref output, field, value);
            return;
        }
        output.PutAscii(field->type is >= TypeId.Decimal32 and <= TypeId.Decimal256
            ? NumberText.Decimal(value, (int)width, field->scale) : TimeText.Interval(field, value));
    }

    private static void WriteTime(ref TextOutput output, Field* field, byte* value)
    {
        fixed (byte* target = output.Reserve(TimeText.MaxLength))
        {
            output.Advance((int)(TimeText.Put(target, field, value) - target));
        }
    }
}
