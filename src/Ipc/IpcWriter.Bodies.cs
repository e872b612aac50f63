using System.Runtime.CompilerServices;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

// Messages with a body. The metadata of a record batch has the same tables as that of the batch before, unless the
// number of its buffers differs or it has custom metadata. Then only the numbers in it are written anew.
internal unsafe partial struct IpcWriter
{
    /// <summary>The table RecordBatch: where it and its vectors are, and the lengths of the vectors.</summary>
    private struct BatchTable
    {
        public long position;
        public long nodes;
        public long node_count;
        public long buffers;
        public long buffer_count;
        public long variadic;
        public long variadic_count;
    }

    /// <summary>Starts the metadata of a message, or the footer.</summary>
    private void StartMetadata()
    {
        _flat.Start();
        _lastSize = 0;
    }

    private void StartBody(MessageType type, byte* metadata, out long message)
    {
        StartMetadata();
        bool hasMetadata = HasPairs(metadata);
        message = _flat.Root([sizeof(short), 1, sizeof(int), sizeof(long), hasMetadata ? (byte)sizeof(int) : (byte)0]);
        _flat.Set(message, 0, (short)Message.V5);
        _flat.Set(message, 1, type);
        if (hasMetadata)
        {
            _flat.Metadata(4, message, metadata);
        }
    }

    private static bool HasPairs(byte* metadata) => metadata != null && *(int*)metadata > 0;

    /// <summary>Writes a record batch of the nodes and buffers in the encoder.</summary>
    private void WriteEncoded(long rows, byte* metadata)
    {
        Compress();
        bool isPlain = !HasPairs(metadata);
        if (isPlain && _lastSize != 0 && _lastBatch.node_count == _encoder.NodeCount &&
            _lastBatch.buffer_count == _encoder.PartCount && _lastBatch.variadic_count == _encoder.VariadicCount)
        {
            _flat.ReturnTo(_lastSize);
        }
        else
        {
            StartBody(MessageType.RecordBatch, metadata, out _lastMessage);
            _lastBatch = AddBatch();
            _flat.Link(_lastMessage, 2, _lastBatch.position);
            _lastSize = isPlain ? _flat.Size : 0;
        }
        Send(_lastMessage, Fill(_lastBatch, rows), ref _batchBlocks, ref _batchCount);
    }

    private void Compress()
    {
        if (_compressor.Codec != Codec.None)
        {
            _encoder.Compress(_compressor);
        }
    }

    /// <summary>Adds a table RecordBatch for as many nodes and buffers as the encoder has.</summary>
    private BatchTable AddBatch()
    {
        BatchTable table;
        table.node_count = _encoder.NodeCount;
        table.buffer_count = _encoder.PartCount;
        table.variadic_count = _encoder.VariadicCount;
        byte variadic = table.variadic_count > 0 ? (byte)sizeof(int) : (byte)0;
        byte compression = _compressor.Codec != Codec.None ? (byte)sizeof(int) : (byte)0;
        table.position = _flat.Table([sizeof(long), sizeof(int), sizeof(int), compression, variadic]);
        table.nodes = Vector(1, table.position, table.node_count, sizeof(FieldNode));
        table.buffers = Vector(2, table.position, table.buffer_count, sizeof(BodyBuffer));
        table.variadic = 0;
        if (compression != 0)
        {
            long codec = _flat.Table([1, 1]);
            _flat.Set(codec, 0, (byte)_compressor.Codec);
            _flat.Link(table.position, 3, codec);
        }
        if (variadic != 0)
        {
            table.variadic = Vector(4, table.position, table.variadic_count, sizeof(long));
        }
        return table;
    }

    private long Vector(int field, long table, long count, int elementSize) =>
        FlatWriter.Elements(_flat.Vector(field, table, count, elementSize));

    /// <summary>Writes the numbers of a table RecordBatch and returns the size of the body, with padding.</summary>
    private readonly long Fill(in BatchTable table, long rows)
    {
        byte* data = _flat.Data;
        _flat.Set(table.position, 0, rows);
        Allocator.Copy(_encoder.Nodes, data + table.nodes, table.node_count * sizeof(FieldNode));
        Allocator.Copy(_encoder.Variadic, data + table.variadic, table.variadic_count * sizeof(long));
        BodyBuffer* buffers = (BodyBuffer*)(data + table.buffers);
        BodyPart* parts = _encoder.Parts;
        long size = 0;
        long mask = _options.alignment - 1;
        long signs = 0; // negative if a length is negative or a sum has overflowed
        for (long i = 0; i < table.buffer_count; i++)
        {
            long length = LengthOf(parts + i);
            buffers[i].offset = size;
            buffers[i].length = length; // IPC-10: without the padding
            size = unchecked(size + length + mask) & ~mask;
            signs |= size | length;
        }
        if (signs < 0)
        {
            Throw.Overflow(null, null, "the size of a body");
        }
        return size;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long LengthOf(BodyPart* part) => part->size + ((long)part->is_stored * BodyCompression.Prefix);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly long Padded(long size) => Size.Align(size, _options.alignment);

    /// <summary>Writes metadata and body, and records their position for the footer.</summary>
    private void Send(long message, long size, ref GrowableBuffer blocks, ref int count)
    {
        _flat.Set(message, 3, size);
        long offset = _output.Position;
        PutMetadata();
        _output.Expect(size);
        if (_options.is_file)
        {
            AddFooterBlock(ref blocks, count++, offset, size);
        }
        if (_compressor.Codec == Codec.None)
        {
            if (_output.AreSmall(size, _encoder.SizesOred))
            {
                _output.PutSmall(_encoder.Parts, _encoder.PartCount, size, _options.alignment);
                return;
            }
            _encoder.ClearUnusedBits();
        }
        BodyPart* parts = _encoder.Parts;
        long stored = BodyCompression.Stored;
        for (long i = 0; i < _encoder.PartCount; i++)
        {
            if (parts[i].is_stored != 0)
            {
                _output.Put((byte*)&stored, BodyCompression.Prefix);
            }
            _output.Put(parts[i].data, parts[i].size);
            long length = LengthOf(parts + i);
            _output.PutZeros(Padded(length) - length);
        }
    }
}
