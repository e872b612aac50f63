using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>What is read of an input before its first batch: the schema, with the columns that were asked for.</summary>
internal readonly unsafe ref struct SchemaReader
{
    /// <param name="source">Stands at its beginning.</param>
    public SchemaReader(MessageSource source, in ReadOptions options)
    {
        Message message;
        FileSource? file = source as FileSource;
        bool inStream = file is not null ? file.TryFirst(&message) : source.Next(&message);
        if (!inStream && file is null)
        {
            Throw.Rule("IPC-3", null, "the stream ends before its schema");
        }
        if (inStream && message.type != MessageType.Schema)
        {
            Throw.Rule("IPC-3", null, $"the first message is a {message.type}, not a schema");
        }
        FlatTable table = file is null ? message.header : file.Schema();
        IsSwapped = IpcSchema.IsSwapped(inStream ? message.header : table);
        List<IpcSchema.EncodedField> encoded = [];
        SchemaBlock* schema = IpcSchema.Read(table, encoded);
        try
        {
            if (file is not null && inStream)
            {
                RequireAgreement(schema, encoded, message.header);
            }
            if (options.HasColumns)
            {
                Projection = new Projection(schema, encoded, options);
                encoded = [];
                SchemaBlock* projected = IpcSchema.Read(table, encoded, Projection.Columns);
                Native.ab_release(&schema->head);
                schema = projected;
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

    /// <summary>A reference that is the caller's.</summary>
    public SchemaBlock* Schema { get; }

    public List<IpcSchema.EncodedField> Encoded { get; }

    /// <summary>Null where all columns are read.</summary>
    public Projection? Projection { get; }

    public bool IsSwapped { get; }

    /// <summary>The schema of a file's footer must be that of the stream inside it (IPC-6).</summary>
    private static void RequireAgreement(SchemaBlock* schema, List<IpcSchema.EncodedField> encoded, FlatTable first)
    {
        List<IpcSchema.EncodedField> otherEncoded = [];
        SchemaBlock* other = IpcSchema.Read(first, otherEncoded);
        bool agree = IpcSchema.Agree(schema, encoded, other, otherEncoded);
        Native.ab_release(&other->head);
        if (!agree)
        {
            Throw.Rule("IPC-6", null, "the footer has another schema than the stream inside the file");
        }
    }
}
