using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Ipc;

/// <summary>A reader of the batches of an IPC stream or file.</summary>
internal sealed unsafe class IpcReader : Reader
{
    /// <summary>Slots of the blocks that a reader owns.</summary>
    public const int OwnerSlot = 0;
    public const int MetadataSlot = 1;
    public const int BodySlot = 2;
    public const int DictionaryArraysSlot = 3;
    public const int DictionaryOwnersSlot = 4;
    public const int Lz4Slot = 5;
    public const int ZstdSlot = 6;
    public const int FileSlot = 7;
    public const int PoolSlot = 8;
    public const int DictionaryDeltasSlot = 9;
    public const int FooterSlot = 10;
    public const int Slots = 11;

    // Field number of custom_metadata in the table Footer (File.fbs).
    private const int FooterMetadata = 4;

    private readonly MessageSource _source;
    private readonly Dictionaries _dictionaries;
    private readonly BodyReader _bodies;
    private readonly OwnedBlocks* _owned;
    private readonly TruncationCheck? _truncation;
    private readonly int _level;
    private readonly string? _path;

    // The message of the last batch; its bytes are valid until the next message is read.
    private FlatTable _last;
    private bool _hasLast;

    // Whether the last message was a dictionary batch, and whether a record batch was read.
    private bool _afterDictionary;
    private bool _hasBatches;

    private IpcReader(
        in SchemaReader read, MessageSource source, Dictionaries dictionaries, BodyReader bodies, OwnedBlocks* owned,
        in ReadOptions options, TruncationCheck? truncation, string? path)
        : base(read.Schema, true)
    {
        _source = source;
        _dictionaries = dictionaries;
        _bodies = bodies;
        _owned = owned;
        _truncation = truncation;
        _level = options.Level;
        _path = path;
    }

    /// <summary>
    /// Reads the schema and makes the reader. On success, the reader takes over the reference to
    /// <paramref name="owned"/>.
    /// </summary>
    public static ReaderBlock* Open(
        MessageSource source, OwnedBlocks* owned, in ReadOptions options, TruncationCheck? truncation, string? path)
    {
        SchemaReader read = new(source, options);
        BodyReader bodies = new(owned, options, read.IsSwapped);
        Dictionaries dictionaries;
        try
        {
            dictionaries = new Dictionaries(
                read.Schema, read.Encoded, read.Projection, bodies, owned, DictionaryArraysSlot, DictionaryOwnersSlot,
                DictionaryDeltasSlot);
        }
        catch
        {
            Native.ab_release(&read.Schema->head);
            throw;
        }
        IpcReader reader = new(read, source, dictionaries, bodies, owned, options, truncation, path);
        ReaderBlock* block = reader.Attach(1);
        ReaderBlock.Refs(block)[0] = &owned->head;
        return block;
    }

    /// <summary>The IPC reader of a handle; throws if the handle is not one of an IPC reader.</summary>
    public static IpcReader Of(ReaderBlock* block, bool isFile)
    {
        if (Reader.Of(Checked(block)) is not IpcReader reader)
        {
            Throw.Argument("reader", "is not an IPC reader");
            return null;
        }
        if (isFile && !reader._source.IsFile)
        {
            Throw.NotSupported("IPC-5", null,
                "the reader reads a stream in order; only the file format, mapped or in memory, has a footer");
        }
        return reader;
    }

    public override ReadOnlySpan<int> DictionaryNumbers => _dictionaries.OfField;

    public override bool Next(CArrowArray* output)
    {
        _hasLast = false;
        try
        {
            _truncation?.Check();
            Message message;
            while (_source.Next(&message))
            {
                if (message.type == MessageType.RecordBatch)
                {
                    Decode(message, output);
                    break;
                }
                Accept(message);
            }
            if (!_hasLast)
            {
                RequireEnd();
            }
            OwnedBlocks.Set(_owned, BodySlot, null);
            return true;
        }
        catch (Exception exception)
        {
            if (_path is not null && exception is ArrowBridgeException { IsForeign: false } error)
            {
                error.File = _path;
            }
            throw;
        }
    }

