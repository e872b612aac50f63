using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>
/// Writes a schema as IPC metadata, in the first message of a stream and in the footer of a file.
/// <see cref="IpcSchema"/> reads it.
/// </summary>
internal static unsafe class SchemaWriter
{
    private const int Offset = sizeof(int);
    private const byte None = 0;

    /// <summary>Refuses a schema that IPC cannot express.</summary>
    public static void Require(Field* field)
    {
        if (field->dictionary != null && field->dictionary->dictionary != null)
        {
            Throw.NotSupported("IPC-3", Field.Path(field),
                "the values of the dictionary are dictionary-encoded themselves, which IPC cannot express");
        }
        Field* values = Values(field);
        for (int i = 0; i < values->n_children; i++)
        {
            Require(values->children + i);
        }
    }

    /// <summary>
    /// Writes the table Schema. It lists no features: readers refuse files because of listed features that they could
    /// read, and Arrow C++ lists none either.
    /// </summary>
    /// <param name="metadata">Metadata of the schema, encoded as in the C data interface; NULL for none.</param>
    /// <param name="ids">Dictionary ids, by index in the schema's array of fields.</param>
    public static long Schema(ref FlatWriter writer, Field* root, byte* metadata, int* ids)
    {
        long table = writer.Table([sizeof(short), Offset, metadata != null ? (byte)Offset : None]);
        writer.Set(table, 0, (short)(BitConverter.IsLittleEndian ? 0 : 1));
        Children(ref writer, 1, table, root, ids);
        if (metadata != null)
        {
            writer.Metadata(2, table, metadata);
        }
        return table;
    }

    private static void Children(ref FlatWriter writer, int number, long table, Field* parent, int* ids)
    {
        long vector = writer.Vector(number, table, parent->n_children, Offset);
        for (int i = 0; i < parent->n_children; i++)
        {
            long child = WriteField(ref writer, parent->children + i, ids);
            writer.Link(FlatWriter.Elements(vector) + ((long)i * Offset), child);
        }
    }

    /// <summary>The field whose type is written: the values, if the field is dictionary-encoded.</summary>
    private static Field* Values(Field* field) => field->dictionary != null ? field->dictionary : field;

    private static long WriteField(ref FlatWriter writer, Field* field, int* ids)
    {
        Field* values = Values(field);
        byte encoding = field->IsDictionary ? (byte)Offset : None;
        byte metadata = field->metadata != null ? (byte)Offset : None;
        long table = writer.Table([Offset, 1, 1, Offset, encoding, Offset, metadata]);
        writer.Text(0, table, field->Name);
        writer.Set(table, 1, field->IsNullable && !SchemaRules.IsNeverNullable(field));
        writer.Set(table, 2, TypeWriter.Write(ref writer, values, out long type));
        writer.Link(table, 3, type);
        if (field->IsDictionary)
        {
            long dictionary = writer.Table([sizeof(long), Offset, 1]);
            writer.Link(table, 4, dictionary);
            writer.Set(dictionary, 0, (long)ids[field->index]);
            writer.Link(dictionary, 1, TypeWriter.Int(ref writer, field->type));
            writer.Set(dictionary, 2, (field->flags & ArrowFlag.DictionaryOrdered) != 0);
        }
        Children(ref writer, 5, table, values, ids);
        if (field->metadata != null)
        {
            writer.Metadata(6, table, field->metadata);
        }
        return table;
    }
}
