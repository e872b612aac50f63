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
    public const int Slots = 19;

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
        _flat.Start();
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
        for (int i = 0; i < root->n_children; i++)
        {
            CArrowArray* child = batch->children[i];
            _encoder.Add(root->children + i, child, child->offset + batch->offset, batch->length);
        }
        StartBody(MessageType.RecordBatch, metadata, out long message);
        _flat.Link(message, 2, PutBatch(batch->length, out long size));
        Send(message, size, ref _batchBlocks, ref _batchCount);
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
        _flat.Start();
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

    private void StartBody(MessageType type, byte* metadata, out long message)
    {
        bool hasMetadata = metadata != null && *(int*)metadata > 0;
        _flat.Start();
        message = _flat.Root([sizeof(short), 1, sizeof(int), sizeof(long), hasMetadata ? (byte)sizeof(int) : (byte)0]);
        _flat.Set(message, 0, (short)Message.V5);
        _flat.Set(message, 1, type);
        if (hasMetadata)
        {
            _flat.Metadata(4, message, metadata);
        }
    }

    /// <summary>Writes the table RecordBatch for the nodes and buffers in the encoder.</summary>
    /// <param name="size">Size of the body, with padding.</param>
    private long PutBatch(long rows, out long size)
    {
        byte variadic = _encoder.VariadicCount > 0 ? (byte)sizeof(int) : (byte)0;
        byte compression = _compressor.Codec != Codec.None ? (byte)sizeof(int) : (byte)0;
        if (compression != 0)
        {
            _encoder.Compress(_compressor);
        }
        long table = _flat.Table([sizeof(long), sizeof(int), sizeof(int), compression, variadic]);
        _flat.Set(table, 0, rows);
        _flat.Vector(1, table, _encoder.Nodes, _encoder.NodeCount, sizeof(FieldNode));
        long vector = _flat.Vector(2, table, _encoder.PartCount, sizeof(BodyBuffer));
        BodyBuffer* buffers = (BodyBuffer*)(_flat.Data + FlatWriter.Elements(vector));
        BodyPart* parts = _encoder.Parts;
        size = 0;
        for (long i = 0; i < _encoder.PartCount; i++)
        {
            long length = LengthOf(parts + i);
            buffers[i].offset = size;
            buffers[i].length = length; // IPC-10: without the padding
            size = Padded(Size.Add(size, length));
        }
        if (compression != 0)
        {
            long codec = _flat.Table([1, 1]);
            _flat.Set(codec, 0, (byte)_compressor.Codec);
            _flat.Link(table, 3, codec);
        }
        if (variadic != 0)
        {
            _flat.Vector(4, table, _encoder.Variadic, _encoder.VariadicCount, sizeof(long));
        }
        return table;
    }

    private static long LengthOf(BodyPart* part) => part->is_stored ? part->size + BodyCompression.Prefix : part->size;

    private readonly long Padded(long size) => Size.Align(size, _options.alignment);

    /// <summary>Writes metadata and body, and records their position for the footer.</summary>
    private void Send(long message, long size, ref GrowableBuffer blocks, ref int count)
    {
        _flat.Set(message, 3, size);
        long offset = _output.Position;
        PutMetadata();
        if (_options.is_file)
        {
            AddFooterBlock(ref blocks, count++, offset, size);
        }
        BodyPart* parts = _encoder.Parts;
        long stored = BodyCompression.Stored;
        for (long i = 0; i < _encoder.PartCount; i++)
        {
            if (parts[i].is_stored)
            {
                _output.Put((byte*)&stored, BodyCompression.Prefix);
            }
            _output.Put(parts[i].data, parts[i].size);
            long length = LengthOf(parts + i);
            _output.PutZeros(Padded(length) - length);
        }
    }

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
