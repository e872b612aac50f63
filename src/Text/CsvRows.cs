using System.Buffers;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge.Text;

/// <summary>
/// Rows of CSV (RFC 4180, with LF at the end of lines). A null is an empty cell, and an empty text a pair of quotation
/// marks. Nested values are JSON.
/// </summary>
internal static unsafe class CsvRows
{
    private static readonly SearchValues<byte> s_quoted = SearchValues.Create(",\"\r\n"u8);

    /// <summary>Refuses schemas without columns: CSV could not tell how many rows there are.</summary>
    public static void Require(Field* root)
    {
        if (root->n_children == 0)
        {
            Throw.NotSupported(null, null, "CSV cannot represent rows without columns");
        }
    }

    public static void WriteHeader(ref TextOutput output, Field* root)
    {
        for (int i = 0; i < root->n_children; i++)
        {
            if (i > 0)
            {
                output.PutSyntax((byte)',');
            }
            WriteText(ref output, root->children[i].Name);
        }
        output.PutSyntax((byte)'\n');
    }

    /// <param name="row">A row of the batch, counted from the start of its buffers.</param>
    public static void Write(ref TextOutput output, Position row)
    {
        bool isNull = !row.IsValid;
        for (int i = 0; i < row.field->n_children; i++)
        {
            if (i > 0)
            {
                output.PutSyntax((byte)',');
            }
            if (!isNull)
            {
                WriteCell(ref output, row.Child(i, row.at));
            }
        }
        output.PutSyntax((byte)'\n');
    }

    private static void WriteCell(ref TextOutput output, Position at)
    {
        if (!TextValues.TryResolve(ref at))
        {
            return;
        }
        TypeId type = at.field->type;
        if (TextNumbers.IsNumber(type))
        {
            TextNumbers.Write(ref output, at);
        }
        else if (TextValues.IsText(type))
        {
            WriteText(ref output, TextValues.BytesOf(at));
        }
        else if (TextValues.IsBinary(type))
        {
            WriteBinary(ref output, TextValues.BytesOf(at));
        }
        else if (TextValues.IsNested(type))
        {
            output.PutSyntax((byte)'"');
            output.DoublesQuotes = true;
            JsonRows.WriteValue(ref output, at);
            output.DoublesQuotes = false;
            output.PutSyntax((byte)'"');
        }
        else
        {
            TextValues.Write(ref output, at);
        }
    }

    private static void WriteBinary(ref TextOutput output, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            WriteText(ref output, bytes);
        }
        else
        {
            output.PutHex(bytes);
        }
    }

    private static void WriteText(ref TextOutput output, ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty && text.IndexOfAny(s_quoted) < 0)
        {
            output.Put(text);
            return;
        }
        output.PutSyntax((byte)'"');
        output.DoublesQuotes = true;
        output.Put(text);
        output.DoublesQuotes = false;
        output.PutSyntax((byte)'"');
    }
}
