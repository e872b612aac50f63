using ArrowBridge.Errors;

namespace ArrowBridge.Schemas;

/// <summary>
/// Parses a format string (FMT-*) into a <see cref="Field"/>. Sets widths, units and parameters, not children.
/// </summary>
internal static unsafe class FormatParser
{
    /// <summary>The most type ids that a union can have.</summary>
    public const int MostTypeIds = 128;

    // "+ud:" or "+us:"
    private const int UnionPrefix = 4;

    /// <summary>Parses all but the type ids of a union, which <see cref="TypeIds"/> does.</summary>
    public static void Parse(ReadOnlySpan<byte> format, Field* field, string? path = null)
    {
        field->timezone = null;
        if (format.Length == 1 && Simple(format[0]) is { } simple)
        {
            field->type = simple;
            return;
        }
        bool known = format.Length > 1 && format[0] switch
        {
            (byte)'v' => View(format, field),
            (byte)'t' => Temporal(format, field, path),
            (byte)'d' => Decimal(format, field, path),
            (byte)'w' => FixedSizeBinary(format, field, path),
            (byte)'+' => Nested(format, field, path),
            _ => false,
        };
        if (!known)
        {
            Throw.NotSupported("FMT-55", path, format.IsEmpty
                ? "the format string is empty"
                : $"the format '{Utf8Text.Display(format)}' is not known");
        }
    }

    private static TypeId? Simple(byte format) => format switch
    {
        (byte)'n' => TypeId.Null,
        (byte)'b' => TypeId.Boolean,
        (byte)'c' => TypeId.Int8,
        (byte)'C' => TypeId.UInt8,
        (byte)'s' => TypeId.Int16,
        (byte)'S' => TypeId.UInt16,
        (byte)'i' => TypeId.Int32,
        (byte)'I' => TypeId.UInt32,
        (byte)'l' => TypeId.Int64,
        (byte)'L' => TypeId.UInt64,
        (byte)'e' => TypeId.Float16,
        (byte)'f' => TypeId.Float32,
        (byte)'g' => TypeId.Float64,
        (byte)'z' => TypeId.Binary,
        (byte)'Z' => TypeId.LargeBinary,
        (byte)'u' => TypeId.Utf8,
        (byte)'U' => TypeId.LargeUtf8,
        _ => null,
    };

    private static bool View(ReadOnlySpan<byte> format, Field* field)
    {
        if (format.SequenceEqual("vz"u8))
        {
            field->type = TypeId.BinaryView;
            return true;
        }
        field->type = TypeId.Utf8View;
        return format.SequenceEqual("vu"u8);
    }

    private static bool Temporal(ReadOnlySpan<byte> format, Field* field, string? path)
    {
        if (format.Length < 3)
        {
            return false;
        }
        byte unit = format[2];
        switch (format[1])
        {
            case (byte)'d' when format.Length == 3:
                field->type = unit == 'D' ? TypeId.Date32 : TypeId.Date64;
                return unit is (byte)'D' or (byte)'m';
            case (byte)'t' when format.Length == 3 && Unit(unit, field):
                field->type = field->unit <= TimeUnit.Millisecond ? TypeId.Time32 : TypeId.Time64;
                return true;
            case (byte)'D' when format.Length == 3 && Unit(unit, field):
                field->type = TypeId.Duration;
                return true;
            case (byte)'i' when format.Length == 3:
                field->type = unit switch
                {
                    (byte)'M' => TypeId.IntervalMonths,
                    (byte)'D' => TypeId.IntervalDayTime,
                    _ => TypeId.IntervalMonthDayNano,
                };
                return unit is (byte)'M' or (byte)'D' or (byte)'n';
            case (byte)'s' when Unit(unit, field):
                if (format.Length == 3 || format[3] != ':')
                {
                    Throw.Rule("FMT-35", path,
                        $"the format '{Utf8Text.Display(format)}' lacks the colon after the unit of a timestamp");
                }
                field->type = TypeId.Timestamp;
                return true;
            default:
                return false;
        }
    }

    private static bool Unit(byte letter, Field* field)
    {
        field->unit = letter switch
        {
            (byte)'s' => TimeUnit.Second,
            (byte)'m' => TimeUnit.Millisecond,
            (byte)'u' => TimeUnit.Microsecond,
            _ => TimeUnit.Nanosecond,
        };
        return letter is (byte)'s' or (byte)'m' or (byte)'u' or (byte)'n';
    }

