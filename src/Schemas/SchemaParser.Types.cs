using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Schemas;

internal unsafe ref partial struct SchemaParser
{
    // In the order of TypeId; empty if the format has parameters.
    private static readonly string[] s_formats =
    [
        "n", "b", "c", "C", "s", "S", "i", "I", "l", "L", "e", "f", "g", "", "", "", "",
        "tdD", "tdm", "", "", "", "", "", "", "", "", "z", "Z", "vz", "u", "U", "vu",
        "+l", "+L", "+vl", "+vL", "", "+s", "+m", "", "", "+r",
    ];

    // The first letter of a unit is its letter in formats.
    private static readonly string[] s_units = ["s", "ms", "us", "ns"];
    private static readonly string[] s_intervals = ["months", "day_time", "month_day_nano"];

    private static ReadOnlySpan<byte> Dictionary => "dictionary"u8;

    /// <summary>Reads a type: fills in the format, the children, the dictionary and the flags of the type.</summary>
    private TypeId Type(CArrowSchema* schema, int depth)
    {
        int position = _scanner.Position;
        ReadOnlySpan<byte> word = _scanner.Keyword();
        if (word.SequenceEqual(Dictionary))
        {
            return DictionaryEncoded(schema, depth);
        }
        TypeId type = Find(word, position);
        string format = s_formats[(int)type];
        if (format.Length == 0)
        {
            format = Format(type);
        }
        Children(schema, type, depth);
        if (format is "+ud:" or "+us:")
        {
            format += string.Join(',', Enumerable.Range(0, (int)schema->n_children));
        }
        schema->format = _memory.Text(Encoding.UTF8.GetBytes(format));
        Check(schema, position);
        return type;
    }

    private TypeId Find(ReadOnlySpan<byte> word, int position)
    {
        if (TypeName.TryFind(word, out TypeId type))
        {
            return type;
        }
        switch (word)
        {
            case var _ when word.SequenceEqual("string"u8):
                return TypeId.Utf8;
            case var _ when word.SequenceEqual("large_string"u8):
                return TypeId.LargeUtf8;
            case var _ when word.SequenceEqual("string_view"u8):
                return TypeId.Utf8View;
            case var _ when word.SequenceEqual("decimal"u8):
                return TypeId.Decimal128;
            case { IsEmpty: true }:
                _scanner.Expected("the name of a type");
                break;
            case var _ when word.SequenceEqual("extension"u8):
                SchemaScanner.Fail("the storage type is expected before 'extension'", position);
                break;
            default:
                break;
        }
        NameSuggestion suggestion = new(word);
        TypeName.Suggest(ref suggestion);
        suggestion.Offer(Dictionary);
        SchemaScanner.Fail($"there is no type '{Utf8Text.Display(word)}'", position, suggestion.Text);
        return default;
    }

    /// <summary>Checks a type whose children are complete, so that an error has a position.</summary>
    private static void Check(CArrowSchema* schema, int position)
    {
        try
        {
            Field parsed = default;
            Span<byte> ids = stackalloc byte[FormatParser.MostTypeIds];
            ReadOnlySpan<byte> format = Utf8Text.Span(schema->format);
            FormatParser.Parse(format, &parsed);
            bool isUnion = parsed.type is TypeId.DenseUnion or TypeId.SparseUnion;
            SchemaRules.CheckShape(schema, parsed.type, isUnion ? FormatParser.TypeIds(format, ids) : 0);
        }
        catch (ArrowBridgeException exception) when (exception.Rule is not null)
        {
            Throw.Rule(exception.Rule, null, $"{exception.Detail}, for the type at byte {position}");
        }
    }

    /// <summary>Reads the parameters of a type, and returns its format.</summary>
    private string Format(TypeId type) => type switch
    {
        >= TypeId.Decimal32 and <= TypeId.Decimal256 => Decimal(type),
        TypeId.Time32 => $"tt{InBrackets(s_units.AsSpan(0, 2))[0]}",
        TypeId.Time64 => $"tt{InBrackets(s_units.AsSpan(2))[0]}",
        TypeId.Duration => $"tD{InBrackets(s_units)[0]}",
        TypeId.Timestamp => Timestamp(),
        TypeId.IntervalMonths => Interval(),
        TypeId.FixedSizeBinary => $"w:{Size()}",
        TypeId.FixedSizeList => $"+w:{Size()}",
        TypeId.DenseUnion => $"+ud:{TypeIds()}",
        _ => $"+us:{TypeIds()}",
    };

    private string Decimal(TypeId type)
    {
        _scanner.Take((byte)'(');
        long precision = _scanner.Number();
        long scale = _scanner.TryTake((byte)',') ? _scanner.Number() : 0;
        _scanner.Take((byte)')');
        int width = 32 << (type - TypeId.Decimal32);
        return width == 128 ? $"d:{precision},{scale}" : $"d:{precision},{scale},{width}";
    }

    private long Size()
    {
        _scanner.Take((byte)'[');
        long size = _scanner.Number();
        _scanner.Take((byte)']');
        return size;
    }

    private string Timestamp()
    {
        _scanner.Take((byte)'[');
        char unit = Choice(s_units)[0];
        string zone = "";
        if (_scanner.TryTake((byte)','))
        {
            int position = _scanner.Position;
            ReadOnlySpan<byte> word = _scanner.Word("a timezone", ref _memory);
            SchemaScanner.RequireNoNul(null, word, position);
            zone = Encoding.UTF8.GetString(word);
        }
        _scanner.Take((byte)']');
        return $"ts{unit}:{zone}";
    }

    private string Interval() => InBrackets(s_intervals) switch
    {
        "months" => "tiM",
        "day_time" => "tiD",
        _ => "tin",
    };

    private string InBrackets(ReadOnlySpan<string> options)
    {
        _scanner.Take((byte)'[');
        string choice = Choice(options);
        _scanner.Take((byte)']');
        return choice;
    }

    private string Choice(ReadOnlySpan<string> options)
    {
        foreach (string option in options)
        {
            if (_scanner.TryTake(Encoding.ASCII.GetBytes(option)))
            {
                return option;
            }
        }
        _scanner.Expected($"one of {string.Join(", ", options.ToArray())}");
        return "";
    }
}
