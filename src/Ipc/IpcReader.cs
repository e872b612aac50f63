using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Ipc;

/// <summary>How IPC is read: the options of bridge.h, with defaults filled in.</summary>
internal readonly record struct IpcOptions(int Level, bool NoMap);

/// <summary>A reader over the messages of a stream or a file.</summary>
internal sealed unsafe class IpcReader : Reader
{
    /// <summary>Places in the group of all that a reader keeps.</summary>
    public const int Owner = 0;
    public const int Metadata = 1;
    public const int Body = 2;
    public const int Arrays = 3;
    public const int Lives = 4;
    public const int Places = 5;

    private readonly MessageSource _source;
    private readonly Dictionaries _dictionaries;
    private readonly GroupBlock* _keep;
    private readonly int _level;
    private readonly string? _path;

    private IpcReader(SchemaBlock* schema, MessageSource source, Dictionaries dictionaries, GroupBlock* keep, IpcOptions options, string? path)
        : base(schema, true)
    {
        _source = source;
        _dictionaries = dictionaries;
        _keep = keep;
        _level = options.Level;
        _path = path;
    }

    /// <summary>Reads the schema, and makes the reader. The group's reference goes over to it, on success only.</summary>
    public static ReaderBlock* Open(MessageSource source, GroupBlock* keep, IpcOptions options, string? path)
    {
        List<IpcSchema.EncodedField> encoded = [];
        SchemaBlock* schema = ReadSchema(source, encoded);
        Dictionaries dictionaries;
        try
        {
            dictionaries = new Dictionaries(schema, encoded, keep, Arrays, Lives);
        }
        catch
        {
            Native.ab_release(&schema->head);
            throw;
        }
        ReaderBlock* block = new IpcReader(schema, source, dictionaries, keep, options, path).Attach(1);
        ReaderBlock.Refs(block)[0] = &keep->head;
        return block;
    }

    private static SchemaBlock* ReadSchema(MessageSource source, List<IpcSchema.EncodedField> encoded)
    {
        Message message;
        if (source is FileSource file)
        {
            file.First(&message);
            RequireSchema(message);
            return ReadBoth(file, message.header, encoded);
        }
        if (!source.Next(&message))
        {
            Throw.Rule("IPC-3", null, "the stream ends before its schema");
        }
        RequireSchema(message);
        return IpcSchema.Read(message.header, encoded);
    }

    /// <summary>The schema of a file's footer, which must be that of the stream inside it (IPC-6).</summary>
    private static SchemaBlock* ReadBoth(FileSource file, FlatTable first, List<IpcSchema.EncodedField> encoded)
    {
        SchemaBlock* schema = IpcSchema.Read(file.Schema(), encoded);
        SchemaBlock* other = null;
        try
        {
            List<IpcSchema.EncodedField> otherEncoded = [];
            other = IpcSchema.Read(first, otherEncoded);
            if (!IpcSchema.Agree(schema, encoded, other, otherEncoded))
            {
                Throw.Rule("IPC-6", null, "the footer has another schema than the stream inside the file");
            }
        }
        catch
        {
            Native.ab_release(&schema->head);
            throw;
        }
        finally
        {
            Native.ab_release((Block*)other);
        }
        return schema;
    }

    private static void RequireSchema(in Message message)
    {
        if (message.type != MessageType.Schema)
        {
            Throw.Rule("IPC-3", null, $"the first message is a {message.type}, not a schema");
        }
    }

    public override bool Next(CArrowArray* output)
    {
        try
        {
            Message message;
            while (_source.Next(&message))
            {
                if (message.type == MessageType.RecordBatch)
                {
                    BatchDecoder.Batch(message, _dictionaries, output);
                    Validate(output);
                    break;
                }
                Accept(message);
            }
            Groups.Set(_keep, Body, null);
            return true;
        }
        catch (BridgeException exception) when (_path is not null && !exception.IsForeign)
        {
            exception.File = _path;
            throw;
        }
    }

    private void Validate(CArrowArray* batch)
    {
        // The decoder checks structure in any case.
        if (_level > Validation.Minimal)
        {
            Validation.Check(SchemaBlock.Root(Schema), batch, _level);
        }
    }

    private void Accept(in Message message)
    {
        switch (message.type)
        {
            case MessageType.DictionaryBatch:
                _dictionaries.Accept(message, _source.IsFile);
                break;
            case MessageType.Schema:
                Throw.Rule("IPC-3", null, "there is a second schema");
                break;
            default:
                Throw.NotSupported("IPC-3", null, $"messages of type {message.type} are not supported");
                break;
        }
    }
}
