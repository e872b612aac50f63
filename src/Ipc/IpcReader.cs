using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Ipc;

/// <summary>A reader over the messages of a stream or a file.</summary>
internal sealed unsafe class IpcReader : Reader
{
    /// <summary>Places in the group of all that a reader keeps.</summary>
    public const int OwnerSlot = 0;
    public const int MetadataSlot = 1;
    public const int BodySlot = 2;
    public const int DictionaryArraysSlot = 3;
    public const int DictionaryOwnersSlot = 4;
    public const int Lz4Slot = 5;
    public const int ZstdSlot = 6;
    public const int FileSlot = 7;
    public const int PoolSlot = 8;
    public const int FreeListSlot = 9;
    public const int Slots = 10;

    // Custom metadata of a message and of a footer, in Message.fbs and File.fbs.
    private const int MessageMetadata = 4;
    private const int FooterMetadata = 4;

    // Of RecordBatch in Message.fbs.
    private const int RecordBatchCompression = 3;

    private readonly MessageSource _source;
    private readonly Dictionaries _dictionaries;
    private readonly BodyReader _bodies;
    private readonly OwnedBlocks* _owned;
    private readonly TruncationCheck? _truncation;
    private readonly int _level;
    private readonly string? _path;

    // The message of the batch that was read last; its bytes stay until the next message is read.
    private FlatTable _last;
    private bool _hasLast;

    private IpcReader(
        in SchemaReader read, MessageSource source, Dictionaries dictionaries, BodyReader bodies, OwnedBlocks* owned, in ReadOptions options,
        TruncationCheck? truncation, string? path)
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

    /// <summary>Reads the schema, and makes the reader. The group's reference goes over to it, on success only.</summary>
    public static ReaderBlock* Open(MessageSource source, OwnedBlocks* owned, in ReadOptions options, TruncationCheck? truncation, string? path)
    {
        SchemaReader read = new(source, options);
        BodyReader bodies = new(owned, options, read.IsSwapped);
        Dictionaries dictionaries;
        try
        {
            dictionaries = new Dictionaries(read.Schema, read.Encoded, read.Projection, bodies, owned, DictionaryArraysSlot, DictionaryOwnersSlot);
        }
        catch
        {
            Native.ab_release(&read.Schema->head);
            throw;
        }
        ReaderBlock* block = new IpcReader(read, source, dictionaries, bodies, owned, options, truncation, path).Attach(1);
        ReaderBlock.Refs(block)[0] = &owned->head;
        return block;
    }

    /// <summary>The reader behind a handle, which must read IPC.</summary>
    public static IpcReader Of(ReaderBlock* block, bool isFile)
    {
        if (Reader.Of(Checked(block)) is not IpcReader reader)
        {
            Throw.Argument("reader", "does not read IPC");
            return null;
        }
        if (isFile && !reader._source.IsFile)
        {
            Throw.NotSupported("IPC-5", null, "the reader reads a stream in order; only the file format, mapped or in memory, has a footer");
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
                _bodies.End();
            }
            OwnedBlocks.Set(_owned, BodySlot, null);
            return true;
        }
        catch (Exception exception)
        {
            _bodies.End();
            if (_path is not null && exception is BridgeException { IsForeign: false } error)
            {
                error.File = _path;
            }
            throw;
        }
    }

    /// <summary>Record batches in the file.</summary>
    public long Batches => ((FileSource)_source).Batches;

    /// <summary>A batch by its number. Neither the order of <see cref="Next"/> nor its errors have to do with it.</summary>
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
            if (exception is BridgeException error)
            {
                error.File = _path;
                error.Batch = index;
            }
            throw;
        }
    }

    /// <summary>Custom metadata of the footer, for a caller of the C API; NULL where there is none, as in a stream.</summary>
    public byte* CopyFooterMetadata(out long size)
    {
        size = 0;
        _truncation?.Check();
        return _source is FileSource file ? IpcMetadata.Copy(file.Footer, FooterMetadata, out size) : null;
    }

    /// <summary>Custom metadata of the batch that was read last, for a caller of the C API; NULL where there is none.</summary>
    public byte* CopyBatchMetadata(out long size)
    {
        size = 0;
        if (!_hasLast)
        {
            return null;
        }
        _truncation?.Check();
        return IpcMetadata.Copy(_last, MessageMetadata, out size);
    }

    /// <summary>The codec of the batch that was read last, as the C API numbers them, and the size of its body.</summary>
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
        return WriteOptions.Number(
            message.header.TryTable(RecordBatchCompression, out FlatTable compression) ? BodyCompression.Read(compression) : Codec.None);
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
    }

    private void Accept(in Message message)
    {
        switch (message.type)
        {
            case MessageType.DictionaryBatch:
                AcceptDictionary(message);
                break;
            case MessageType.Schema:
                Throw.Rule("IPC-3", null, "there is a second schema");
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
        }
        catch when (_source is FileSource)
        {
            // A later batch by number must not find the dictionary missing, or take in a delta that follows it.
            ((FileSource)_source).ReturnDictionary();
            throw;
        }
    }
}