    private static bool Decimal(ReadOnlySpan<byte> format, Field* field, string? path)
    {
        if (format[1] != ':')
        {
            return false;
        }
        ReadOnlySpan<byte> rest = format[2..];
        int width = 128;
        if (!Number(ref rest, out field->precision) || !Comma(ref rest) || !Number(ref rest, out field->scale) ||
            (!rest.IsEmpty && (!Comma(ref rest) || !Number(ref rest, out width) || !rest.IsEmpty)))
        {
            Throw.Rule("FMT-21", path, $"the format '{Utf8Text.Display(format)}' is not d:precision,scale[,width]");
        }
        (field->type, int most) = width switch
        {
            32 => (TypeId.Decimal32, 9),
            64 => (TypeId.Decimal64, 18),
            128 => (TypeId.Decimal128, 38),
            256 => (TypeId.Decimal256, 76),
            _ => (TypeId.Null, 0),
        };
        if (most == 0)
        {
            Throw.Rule("FMT-22", path, $"the decimal width {width} is not 32, 64, 128 or 256");
        }
        if (field->precision < 1 || field->precision > most)
        {
            Throw.Rule("FMT-22", path,
                $"precision {field->precision} is not between 1 and {most}, which {width} bits can hold");
        }
        return true;
    }

    private static bool FixedSizeBinary(ReadOnlySpan<byte> format, Field* field, string? path)
    {
        if (format[1] != ':')
        {
            return false;
        }
        field->type = TypeId.FixedSizeBinary;
        field->fixed_size = Count(format[2..], format, "FMT-23", path);
        return true;
    }

    private static bool Nested(ReadOnlySpan<byte> format, Field* field, string? path)
    {
        ReadOnlySpan<byte> name = format[1..];
        TypeId? type = name switch
        {
            [(byte)'l'] => TypeId.List,
            [(byte)'L'] => TypeId.LargeList,
            [(byte)'v', (byte)'l'] => TypeId.ListView,
            [(byte)'v', (byte)'L'] => TypeId.LargeListView,
            [(byte)'s'] => TypeId.Struct,
            [(byte)'m'] => TypeId.Map,
            [(byte)'r'] => TypeId.RunEndEncoded,
            [(byte)'w', (byte)':', ..] => TypeId.FixedSizeList,
            [(byte)'u', (byte)'d', (byte)':', ..] => TypeId.DenseUnion,
            [(byte)'u', (byte)'s', (byte)':', ..] => TypeId.SparseUnion,
            _ => null,
        };
        if (type is not { } known)
        {
            return false;
        }
        field->type = known;
        if (known == TypeId.FixedSizeList)
        {
            field->fixed_size = Count(name[2..], format, "FMT-48", path);
        }
        return true;
    }

    /// <summary>Parses the type ids in the format of a union.</summary>
    /// <param name="target">At least <see cref="MostTypeIds"/> bytes; receives the ids, in the order of the
    /// children.</param>
    /// <returns>The number of type ids.</returns>
    public static int TypeIds(ReadOnlySpan<byte> format, Span<byte> target, string? path = null)
    {
        ReadOnlySpan<byte> list = format[UnionPrefix..];
        int count = 0;
        while (!list.IsEmpty)
        {
            if ((count > 0 && !Comma(ref list)) || !Number(ref list, out int id))
            {
                Throw.Rule("FMT-51", path, $"the format '{Utf8Text.Display(format)}' is not a list of type ids");
                return 0;
            }
            if (id < 0 || id >= MostTypeIds)
            {
                Throw.Rule("FMT-51", path, $"type id {id} is not between 0 and 127");
            }
            if (target[..count].Contains((byte)id))
            {
                Throw.Rule("FMT-51", path, $"type id {id} appears twice in '{Utf8Text.Display(format)}'");
            }
            target[count++] = (byte)id;
        }
        return count;
    }

    private static int Count(ReadOnlySpan<byte> text, ReadOnlySpan<byte> format, string rule, string? path)
    {
        if (!Number(ref text, out int count) || !text.IsEmpty || count < 0)
        {
            Throw.Rule(rule, path,
                $"the size in the format '{Utf8Text.Display(format)}' is not a number from 0 to 2147483647");
        }
        return count;
    }

    private static bool Comma(ref ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != ',')
        {
            return false;
        }
        text = text[1..];
        return true;
    }

    private static bool Number(ref ReadOnlySpan<byte> text, out int value)
    {
        int digits = !text.IsEmpty && text[0] == '-' ? 1 : 0;
        long number = 0;
        int i = digits;
        for (; i < text.Length && text[i] is >= (byte)'0' and <= (byte)'9' && number <= int.MaxValue; i++)
        {
            number = (number * 10) + (text[i] - '0');
        }
        value = (int)(digits == 1 ? -number : number);
        bool isValid = i > digits && number <= int.MaxValue && (digits == 0 || number > 0);
        text = text[i..];
        return isValid;
    }
}
