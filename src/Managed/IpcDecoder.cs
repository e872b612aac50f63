using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Ipc;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>Decodes an IPC stream whose bytes arrive in pieces of any size, from a socket or a message queue. Each
/// batch is returned as soon as its last byte has arrived.</summary>
/// <remarks>A decoder supports one call at a time. After a failure every call fails in the same way. Limits, checks and
/// errors are those of a reader of the same stream.</remarks>
public sealed unsafe class IpcDecoder : ArrowObject
{
    private ArrowSchema? _schema;

    /// <summary>Initializes a decoder of a stream that begins with its schema.</summary>
    /// <param name="options">Options for reading, or null for the defaults.</param>
    /// <exception cref="ArrowBridgeException">An option is not valid.</exception>
    public IpcDecoder(IpcReadOptions? options = null)
        : base(New(null, options))
    {
    }

    /// <summary>Initializes a decoder of messages whose schema is known from elsewhere. Dictionary-encoded fields have
    /// the ids that an <see cref="IpcEncoder"/> for this schema gives them.</summary>
    /// <param name="schema">The schema of the batches.</param>
    /// <param name="options">Options for reading, or null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="schema"/> is null.</exception>
    /// <exception cref="ArrowBridgeException">An option is not valid, or the IPC format cannot represent the
    /// schema.</exception>
    public IpcDecoder(ArrowSchema schema, IpcReadOptions? options = null)
        : base(New(Require(schema), options))
    {
    }

    /// <summary>Gets the schema, with the requested columns, or null if it has not arrived yet.</summary>
    /// <exception cref="ArrowBridgeException">The decoder failed before.</exception>
    /// <exception cref="ObjectDisposedException">The decoder was disposed.</exception>
    public ArrowSchema? Schema
    {
        get
        {
            using Call call = Enter();
            return _schema ??= Describe((OwnedBlocks*)call.Block);
        }
    }

    /// <summary>Gets the number of bytes that the decoder needs next, up to the end of the part of a message that is
    /// arriving; 0 at end of stream. The data announces this number, so do not allocate as much.</summary>
    /// <exception cref="ArrowBridgeException">The decoder failed before.</exception>
    /// <exception cref="ObjectDisposedException">The decoder was disposed.</exception>
    public long BytesWanted
    {
        get
        {
            using Call call = Enter();
            return DecoderHandle.BytesWanted((OwnedBlocks*)call.Block);
        }
    }

    /// <summary>Takes bytes, up to the end of the next batch or of the stream. The bytes are copied. Bytes after the
    /// end-of-stream marker are taken by later calls, which ignore them.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="used">The number of bytes that were taken. Call the method again with the rest.</param>
    /// <returns>The batch that is complete now, which the caller disposes, or null.</returns>
    /// <exception cref="ArrowBridgeException">The data is not valid, is in the file format, or does not have a
    /// requested column, or the decoder failed or finished before.</exception>
    /// <exception cref="ObjectDisposedException">The decoder was disposed.</exception>
    public RecordBatch? Feed(ReadOnlySpan<byte> data, out int used)
    {
        using Call call = Enter();
        OwnedBlocks* handle = (OwnedBlocks*)call.Block;
        CArrowArray array = default;
        fixed (byte* bytes = data)
        {
            used = (int)DecoderHandle.Feed(handle, bytes, data.Length, &array);
        }
        return Batch(handle, &array);
    }

    /// <summary>Takes one whole message, with metadata and body apart. Both are copied.</summary>
    /// <param name="metadata">The metadata of the message, with or without its prefix of 8 bytes.</param>
    /// <param name="body">The body, empty if the message has none. Bytes after its end are ignored.</param>
    /// <returns>The batch, which the caller disposes, or null if the message is not a record batch.</returns>
    /// <exception cref="ArrowBridgeException">The message is not valid or truncated, the message before is incomplete,
    /// or the decoder failed or finished before.</exception>
    /// <exception cref="ObjectDisposedException">The decoder was disposed.</exception>
    public RecordBatch? FeedMessage(ReadOnlySpan<byte> metadata, ReadOnlySpan<byte> body)
    {
        using Call call = Enter();
        OwnedBlocks* handle = (OwnedBlocks*)call.Block;
        Block* owner = Allocator.NewBuffer(body.Length, out byte* copy);
        body.CopyTo(new Span<byte>(copy, body.Length));
        Native.ab_count_copy(body.Length);
        CArrowArray array = default;
        fixed (byte* bytes = metadata)
        {
            DecoderHandle.FeedMessage(handle, bytes, metadata.Length, copy, body.Length, owner, &array);
        }
        return Batch(handle, &array);
    }

    /// <summary>Gets the metadata of the batch that the last call returned.</summary>
    /// <returns>The metadata, empty if there is none or the last call returned no batch.</returns>
    /// <exception cref="ArrowBridgeException">The metadata is not valid, or the decoder failed before.</exception>
    /// <exception cref="ObjectDisposedException">The decoder was disposed.</exception>
    public ArrowMetadata GetBatchMetadata()
    {
        using Call call = Enter();
        byte* encoded = DecoderHandle.CopyBatchMetadata((OwnedBlocks*)call.Block, out long size);
        return ArrowMetadata.Take(encoded, size);
    }

    /// <summary>Gets the number of bytes that were given after the end-of-stream marker.</summary>
    /// <returns>The number of bytes.</returns>
    /// <exception cref="ArrowBridgeException">The stream has not ended, or the decoder failed before.</exception>
    /// <exception cref="ObjectDisposedException">The decoder was disposed.</exception>
    public long CountBytesAfterEnd()
    {
        using Call call = Enter();
        return DecoderHandle.BytesAfterEnd((OwnedBlocks*)call.Block);
    }

    /// <summary>Tells that no more bytes come. The stream may end without an end-of-stream marker, but not inside a
    /// message, before its schema, or between a dictionary and the batch that needs it.</summary>
    /// <exception cref="ArrowBridgeException">The stream is truncated, or the decoder failed or finished
    /// before.</exception>
    /// <exception cref="ObjectDisposedException">The decoder was disposed.</exception>
    public void Finish()
    {
        using Call call = Enter();
        DecoderHandle.Finish((OwnedBlocks*)call.Block);
    }

    private static ArrowSchema Require(ArrowSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return schema;
    }

    private static Block* New(ArrowSchema? schema, IpcReadOptions? options)
    {
        using NativeReadOptions native = new(options);
        if (schema is null)
        {
            return (Block*)DecoderHandle.New(null, native.Options);
        }
        using CheckedSchema given = new(schema.Root);
        return (Block*)DecoderHandle.New(given.Block, native.Options);
    }

    private static ArrowSchema? Describe(OwnedBlocks* handle)
    {
        SchemaBlock* schema = DecoderHandle.ShareSchema(handle);
        if (schema == null)
        {
            return null;
        }
        try
        {
            return ArrowSchema.Of(schema);
        }
        finally
        {
            Native.ab_release(&schema->head);
        }
    }

    private RecordBatch? Batch(OwnedBlocks* handle, CArrowArray* array)
    {
        if (array->release == null)
        {
            return null;
        }
        SchemaBlock* schema = DecoderHandle.ShareSchema(handle);
        try
        {
            return new RecordBatch(SharedArray.Import(array, schema, true), _schema ??= ArrowSchema.Of(schema));
        }
        finally
        {
            Native.ab_release(&schema->head);
        }
    }
}
