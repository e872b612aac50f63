using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Ipc;

/// <summary>A reader of the batches of an IPC stream or file.</summary>
/// <remarks>
/// Objects are used again for later inputs of the same thread, so that opening an input allocates nothing on the
/// garbage-collected heap: a collection makes every thread that is inside the library wait.
/// </remarks>
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
    public const int PathSlot = 11;
    public const int Slots = 12;

    // Field number of custom_metadata in the table Footer (File.fbs).
    private const int FooterMetadata = 4;

    // Number of unused objects that each thread keeps.
    private const int MostUnused = 8;

    // A thread may keep a released reader for long: not one of a wide schema.
    private const int MostReusableFields = 64;

    [ThreadStatic]
    private static IpcReader? t_unused;

    private readonly MemorySource _memory = new();
    private readonly FileSource _file = new();
    private readonly Dictionaries _dictionaries = new();
    private readonly BodyReader _bodies = new();
    private IpcReader? _nextUnused;
    private int _unusedCount;
    private MessageSource _source;
    private OwnedBlocks* _owned;
    private TruncationCheck? _truncation;
    private int _level;

    // The message of the last batch; its bytes are valid until the next message is read.
    private FlatTable _last;
    private bool _hasLast;

    // Whether the last message was a dictionary batch, and whether a record batch was read.
    private bool _afterDictionary;
    private bool _hasBatches;

    private IpcReader() => _source = _memory;

    /// <summary>
    /// Reads the schema and makes the reader. On success, the reader takes over the reference to
    /// <paramref name="owned"/>.
    /// </summary>
    public static ReaderBlock* Open(
        MessageSource source, OwnedBlocks* owned, in ReadOptions options)
    {
        IpcReader reader = Unused();
        reader._source = source;
        try
        {
            return reader.Begin(owned, options, null);
        }
        catch
        {
            reader.Abandon();
            throw;
        }
    }

    /// <summary>
    /// As <see cref="Open(MessageSource, OwnedBlocks*, in ReadOptions)"/>, from bytes in memory. A mapped file is
    /// checked for truncation.
    /// </summary>
    public static ReaderBlock* Open(
        byte* data, long size, OwnedBlocks* owned, in ReadOptions options, TruncationCheck? truncation)
    {
        ReadOnlySpan<byte> head = new(data, (int)Math.Min(size, StreamStart.MostBytes));
        StreamStart.Check(head);
        Block* owner = OwnedBlocks.Get(owned, OwnerSlot);
        bool isMapped = truncation is not null;
        MetadataMemory? copy = isMapped ? new(owned, MetadataSlot) : null;
        IpcReader reader = Unused();
        try
        {
            if (StreamStart.IsMagic(head))
            {
                MetadataMemory? footerCopy = isMapped ? new(owned, FooterSlot) : null;
                reader._file.Begin(data, size, owner, copy, footerCopy);
                reader._source = reader._file;
            }
            else
            {
                reader._memory.Begin(data, size, owner, copy);
                reader._source = reader._memory;
            }
            return reader.Begin(owned, options, truncation);
        }
        catch
        {
            reader.Abandon();
            throw;
        }
    }

    // The input was refused: the object goes back to the unused ones.
    private void Abandon()
    {
        Detach();
        OnReleased();
    }

    private ReaderBlock* Begin(OwnedBlocks* owned, in ReadOptions options, TruncationCheck? truncation)
    {
        _owned = owned;
        _truncation = truncation;
        _level = options.Level;
        _hasLast = _afterDictionary = _hasBatches = false;
        SchemaReader read = new(_source, options);
        try
        {
            _bodies.Begin(owned, options, read.IsSwapped);
            _dictionaries.Begin(
                read.Schema, read.Encoded, read.Projection, _bodies, owned, DictionaryArraysSlot, DictionaryOwnersSlot,
                DictionaryDeltasSlot);
            Renew(read.Schema, true);
        }
        catch
        {
            Native.ab_release(&read.Schema->head);
            throw;
        }
        ReaderBlock* block = Attach(1);
        block->is_reusable = Schema->n_fields <= MostReusableFields ? 1 : 0;
        ReaderBlock.Refs(block)[0] = &owned->head;
        return block;
    }

    /// <summary>An object that a released reader has left on this thread, or a new one.</summary>
    private static IpcReader Unused()
    {
        if (TakeOwn() is IpcReader own)
        {
            own.End();
            return own;
        }
        ReleaseQueue.Drain();
        IpcReader? reader = t_unused;
        if (reader is null)
        {
            return new IpcReader();
        }
        t_unused = reader._nextUnused;
        reader._nextUnused = null;
        return reader;
    }

    /// <summary>Keeps the object. Nothing refers to it any more.</summary>
    public override void OnReleased()
    {
        int before = t_unused?._unusedCount ?? 0;
        if (before < MostUnused)
        {
            _unusedCount = before + 1;
            End();
            _nextUnused = t_unused;
            t_unused = this;
        }
    }

    private void End()
    {
        _source = _memory;
        _dictionaries.End();
        Failure = null;
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

    /// <summary>The path that was opened, for errors; null if the input has none.</summary>
    private string? Path => OwnedBlocks.Get(_owned, PathSlot) is var path && path != null
        ? Utf8Text.Display(Utf8Text.Span((byte*)(path + 1))) : null;

    public override ReadOnlySpan<int> DictionaryNumbers => _dictionaries.OfField;

    public override bool MayBlock => _source is not (MemorySource or FileSource);

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
            if (exception is ArrowBridgeException { IsForeign: false } error)
            {
                error.File = Path;
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
                error.File = Path;
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

    /// <summary>The bytes of the last message are no longer valid.</summary>
    public void ForgetBatch() => _hasLast = false;

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
