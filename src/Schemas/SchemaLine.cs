using ArrowBridge.Abi;

namespace ArrowBridge.Schemas;

/// <summary>
/// Prints a schema on one line, such as <c>struct&lt;id: int64 not null, tags: list&lt;item: utf8&gt;&gt;</c>.
/// <see cref="SchemaParser"/> makes an equal schema of the line; the header schema.h has the grammar.
/// </summary>
internal static unsafe class SchemaLine
{
    public static ReadOnlySpan<byte> ExtensionName => "ARROW:extension:name"u8;

    public static ReadOnlySpan<byte> ExtensionMetadata => "ARROW:extension:metadata"u8;

    /// <param name="metadata">Whether to print the metadata, too. The name and the metadata of an extension type are
    /// always printed.</param>
    public static void Print(Field* root, bool metadata, PooledText target) =>
        Append(new DisplayText(long.MaxValue, target), root, root->name_size > 0, metadata);

    /// <summary>
    /// Whether a root is the schema of record batches, which are not null: that is what the line means if it does not
    /// mention nulls. Any other field is nullable then.
    /// </summary>
    public static bool IsOfRecordBatches(TypeId type, bool isRoot, bool isNamed, bool isDictionary) =>
        type == TypeId.Struct && isRoot && !isNamed && !isDictionary;

    private static void Append(DisplayText line, Field* field, bool isNamed, bool metadata)
    {
        if (isNamed)
        {
            QuotedText.AppendName(line, field->Name);
            line.Append(": ");
        }
        AppendType(line, field, metadata);
        AppendExtension(line, field);
        bool isNullable = !IsOfRecordBatches(field->type, field->parent == null, isNamed, field->IsDictionary);
        if (field->IsNullable != isNullable)
        {
            line.Append(isNullable ? " not null" : " nullable");
        }
        AppendFlags(line, field);
        if (metadata)
        {
            AppendMetadata(line, field);
        }
    }

    private static void AppendType(DisplayText line, Field* field, bool metadata)
    {
        if (field->IsDictionary)
        {
            line.Append("dictionary<");
            TypeName.AppendPlain(line, field);
            line.Append(", ");
            Append(line, field->dictionary, field->dictionary->name_size > 0, metadata);
            line.Append(TypeName.IsOrdered(field) ? ", ordered>" : ">");
            return;
        }
        TypeName.AppendPlain(line, field);
        for (int i = 0; i < field->n_children; i++)
        {
            line.Append(i == 0 ? "<" : ", ");
            Append(line, field->children + i, true, metadata);
        }
        line.Append(field->n_children > 0 ? ">" : "");
    }

    private static void AppendExtension(DisplayText line, Field* field)
    {
        if (!Metadata.TryGet(field->metadata, ExtensionName, out ReadOnlySpan<byte> name))
        {
            return;
        }
        line.Append(" extension<");
        QuotedText.AppendWord(line, name);
        if (Metadata.TryGet(field->metadata, ExtensionMetadata, out ReadOnlySpan<byte> value))
        {
            line.Append(", ");
            QuotedText.AppendWord(line, value);
        }
        line.Append(">");
    }

    /// <summary>Appends flags that nothing else on the line expresses: unknown ones, those of other types.</summary>
    private static void AppendFlags(DisplayText line, Field* field)
    {
        long expressed = field->IsDictionary ? ArrowFlag.DictionaryOrdered
            : field->type == TypeId.Map ? ArrowFlag.MapKeysSorted : 0;
        long flags = field->flags & ~(expressed | ArrowFlag.Nullable);
        if (flags != 0)
        {
            line.Append(" flags<");
            line.Append(flags);
            line.Append(">");
        }
    }

    /// <summary>Appends the pairs that <see cref="AppendExtension"/> does not.</summary>
    private static void AppendMetadata(DisplayText line, Field* field)
    {
        bool isExtension = Metadata.TryGet(field->metadata, ExtensionName, out _);
        bool skipsName = isExtension;
        bool skipsMetadata = isExtension;
        int printed = 0;
        Metadata.Pairs pairs = new(field->metadata);
        while (pairs.Next())
        {
            if (Skip(pairs.Key, ExtensionName, ref skipsName) || Skip(pairs.Key, ExtensionMetadata, ref skipsMetadata))
            {
                continue;
            }
            line.Append(printed++ == 0 ? " metadata<" : ", ");
            QuotedText.AppendName(line, pairs.Key);
            line.Append(": ");
            QuotedText.AppendWord(line, pairs.Value);
        }
        line.Append(printed > 0 ? ">" : "");
    }

    /// <summary>Whether a pair is the first with a key that is to be skipped.</summary>
    private static bool Skip(ReadOnlySpan<byte> key, ReadOnlySpan<byte> skipped, ref bool isLeft)
    {
        if (!isLeft || !key.SequenceEqual(skipped))
        {
            return false;
        }
        isLeft = false;
        return true;
    }
}
