using System.Text;
using System.Text.Unicode;

namespace ArrowBridge.Schemas;

/// <summary>
/// Prints a schema as a tree with one line per field: name, type, <c>not null</c> if it applies, and below it the
/// metadata.
/// </summary>
internal static unsafe class SchemaPrinter
{
    private const int MetadataWidth = 80;

    public static string Print(SchemaBlock* schema)
    {
        Field* root = SchemaBlock.Root(schema);
        StringBuilder lines = new();
        DisplayText line = new(long.MaxValue);
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
        lines.Append(line).Append('\n');
        PrintBelow(lines, root, "");
        return lines.ToString();
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
    private static void PrintBelow(StringBuilder lines, Field* field, string indent)
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
            DisplayText line = new(long.MaxValue);
            Describe(line, values->children + i, true);
            lines.Append(indent).Append(last ? "└─ " : "├─ ").Append(line).Append('\n');
            PrintBelow(lines, values->children + i, indent + (last ? "   " : "│  "));
        }
    }

    private static void PrintMetadata(StringBuilder lines, Field* field, string indent)
    {
        Metadata.Pairs pairs = new(field->metadata);
        while (pairs.Next())
        {
            if (pairs.Key.SequenceEqual("ARROW:extension:name"u8))
            {
                continue; // shown with the type
            }
            lines.Append(indent).Append("• ");
            AppendBytes(lines, pairs.Key);
            lines.Append(": ");
            AppendBytes(lines, pairs.Value);
            lines.Append('\n');
        }
    }

    private static void AppendBytes(StringBuilder lines, ReadOnlySpan<byte> bytes)
    {
        DisplayText text = new(MetadataWidth);
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
        lines.Append(text);
        if (text.IsFull || !isText)
        {
            lines.Append($" ({bytes.Length} bytes)");
        }
    }
}
