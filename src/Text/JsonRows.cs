using System.Buffers;
using System.Text.Unicode;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge.Text;

/// <summary>Rows as JSON objects, one per line. The values of nested cells of CSV are written here too.</summary>
internal static unsafe class JsonRows
{
    private static readonly SearchValues<byte> s_escaped = SearchValues.Create(
        "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000A\u000B\u000C\u000D\u000E\u000F"u8 +
        "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F\"\\"u8);

    /// <summary>Refuses names of members that occur twice: readers of JSON keep one of them.</summary>
    public static void Require(Field* field)
    {
        if (field->IsDictionary)
        {
            Require(field->dictionary);
            return;
        }
        HashSet<string> names = [];
        for (int i = 0; i < field->n_children; i++)
        {
            Field* child = field->children + i;
            if (field->type == TypeId.Struct && !names.Add(Convert.ToHexString(child->Name)))
            {
                Throw.NotSupported(null, Field.Path(child),
                    $"JSON cannot have two members with the name '{Utf8Text.Display(child->Name)}'");
            }
            Require(child);
        }
    }

    /// <param name="row">A row of the batch, counted from the start of its buffers.</param>
    public static void Write(ref TextOutput output, Position row)
    {
        bool isNull = !row.IsValid;
        WriteStruct(ref output, row, isNull);
        output.PutSyntax((byte)'\n');
    }

    public static void WriteValue(ref TextOutput output, Position at)
    {
        if (!TextValues.TryResolve(ref at))
        {
            output.Put("null"u8);
            return;
        }
        TypeId type = at.field->type;
        if (TextNumbers.IsNumber(type))
        {
            WriteNumber(ref output, at);
        }
        else if (TextValues.IsText(type))
        {
            WriteText(ref output, at.field, TextValues.BytesOf(at));
        }
        else if (TextValues.IsNested(type))
        {
            WriteNested(ref output, at);
        }
        else if (type == TypeId.Boolean)
        {
            TextValues.Write(ref output, at);
        }
        else
        {
            output.Put((byte)'"');
            if (TextValues.IsBinary(type))
            {
                output.PutHex(TextValues.BytesOf(at));
            }
            else
            {
                TextValues.Write(ref output, at);
            }
            output.Put((byte)'"');
        }
    }

    /// <summary>JSON has no NaN and no infinities.</summary>
    private static void WriteNumber(ref TextOutput output, Position at)
    {
        if (TextNumbers.IsFinite(at))
        {
            TextNumbers.Write(ref output, at);
        }
        else
        {
            output.Put("null"u8);
        }
    }

    private static void WriteNested(ref TextOutput output, Position at)
    {
        switch (at.field->type)
        {
            case TypeId.Struct:
                WriteStruct(ref output, at, false);
                break;
            case TypeId.Map:
                WriteMap(ref output, at);
                break;
            case TypeId.DenseUnion or TypeId.SparseUnion:
                (int child, long row) = ValueBytes.Member(at.field, at.array, at.at);
                WriteValue(ref output, at.Child(child, row));
                break;
            default:
                WriteList(ref output, at);
                break;
        }
    }

    private static void WriteStruct(ref TextOutput output, Position at, bool isNull)
    {
        output.Put((byte)'{');
        for (int i = 0; i < at.field->n_children; i++)
        {
            if (i > 0)
            {
                output.Put((byte)',');
            }
            WriteText(ref output, at.field->children + i, at.field->children[i].Name);
            output.Put((byte)':');
            if (isNull)
            {
                output.Put("null"u8);
            }
            else
            {
                WriteValue(ref output, at.Child(i, at.at));
            }
        }
        output.Put((byte)'}');
    }

    private static void WriteList(ref TextOutput output, Position at)
    {
        (long start, long count) = ValueBytes.Items(at.field, at.array, at.at);
        output.Put((byte)'[');
        for (long i = 0; i < count; i++)
        {
            if (i > 0)
            {
                output.Put((byte)',');
            }
            WriteValue(ref output, at.Child(0, start + i));
        }
        output.Put((byte)']');
    }

    /// <summary>An object if the keys are text, otherwise a list of pairs.</summary>
    private static void WriteMap(ref TextOutput output, Position at)
    {
        Field* key = at.field->children->children;
        bool isObject = TextValues.IsText(key->IsDictionary ? key->dictionary->type : key->type);
        (long start, long count) = ValueBytes.Items(at.field, at.array, at.at);
        output.Put(isObject ? (byte)'{' : (byte)'[');
        for (long i = 0; i < count; i++)
        {
            output.Put(i == 0 ? ""u8 : ","u8);
            Position entry = at.Child(0, start + i);
            output.Put(isObject ? ""u8 : "["u8);
            WriteValue(ref output, entry.Child(0, entry.at));
            output.Put(isObject ? (byte)':' : (byte)',');
            WriteValue(ref output, entry.Child(1, entry.at));
            output.Put(isObject ? ""u8 : "]"u8);
        }
        output.Put(isObject ? (byte)'}' : (byte)']');
    }

    private static void WriteText(ref TextOutput output, Field* field, ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
        {
            Throw.NotSupported(null, Field.Path(field), "text that is not UTF-8 cannot be written as JSON");
        }
        output.Put((byte)'"');
        for (int at = text.IndexOfAny(s_escaped); at >= 0; at = text.IndexOfAny(s_escaped))
        {
            output.Put(text[..at]);
            WriteEscape(ref output, text[at]);
            text = text[(at + 1)..];
        }
        output.Put(text);
        output.Put((byte)'"');
    }

    private static void WriteEscape(ref TextOutput output, byte value)
    {
        output.Put((byte)'\\');
        switch (value)
        {
            case (byte)'"' or (byte)'\\':
                output.Put(value);
                break;
            case (byte)'\n':
                output.Put((byte)'n');
                break;
            case (byte)'\r':
                output.Put((byte)'r');
                break;
            case (byte)'\t':
                output.Put((byte)'t');
                break;
            default:
                output.Put("u00"u8);
                output.PutHex([value]);
                break;
        }
    }
}
