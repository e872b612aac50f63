using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Ipc;

/// <summary>
/// Writes the messages of a stream or file. The writer is in native memory and owns all its memory through one block.
/// Releasing that block does not enter the runtime (native/blocks.c), and writing a batch allocates nothing on the GC
/// heap.
/// </summary>
internal unsafe partial struct IpcWriter
{
    /// <summary>Slots of the blocks that a writer owns.</summary>
    public const int SchemaSlot = 0;
    public const int TargetSlot = 1;
    public const int StateSlot = 2;
    public const int StagingSlot = 3;
    public const int MetadataSlot = 4;
    public const int NodesSlot = 5;
    public const int PartsSlot = 6;
    public const int VariadicSlot = 7;
    public const int ScratchSlot = 8;
    public const int IdsSlot = 9;
    public const int DictionariesSlot = 10;
    public const int DictionaryBlocksSlot = 11;
    public const int BatchBlocksSlot = 12;
    public const int SchemaMetadataSlot = 13;
    public const int FooterMetadataSlot = 14;
    public const int PathSlot = 15;
    public const int TextSlot = 16;
    public const int CodecSlot = 17;
    public const int PoolSlot = 18;
    public const int MessagesSlot = 19;
    public const int Slots = 20;

    private static ReadOnlySpan<byte> PaddedMagic => "ARROW1\0\0"u8;

    private readonly OwnedBlocks* _owned;
    private readonly SchemaBlock* _schema;
    private readonly WriteOptions _options;
    private readonly bool _flushesBatches;
    private readonly Compressor _compressor;
    private Output _output;
    private FlatWriter _flat;
    private BatchEncoder _encoder;
    private GrowableBuffer _dictionaryBlocks;
    private GrowableBuffer _batchBlocks;
    private int _dictionaryCount;
    private int _batchCount;
    private long _batches;

    // Dictionary ids, by index in the schema's array of fields.
    private int* _ids;

    // By id: number of batches, the current one included, when the dictionary was last replaced.
    private long* _lastReplaced;

    // By id: number of batches, the current one included, when a field last used the dictionary.
    private long* _lastUsed;

    // By id: the dictionary that was written last.
    private OwnedBlocks* _dictionaries;

    // The metadata of the last message, if it can be that of the next batch: its size (0 if it cannot) and tables.
    private long _lastSize;
    private long _lastMessage;
    private BatchTable _lastBatch;

    /// <param name="owned">The blocks that the writer owns, with schema, target and copies of the metadata in the
    /// options.</param>
    /// <param name="flushesBatches">Whether to flush after each batch, because the other end may be waiting for
    /// it.</param>
    /// <param name="numbers">Dictionary numbers of the fields, if known; see
    /// <see cref="Reader.DictionaryNumbers"/>.</param>
    public IpcWriter(
        OwnedBlocks* owned, in WriteOptions options, Output output, bool flushesBatches, ReadOnlySpan<int> numbers)
    {
        _owned = owned;
        _schema = (SchemaBlock*)OwnedBlocks.Get(owned, SchemaSlot);
        _options = options;
        _flushesBatches = flushesBatches;
        _output = output;
        _flat = new FlatWriter(owned, MetadataSlot);
        _encoder = new BatchEncoder(owned, NodesSlot, PartsSlot, VariadicSlot, ScratchSlot);
        _dictionaryBlocks = new GrowableBuffer(owned, DictionaryBlocksSlot);
        _batchBlocks = new GrowableBuffer(owned, BatchBlocksSlot);
        CountDictionaries(numbers);
        _compressor = new Compressor(options.codec, options.level, options.threads, owned);
    }

    /// <summary>Writes the magic of a file and the schema message.</summary>
    public void Begin()
    {
        if (_options.is_file)
        {
            Put(PaddedMagic);
        }
        StartMetadata();
        byte metadata = _options.footer_metadata != null ? (byte)sizeof(int) : (byte)0;
        long message = _flat.Root([sizeof(short), 1, sizeof(int), sizeof(long), metadata]);
        _flat.Set(message, 0, (short)Message.V5);
        _flat.Set(message, 1, MessageType.Schema);
        _flat.Link(message, 2, PutSchema());
        if (metadata != 0)
        {
            _flat.Metadata(4, message, _options.footer_metadata); // IPC-6
        }
        PutMetadata();
        FlushBatch();
    }

