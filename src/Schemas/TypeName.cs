using System.Text;

namespace ArrowBridge.Schemas;

/// <summary>Names of types in the terms of the columnar format, such as <c>timestamp[us, UTC]</c>.</summary>
internal static unsafe class TypeName
{
    /// <summary>Appends the type without its children, which the caller prints.</summary>
    public static void Append(DisplayText text, Field* field)
    {
        if (field->dictionary == null)
        {
            AppendPlain(text, field);
        }
        else
        {
            text.Append("dictionary<");
            AppendPlain(text, field);
            text.Append(", ");
            Append(text, field->dictionary);
            text.Append(IsOrdered(field) ? ", ordered>" : ">");
        }
        if (Extension(field, out ReadOnlySpan<byte> name))
        {
            AppendExtension(text, name, " extension<");
        }
    }

    /// <summary>Appends the type with its children on one line. An extension type is shown by its name only.</summary>
    public static void AppendWhole(DisplayText text, Field* field)
    {
        if (Extension(field, out ReadOnlySpan<byte> name))
        {
            AppendExtension(text, name, "extension<");
            return;
        }
        if (field->dictionary != null)
        {
            text.Append("dictionary<");
            AppendPlain(text, field);
            text.Append(", ");
            AppendWhole(text, field->dictionary);
            text.Append(IsOrdered(field) ? ", ordered>" : ">");
            return;
        }
        AppendPlain(text, field);
        if (field->n_children == 0)
        {
            return;
        }
        text.Append("<");
        // The entries of a map are not shown: only key and value differ between maps.
        Field* parent = field->type == TypeId.Map ? field->children : field;
        for (int i = 0; i < parent->n_children && !text.IsFull; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            if (field->type is TypeId.Struct or TypeId.DenseUnion or TypeId.SparseUnion)
            {
                text.AppendUtf8(parent->children[i].Name);
                text.Append(": ");
            }
            AppendWhole(text, parent->children + i);
        }
        text.Append(">");
    }

    /// <summary>The name of a field's extension type.</summary>
    public static bool Extension(Field* field, out ReadOnlySpan<byte> name) =>
        Metadata.TryGet(field->metadata, "ARROW:extension:name"u8, out name);

    public static bool IsOrdered(Field* field) => (field->flags & Abi.ArrowFlag.DictionaryOrdered) != 0;

    private static void AppendExtension(DisplayText text, ReadOnlySpan<byte> name, string start)
    {
        text.Append(start);
        text.AppendUtf8(name);
        text.Append(">");
    }

    /// <summary>Finds the type with a name, without parameters. All intervals have the name of the first.</summary>
    public static bool TryFind(ReadOnlySpan<byte> name, out TypeId type)
    {
        for (int i = 0; i < s_names.Length; i++)
        {
            if (Ascii.Equals(name, Word(s_names[i])))
            {
                type = (TypeId)i;
                return true;
            }
        }
        type = default;
        return false;
    }

    /// <summary>Offers the names of all types.</summary>
    public static void Suggest(ref NameSuggestion suggestion)
    {
        foreach (string name in s_names)
        {
            suggestion.Offer(Encoding.ASCII.GetBytes(name));
        }
    }

    private static ReadOnlySpan<char> Word(string name)
    {
        int end = name.IndexOf('[');
        return end < 0 ? name : name.AsSpan(0, end);
    }

    /// <summary>Appends the type with its parameters, without children and dictionary.</summary>
    public static void AppendPlain(DisplayText text, Field* field)
    {
        text.Append(s_names[(int)field->type]);
        switch (field->type)
        {
            case >= TypeId.Decimal32 and <= TypeId.Decimal256:
                text.Append($"({field->precision}, {field->scale})");
                break;
            case TypeId.Time32 or TypeId.Time64 or TypeId.Duration:
                text.Append($"[{Unit(field->unit)}]");
                break;
            case TypeId.Timestamp:
                text.Append($"[{Unit(field->unit)}");
                if (field->timezone[0] != 0)
                {
                    text.Append(", ");
                    QuotedText.AppendWord(text, Utf8Text.Span(field->timezone));
                }
                text.Append("]");
                break;
            case TypeId.FixedSizeBinary or TypeId.FixedSizeList:
                text.Append($"[{field->fixed_size}]");
                break;
            case TypeId.Map when (field->flags & Abi.ArrowFlag.MapKeysSorted) != 0:
                text.Append("[keys sorted]");
                break;
            case TypeId.DenseUnion or TypeId.SparseUnion:
                text.Append("[");
                for (int i = 0; i < field->n_children; i++)
                {
                    text.Append(i == 0 ? "" : ", ");
                    text.Append(field->type_ids[i]);
                }
                text.Append("]");
                break;
            default:
                break;
        }
    }

    public static string Unit(TimeUnit unit) => unit switch
    {
        TimeUnit.Second => "s",
        TimeUnit.Millisecond => "ms",
        TimeUnit.Microsecond => "us",
        _ => "ns",
    };

    // In the order of TypeId.
    private static readonly string[] s_names =
    [
        "null", "bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64",
        "float16", "float32", "float64", "decimal32", "decimal64", "decimal128", "decimal256",
        "date32", "date64", "time32", "time64", "timestamp", "duration",
        "interval[months]", "interval[day_time]", "interval[month_day_nano]",
        "fixed_size_binary", "binary", "large_binary", "binary_view", "utf8", "large_utf8", "utf8_view",
        "list", "large_list", "list_view", "large_list_view", "fixed_size_list",
        "struct", "map", "dense_union", "sparse_union", "run_end_encoded",
    ];
}
