using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>Reads the schema of an input, with the requested columns.</summary>
internal readonly unsafe ref struct SchemaReader
{
    /// <param name="source">The messages, of which none has been read.</param>
    public SchemaReader(MessageSource source, in ReadOptions options)
    {
        Message message;
        FileSource? file = source as FileSource;
        bool inStream = file is not null ? file.TryFirst(&message) : source.Next(&message);
        if (!inStream && file is null)
        {
            Throw.Rule("IPC-3", null, "the stream ends before its schema message");
        }
        if (inStream && message.type != MessageType.Schema)
        {
            Throw.Rule("IPC-3", null, $"the first message is a {message.type}, not a schema");
        }
        FlatTable table = file is null ? message.header : file.Schema();
        IsSwapped = IpcSchema.IsSwapped(inStream ? message.header : table);
        SchemaBlock* schema = IpcSchema.Read(table, out List<IpcSchema.EncodedField>? encoded);
        try
        {
            if (file is not null && inStream)
            {
                RequireAgreement(schema, encoded, message.header);
            }
            if (options.HasColumns)
            {
                Projection = new Projection(schema, encoded, options);
                SchemaBlock* projected = IpcSchema.Read(table, out encoded, Projection.Columns);
                Native.ab_release(&schema->head);
                schema = projected;
            }
            if (options.Level == Validation.Full)
            {
                SchemaRules.RequireMapFlags(SchemaBlock.Root(schema));
            }
        }
        catch
        {
            Native.ab_release(&schema->head);
            throw;
        }
        Schema = schema;
        Encoded = encoded;
    }

    /// <summary>The schema; the caller owns a reference to it.</summary>
    public SchemaBlock* Schema { get; }

    /// <summary>The dictionary-encoded fields of the schema; null if there are none.</summary>
    public List<IpcSchema.EncodedField>? Encoded { get; }

    /// <summary>The requested columns; null if all are read.</summary>
    public Projection? Projection { get; }

    /// <summary>Whether bodies are in the other byte order (IPC-12).</summary>
    public bool IsSwapped { get; }

    /// <summary>Requires that the footer of a file has the same schema as the stream inside the file (IPC-6).</summary>
    private static void RequireAgreement(SchemaBlock* schema, List<IpcSchema.EncodedField>? encoded, FlatTable first)
    {
        SchemaBlock* other = IpcSchema.Read(first, out List<IpcSchema.EncodedField>? otherEncoded);
        bool agree = IpcSchema.Agree(schema, encoded, other, otherEncoded);
        Native.ab_release(&other->head);
        if (!agree)
        {
            Throw.Rule("IPC-6", null, "the schema in the footer differs from that of the stream inside the file");
        }
    }
}
