using System.Text.Unicode;

namespace ArrowBridge.Schemas;

/// <summary>
/// Prints a schema as a tree with one line per field: name, type, <c>not null</c> if it applies, and below it the
/// metadata.
/// </summary>
internal static unsafe class SchemaPrinter
{
    private const int MetadataWidth = 80;

    /// <summary>Appends the lines.</summary>
    public static void Print(SchemaBlock* schema, PooledText lines)
    {
        Field* root = SchemaBlock.Root(schema);
        DisplayText line = new(long.MaxValue, lines);
        if (root->type == TypeId.Struct && root->dictionary == null)
        {
            line.Append("schema");
            if (TypeName.Extension(root, out ReadOnlySpan<byte> extension))
            {
                line.Append(" extension<");
                line.AppendUtf8(extension);
                line.Append(">");
            }
        }
        else
        {
            Describe(line, root, root->name_size > 0);
        }
        lines.Append("\n"u8);
        PrintBelow(lines, root, "");
    }

    private static void Describe(DisplayText line, Field* field, bool named)
    {
        if (named)
        {
            AppendName(line, field);
            line.Append(": ");
        }
        TypeName.Append(line, field);
        line.Append(field->IsNullable ? "" : " not null");
    }

    /// <summary>Shows an empty name as two quotes.</summary>
    private static void AppendName(DisplayText line, Field* field)
    {
        if (field->name_size == 0)
        {
            line.Append("\"\"");
        }
        line.AppendUtf8(field->Name);
    }

    /// <summary>
    /// Prints metadata and children. The values of a dictionary have no line: their type is part of the field's line.
    /// </summary>
    private static void PrintBelow(PooledText lines, Field* field, string indent)
    {
        Field* values = field;
        while (values->dictionary != null)
        {
            values = values->dictionary;
        }
        for (Field* owner = field; owner != null; owner = owner->dictionary)
        {
            PrintMetadata(lines, owner, indent + (values->n_children > 0 ? "│  " : "   "));
        }
        for (int i = 0; i < values->n_children; i++)
        {
            bool last = i == values->n_children - 1;
            lines.Append(indent);
            lines.Append(last ? "└─ "u8 : "├─ "u8);
            Describe(new DisplayText(long.MaxValue, lines), values->children + i, true);
            lines.Append("\n"u8);
            PrintBelow(lines, values->children + i, indent + (last ? "   " : "│  "));
        }
    }

    private static void PrintMetadata(PooledText lines, Field* field, string indent)
    {
        Metadata.Pairs pairs = new(field->metadata);
        while (pairs.Next())
        {
            if (pairs.Key.SequenceEqual("ARROW:extension:name"u8))
            {
                continue; // shown with the type
            }
            lines.Append(indent);
            lines.Append("• "u8);
            AppendBytes(lines, pairs.Key);
            lines.Append(": "u8);
            AppendBytes(lines, pairs.Value);
            lines.Append("\n"u8);
        }
    }

    private static void AppendBytes(PooledText lines, ReadOnlySpan<byte> bytes)
    {
        DisplayText text = new(MetadataWidth, lines);
        bool isText = Utf8.IsValid(bytes);
        if (bytes.IsEmpty)
        {
            text.Append("\"\"");
        }
        else if (isText)
        {
            text.AppendUtf8(bytes);
        }
        else
        {
            text.Append("0x");
            text.AppendHex(bytes);
        }
        if (text.IsFull || !isText)
        {
            lines.Append(" ("u8);
            lines.Append(bytes.Length);
            lines.Append(" bytes)"u8);
        }
    }
}
