using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>Type of a message (union MessageHeader of Message.fbs).</summary>
internal enum MessageType : byte
{
    None,
    Schema,
    DictionaryBatch,
    RecordBatch,
    Tensor,
    SparseTensor,
}

/// <summary>
/// A message whose metadata is read down to the header table. Metadata and body are checked to be complete.
/// </summary>
internal unsafe struct Message
{
    /// <summary>Metadata version V4, as numbered in Schema.fbs. Unions have a validity bitmap in V4.</summary>
    public const int V4 = 3;

    public const int V5 = 4;

    /// <summary>Field number of custom_metadata (Message.fbs).</summary>
    public const int CustomMetadata = 4;

    public int version;
    public MessageType type;
    public FlatTable table;
    public FlatTable header;
    public long body_size;
    public byte* body;

    /// <summary>Owner of the body; borrowed from the source until it reads the next message.</summary>
    public Block* owner;

    /// <summary>Number of bytes that were allocated for the body.</summary>
    public long body_cost;

    /// <summary>Reads the metadata. The source then sets the body.</summary>
    public static void Parse(byte* metadata, int size, Message* message) =>
        Read(new FlatTable(metadata, size), message);

    public static void Read(FlatTable table, Message* message)
    {
        message->version = CheckVersion(table.Short(0));
        message->type = (MessageType)table.Byte(1);
        if (!table.TryTable(2, out message->header))
        {
            Throw.Rule("IPC-1", null, "the message has no header");
        }
        message->body_size = table.Long(3);
        if (message->body_size < 0)
        {
            Throw.Rule("IPC-1", null, $"the message has a negative body size: {message->body_size}");
        }
        message->table = table;
        message->body = null;
        message->body_cost = 0;
        message->owner = null;
    }

    public static int CheckVersion(int version)
    {
        if (version is < V4 or > V5)
        {
            Throw.NotSupported("IPC-1", null, $"metadata version V{version + 1} is not supported; V4 and V5 are");
        }
        return version;
    }
}