    /// <summary>Writes a record batch, after the dictionaries that it needs.</summary>
    /// <param name="block">Owner of the batch; NULL if the schema has no dictionaries.</param>
    public void Write(CArrowArray* batch, ArrayBlock* block, byte* metadata)
    {
        Field* root = SchemaBlock.Root(_schema);
        Validate(root, batch, block);
        if (_dictionaries != null)
        {
            WriteDictionaries(root, batch, block);
        }
        _encoder.Start();
        _encoder.AddColumns(root, batch);
        WriteEncoded(batch->length, metadata);
        FlushBatch();
        _batches++;
        if (_options.progress != null && _options.progress(_options.progress_context, _batches, _output.Position) != 0)
        {
            Throw.Cancelled("the progress callback cancelled the write");
        }
    }

    /// <summary>What is written is copied by offsets and indices, which must therefore be valid.</summary>
    private static void Validate(Field* root, CArrowArray* batch, ArrayBlock* block)
    {
        if (block != null)
        {
            Validation.Check(block, Validation.Default);
        }
        else
        {
            Validation.Check(root, batch, Validation.Default);
        }
    }

    /// <summary>Writes the end-of-stream marker and, for a file, the footer (IPC-4, IPC-5).</summary>
    public void End()
    {
        long marker = uint.MaxValue;
        _output.Put((byte*)&marker, sizeof(long));
        if (_options.is_file)
        {
            PutFooter();
        }
        _output.Flush();
    }

    private void PutFooter()
    {
        StartMetadata();
        byte metadata = _options.footer_metadata != null ? (byte)sizeof(int) : (byte)0;
        long footer = _flat.Root([sizeof(short), sizeof(int), sizeof(int), sizeof(int), metadata]);
        _flat.Set(footer, 0, (short)Message.V5);
        _flat.Link(footer, 1, PutSchema());
        _flat.Vector(2, footer, _dictionaryBlocks.Data, _dictionaryCount, sizeof(FileBlock));
        _flat.Vector(3, footer, _batchBlocks.Data, _batchCount, sizeof(FileBlock));
        if (metadata != 0)
        {
            _flat.Metadata(4, footer, _options.footer_metadata);
        }
        _flat.PadTo(Size.Align(_flat.Size, sizeof(long)));
        int size = (int)_flat.Size - FlatWriter.Prefix;
        _output.Put(_flat.Data + FlatWriter.Prefix, size);
        _output.Put((byte*)&size, sizeof(int));
        Put(PaddedMagic[..MessageSource.Magic.Length]);
    }

    private long PutSchema() =>
        SchemaWriter.Schema(ref _flat, SchemaBlock.Root(_schema), _options.schema_metadata, _ids);

    private readonly void AddFooterBlock(ref GrowableBuffer blocks, int index, long offset, long size)
    {
        if (index == int.MaxValue / sizeof(FileBlock))
        {
            Throw.NotSupported("IPC-5", null, $"the footer of a file cannot list more than {index} messages");
        }
        blocks.Need((index + 1L) * sizeof(FileBlock), (long)index * sizeof(FileBlock));
        FileBlock* block = (FileBlock*)blocks.Data + index;
        *block = default; // clears the padding too (SEC-2)
        block->offset = offset;
        block->metadata_size = (int)(_output.Position - offset);
        block->body_size = size;
    }

    /// <summary>
    /// Writes the metadata of a message with its prefix (IPC-1), padded so that the body begins aligned.
    /// </summary>
    private void PutMetadata()
    {
        long end = Padded(_output.Position + _flat.Size);
        _flat.PadTo(end - _output.Position);
        *(int*)_flat.Data = -1;
        *(int*)(_flat.Data + sizeof(int)) = (int)_flat.Size - FlatWriter.Prefix;
        _output.Put(_flat.Data, _flat.Size);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            _output.Put(first, bytes.Length);
        }
    }

    private void FlushBatch()
    {
        if (_flushesBatches)
        {
            _output.Flush();
        }
    }
}