    /// <summary>
    /// Refuses a stream that ends between a dictionary and the batch that uses it. Only an end-of-stream marker says
    /// that no batch follows.
    /// </summary>
    private void RequireEnd()
    {
        if (_afterDictionary && !_source.HasEndMarker && (_hasBatches || _dictionaries.HasUndefined))
        {
            Throw.Truncated("IPC-4",
                "the stream ends after a dictionary batch, without an end-of-stream marker and without the " +
                "dictionaries and record batches that should follow: it was cut off");
        }
    }

    /// <summary>Number of bytes that follow the end of the stream, which must have been reached.</summary>
    public long CountBytesAfterEnd()
    {
        if (!Cursor.HasEnded(Block))
        {
            Throw.Argument("reader", "has not reached its end; bytes that follow it are counted there");
        }
        return _source.CountRest();
    }

    /// <summary>Number of record batches in the file.</summary>
    public long Batches => ((FileSource)_source).Batches;

    /// <summary>
    /// Reads the batch with this index. Independent of the position of <see cref="Next"/> and of its errors.
    /// </summary>
    public void ReadBatch(long index, CArrowArray* output)
    {
        FileSource file = (FileSource)_source;
        if (index < 0 || index >= file.Batches)
        {
            Throw.Argument("n", $"is {index}, but the file has {file.Batches} batches");
        }
        _hasLast = false;
        try
        {
            _truncation?.Check();
            Message message;
            while (file.NextDictionary(&message))
            {
                Accept(message);
            }
            file.ReadBatch(index, &message);
            Decode(message, output);
        }
        catch (Exception exception)
        {
            if (output->release != null)
            {
                output->release(output);
                *output = default;
            }
            if (exception is ArrowBridgeException error)
            {
                error.File = _path;
                error.Batch = index;
            }
            throw;
        }
    }

    /// <summary>
    /// A copy of the custom metadata of the footer, for a caller of the C API; NULL if there is none or the input is a
    /// stream.
    /// </summary>
    public byte* CopyFooterMetadata(out long size)
    {
        size = 0;
        _truncation?.Check();
        return _source is FileSource file ? IpcMetadata.Copy(file.Footer, FooterMetadata, out size) : null;
    }

    /// <summary>
    /// A copy of the custom metadata of the last batch, for a caller of the C API; NULL if there is none.
    /// </summary>
    public byte* CopyBatchMetadata(out long size)
    {
        size = 0;
        if (!_hasLast)
        {
            return null;
        }
        _truncation?.Check();
        return IpcMetadata.Copy(_last, Message.CustomMetadata, out size, BodyCompression.ExperimentalKey);
    }

    /// <summary>The codec of the last batch, as numbered in the C API, and the size of its body in bytes.</summary>
    public int BatchCompression(out long body)
    {
        body = 0;
        if (!_hasLast)
        {
            return WriteOptions.Number(Codec.None);
        }
        _truncation?.Check();
        Message message;
        Message.Read(_last, &message);
        body = message.body_size;
        return WriteOptions.Number(BodyCompression.Of(message, message.header));
    }

    private void Decode(in Message message, CArrowArray* output)
    {
        BatchDecoder.Batch(message, _bodies, _dictionaries, output);
        if (_level > Validation.Minimal)
        {
            Validation.Check(SchemaBlock.Root(Schema), output, _level);
        }
        _last = message.table;
        _hasLast = true;
        _hasBatches = true;
        _afterDictionary = false;
    }

    private void Accept(in Message message)
    {
        switch (message.type)
        {
            case MessageType.DictionaryBatch:
                AcceptDictionary(message);
                break;
            case MessageType.Schema:
                Throw.Rule("IPC-3", null, "the stream has a second schema message");
                break;
            default:
                Throw.NotSupported("IPC-3", null, $"messages of type {message.type} are not supported");
                break;
        }
    }

    private void AcceptDictionary(in Message message)
    {
        try
        {
            _dictionaries.Accept(message, _source.IsFile);
            _afterDictionary = true;
        }
        catch when (_source is FileSource)
        {
            // A later read by index must read this dictionary batch again, before deltas that follow it.
            ((FileSource)_source).ReturnDictionary();
            throw;
        }
    }
}
