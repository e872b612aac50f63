using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Ipc;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Encodes record batches as IPC messages in memory, for protocols with messages of their own, such as Arrow
/// Flight. One after the other, the messages are the stream format.</summary>
/// <remarks>An encoder supports one call at a time. After a failure every call fails in the same way.</remarks>
public sealed unsafe class IpcEncoder : ArrowObject
{
    private readonly WriteCallbacks _callbacks;

    /// <summary>Initializes an encoder, whose first message is the schema.</summary>
    /// <param name="schema">The schema that all batches have.</param>
    /// <param name="options">Options for writing, or null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="schema"/> is null.</exception>
    /// <exception cref="ArrowBridgeException">The IPC format cannot represent the schema, or the options ask for the
    /// file format.</exception>
    /// <exception cref="OperationCanceledException"><see cref="IpcWriteOptions.Cancellation"/> was
    /// canceled.</exception>
    public IpcEncoder(ArrowSchema schema, IpcWriteOptions? options = null)
        : this(schema, new WriteCallbacks(options))
    {
    }

    private IpcEncoder(ArrowSchema schema, WriteCallbacks callbacks)
        : base(New(schema, callbacks))
    {
        _callbacks = callbacks;
    }

    private static Block* New(ArrowSchema schema, WriteCallbacks callbacks)
    {
        try
        {
            ArgumentNullException.ThrowIfNull(schema);
            using CheckedSchema native = new(schema.Root);
            CIpcWriteOptions options = callbacks.Options;
            return (Block*)EncoderHandle.New(native.Block, &options);
        }
        catch
        {
            callbacks.Dispose();
            throw;
        }
    }

    /// <summary>Encodes a batch: the messages of its dictionaries that are new or have changed, then its own. They
    /// follow the messages that were not taken yet.</summary>
    /// <param name="batch">The batch. It must have the schema of the encoder. The caller still disposes it.</param>
    /// <param name="metadata">Metadata of the batch itself, or null for none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="batch"/> is null.</exception>
    /// <exception cref="ArrowBridgeException">The type of the batch differs from the schema, the batch cannot be
    /// written, or the encoder failed or finished before.</exception>
    /// <exception cref="OperationCanceledException"><see cref="IpcWriteOptions.Cancellation"/> was
    /// canceled.</exception>
    /// <exception cref="ObjectDisposedException">The encoder or the batch was disposed.</exception>
    public void Write(RecordBatch batch, ArrowMetadata? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using Call call = Enter();
        _callbacks.WriteBatch(call.Block, batch, metadata);
    }

    /// <summary>Takes the next message.</summary>
    /// <returns>A copy of the message, or null if all messages have been taken.</returns>
    /// <exception cref="ArrowBridgeException">The encoder failed before, or the message has more bytes than an array
    /// can have.</exception>
    /// <exception cref="ObjectDisposedException">The encoder was disposed.</exception>
    public IpcMessage? Next()
    {
        using Call call = Enter();
        CIpcMessage message = WriterHandle.NextMessage((OwnedBlocks*)call.Block);
        if (message.kind == 0)
        {
            return null;
        }
        if (message.size > Array.MaxLength)
        {
            Throw.NotSupported("IPC-1", null, $"a message of {message.size} bytes does not fit into an array");
        }
        ReadOnlyMemory<byte> data = new ReadOnlySpan<byte>(message.data, (int)message.size).ToArray();
        int prefix = message.metadata == null ? (int)message.size : (int)(message.metadata - message.data);
        return new IpcMessage(
            (IpcMessageKind)message.kind, data, data.Slice(prefix, (int)message.metadata_size),
            data[(prefix + (int)message.metadata_size)..]);
    }

    /// <summary>Ends the stream. The last message is the end-of-stream marker.</summary>
    /// <exception cref="ArrowBridgeException">The encoder failed or finished before.</exception>
    /// <exception cref="ObjectDisposedException">The encoder was disposed.</exception>
    public void Finish()
    {
        using Call call = Enter();
        WriterHandle.Finish((OwnedBlocks*)call.Block);
    }

    private protected override void Release()
    {
        base.Release();
        _callbacks.Dispose();
    }
}

/// <summary>Specifies the kind of an IPC message.</summary>
public enum IpcMessageKind
{
    /// <summary>The schema.</summary>
    Schema = 1,

    /// <summary>A dictionary, or a delta of one.</summary>
    Dictionary,

    /// <summary>A record batch.</summary>
    RecordBatch,

    /// <summary>The end-of-stream marker, which has no metadata and no body.</summary>
    End,
}

/// <summary>An IPC message.</summary>
/// <param name="Kind">The kind of the message.</param>
/// <param name="Data">The encapsulated message: prefix, metadata and body.</param>
/// <param name="Metadata">The metadata, without the prefix.</param>
/// <param name="Body">The body.</param>
public sealed record IpcMessage(
    IpcMessageKind Kind, ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> Metadata, ReadOnlyMemory<byte> Body);
