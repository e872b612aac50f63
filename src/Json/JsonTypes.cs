using System.Text;
using ArrowBridge.Errors;

namespace ArrowBridge.Json;

/// <summary>Converts types of the integration format to format strings of the C data interface.</summary>
internal static class JsonTypes
{
    private const string Units = "smun";

    /// <summary>The format string of the type of a field, or of its values if it is dictionary-encoded.</summary>
    public static byte[] Format(JsonValue type, string field)
    {
        string name = Word(type, "name"u8, field);
        return name switch
        {
            "null" => "n"u8.ToArray(),
            "bool" => "b"u8.ToArray(),
            "int" => Int(type, field),
            "floatingpoint" => Letter(type, "precision"u8, ["HALF", "SINGLE", "DOUBLE"], "", "efg", field),
            "decimal" => Decimal(type, OptionalInt(type, "bitWidth"u8, 128, field), field),
            "decimal32" => Decimal(type, 32, field),
            "decimal64" => Decimal(type, 64, field),
            "decimal128" => Decimal(type, 128, field),
            "decimal256" => Decimal(type, 256, field),
            "date" => Letter(type, "unit"u8, ["DAY", "MILLISECOND"], "td", "Dm", field),
            "time" => Time(type, field),
            "timestamp" => Timestamp(type, field),
            "duration" => Unit(type, "tD", field),
            "interval" => Letter(type, "unit"u8, ["YEAR_MONTH", "DAY_TIME", "MONTH_DAY_NANO"], "ti", "MDn", field),
            "fixedsizebinary" => Text($"w:{Int(type, "byteWidth"u8, field)}"),
            "binary" => "z"u8.ToArray(),
            "largebinary" => "Z"u8.ToArray(),
            "utf8" => "u"u8.ToArray(),
            "largeutf8" => "U"u8.ToArray(),
            "binaryview" => "vz"u8.ToArray(),
            "utf8view" => "vu"u8.ToArray(),
            "list" => "+l"u8.ToArray(),
            "largelist" => "+L"u8.ToArray(),
            "listview" => "+vl"u8.ToArray(),
            "largelistview" => "+vL"u8.ToArray(),
            "fixedsizelist" => Text($"+w:{Int(type, "listSize"u8, field)}"),
            "struct" => "+s"u8.ToArray(),
            "map" => "+m"u8.ToArray(),
            "union" => Union(type, field),
            "runendencoded" => "+r"u8.ToArray(),
            _ => Unknown(name, field),
        };
    }

    /// <summary>The format string of an integer type: of a field, or of the indices of a dictionary.</summary>
    public static byte[] Int(JsonValue type, string field)
    {
        long width = Int(type, "bitWidth"u8, field);
        if (!JsonNumbers.TryBool(type["isSigned"u8], out bool isSigned))
        {
            Throw.Invalid(field, $"\"isSigned\" is {type["isSigned"u8].Display()}, not true or false");
        }
        int index = width switch { 8 => 0, 16 => 1, 32 => 2, 64 => 3, _ => -1 };
        if (index < 0)
        {
            Throw.Invalid(field, $"an integer has {width} bits, not 8, 16, 32 or 64");
        }
        return Text((isSigned ? "csil" : "CSIL").Substring(index, 1));
    }

    public static bool KeysSorted(JsonValue type) =>
        type["name"u8].Is("map"u8) && JsonNumbers.TryBool(type["keysSorted"u8], out bool sorted) && sorted;

    private static byte[] Decimal(JsonValue type, long width, string field)
    {
        long precision = Int(type, "precision"u8, field);
        long scale = JsonNumbers.Require(type, "scale"u8, int.MinValue, int.MaxValue, field);
        return Text($"d:{precision},{scale},{width}");
    }

    private static byte[] Time(JsonValue type, string field)
    {
        byte[] format = Unit(type, "tt", field);
        long expected = format[2] is (byte)'s' or (byte)'m' ? 32 : 64;
        long width = OptionalInt(type, "bitWidth"u8, expected, field);
        if (width != expected)
        {
            Throw.Invalid(field, $"a time of this unit has {expected} bits, not {width}");
        }
        return format;
    }

    private static byte[] Timestamp(JsonValue type, string field)
    {
        JsonValue zone = type["timezone"u8];
        if (zone.Exists && !zone.IsNull && !zone.IsString)
        {
            Throw.Invalid(field, $"\"timezone\" is {zone.Display()}, not a string");
        }
        byte[] name = zone.IsString ? zone.StringBytes() : [];
        RequireNoNul(name, field, "the timezone");
        return [.. Unit(type, "ts", field), (byte)':', .. name];
    }

    private static byte[] Union(JsonValue type, string field)
    {
        byte[] mode = Letter(type, "mode"u8, ["SPARSE", "DENSE"], "+u", "sd", field);
        StringBuilder ids = new();
        JsonValue.Elements elements = new(type.RequireArray("typeIds"u8, field));
        while (elements.Next())
        {
            if (ids.Length > 4 * 128 || !JsonNumbers.TryLong(elements.Current, 0, 127, out long id))
            {
                Throw.Invalid(field,
                    $"\"typeIds\" has {elements.Current.Display()}, but must have at most 128 numbers from 0 to 127");
                break;
            }
            ids.Append(ids.Length == 0 ? "" : ",").Append(id);
        }
        return [.. mode, (byte)':', .. Text(ids.ToString())];
    }

    private static byte[] Unit(JsonValue type, string prefix, string field) =>
        Letter(type, "unit"u8, ["SECOND", "MILLISECOND", "MICROSECOND", "NANOSECOND"], prefix, Units, field);

    private static byte[] Letter(
        JsonValue type, ReadOnlySpan<byte> member, string[] words, string prefix, string letters, string field)
    {
        string word = Word(type, member, field);
        int index = Array.IndexOf(words, word);
        if (index < 0)
        {
            string known = string.Join(", ", words);
            Throw.Invalid(field, $"\"{Encoding.ASCII.GetString(member)}\" is \"{word}\", not one of {known}");
        }
        return Text(prefix + letters[index]);
    }

    private static string Word(JsonValue type, ReadOnlySpan<byte> member, string field)
    {
        JsonValue word = type[member];
        if (!word.IsString)
        {
            Throw.Invalid(field,
                $"\"{Encoding.ASCII.GetString(member)}\" of the type is {word.Display()}, not a string");
        }
        return Encoding.UTF8.GetString(word.StringBytes());
    }

    private static long Int(JsonValue type, ReadOnlySpan<byte> member, string field) =>
        JsonNumbers.Require(type, member, 0, int.MaxValue, field);

    private static long OptionalInt(JsonValue type, ReadOnlySpan<byte> member, long otherwise, string field) =>
        type[member].Exists ? Int(type, member, field) : otherwise;

    /// <summary>Refuses text with a NUL byte, which a C string cannot contain.</summary>
    public static void RequireNoNul(ReadOnlySpan<byte> text, string? field, string what)
    {
        if (text.Contains((byte)0))
        {
            Throw.Invalid(field, $"{what} has a zero character, which the C data interface cannot express");
        }
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Unknown(string name, string field)
    {
        Throw.NotSupported(null, field, $"the type \"{name[..Math.Min(name.Length, 60)]}\" is not known");
        return [];
    }
}
