using System.Runtime.CompilerServices;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>
/// Decodes a RecordBatch message into exported ArrowArray structs. All structs are in one block, filled in one pass
/// over the fields, in the order in which the message lists nodes and buffers (IPC-9). Buffers point into the body.
/// Each buffer is checked to lie in the body and to be as long as its array needs.
/// </summary>
internal unsafe ref partial struct BatchDecoder
{
    private readonly BodyReader _reader;
    private readonly Decompressor? _decompressor;
    private readonly DecompressionPool? _pool;

    // Whether buffers are used where they are: the body is neither compressed nor in the other byte order.
    private readonly bool _inPlace;

    private readonly Dictionaries _dictionaries;
    private readonly byte* _body;
    private readonly long _bodySize;
    private readonly int _unionSkip;
    private readonly int _nullSkip;
    private readonly FieldNode* _nodes;
    private readonly BodyBuffer* _buffers;
    private readonly long* _variadics;
    private long _variadicBuffers;
    private FieldNode* _node;
    private BodyBuffer* _buffer;
    private long* _variadic;
    private ExportedArrayBuilder _builder;

    // Number of bytes that may still be allocated.
    private long _bytesLeft;

    // Number of body bytes that may still be decompressed or copied: bounds amplification by overlapping buffers.
    private long _usesLeft;

    // The unused rest of the block that the small buffers of one column share.
    private byte* _shared;
    private long _sharedLeft;
    private int _sharedColumn;

    // Index in the pool of the last taken buffer, if the pool decompresses it; otherwise -1.
    private long _frame = -1;

    // Eight zero bytes in the exported block: the single offset of an array of length 0.
    private readonly void** _zeroOffset;

    private BatchDecoder(
        in Message message, in BatchMessage batch, BodyReader reader, Decompressor? decompressor,
        DecompressionPool? pool, Dictionaries dictionaries, ExportedArrayBuilder builder)
    {
        _reader = reader;
        _dictionaries = dictionaries;
        _decompressor = decompressor;
        _pool = pool;
        _inPlace = decompressor == null && !reader.IsSwapped;
        _bytesLeft = reader.MaxBytes - message.body_cost;
        _body = message.body;
        _bodySize = message.body_size;
        _usesLeft = (long)UInt128.Min((UInt128)long.MaxValue, (UInt128)(ulong)message.body_size * MaxUses);
        _unionSkip = batch.union_skip;
        _nullSkip = batch.null_skip;
        _node = _nodes = batch.nodes;
        _buffer = _buffers = batch.buffers;
        _variadic = _variadics = batch.variadic_counts;
        _builder = builder;
        _zeroOffset = _builder.Buffers(1);
        *_zeroOffset = null;
    }

    /// <summary>Decodes a record batch. Its schema is that of <paramref name="dictionaries"/>.</summary>
    public static void Batch(in Message message, BodyReader reader, Dictionaries dictionaries, CArrowArray* output)
    {
        SchemaBlock* schema = dictionaries.Schema;
        Field* root = SchemaBlock.Root(schema);
        ref readonly BatchPlan plan = ref dictionaries.Plan;
        ref readonly BatchPlan messagePlan =
            ref (dictionaries.Projection == null ? ref plan : ref dictionaries.Projection.AllColumns);
        BatchMessage batch = new(message, message.header, messagePlan);
        Decompressor? decompressor = reader.For(batch.codec);
        DecompressionPool? pool = reader.PoolFor(batch.codec, batch.buffer_count);
        bool allocates = batch.codec != Codec.None || reader.IsSwapped || batch.IsMisaligned(message.body, messagePlan);
        bool hasOwners = dictionaries.Prepare() || allocates;
        ExportedArrayBuilder builder = new(schema->n_fields,
            plan.entries + dictionaries.EntriesOfEmpty + (2 * batch.variadic_total) + 2,
            hasOwners ? root->n_children + 1L : 0);
        BatchDecoder decoder = new(message, batch, reader, decompressor, pool, dictionaries, builder);
        try
        {
            decoder.FillRoot(root, batch.length, output);
            decoder.FinishFrames();
        }
        catch
        {
            *output = default;
            decoder.Abandon();
            throw;
        }
        decoder._builder.Finish(new Reference(message.owner));
    }

    /// <summary>
    /// Decodes the values of a dictionary. A dictionary-encoded field in the values gets its own dictionary later, with
    /// each batch. The node says how many values there are; some writers give the batch another length.
    /// </summary>
    /// <returns>Number of bytes of memory that the dictionary takes.</returns>
    public static long Values(
        in Message message, FlatTable data, BodyReader reader, Field* field, in BatchPlan plan, CArrowArray* output)
    {
        BatchMessage batch = new(message, data, plan);
        Decompressor? decompressor = reader.For(batch.codec);
        DecompressionPool? pool = reader.PoolFor(batch.codec, batch.buffer_count);
        ExportedArrayBuilder builder = new(plan.nodes, plan.entries + (2 * batch.variadic_total) + 1, 1);
        BatchDecoder decoder = new(message, batch, reader, decompressor, pool, null!, builder);
        try
        {
            decoder.Fill(field, output, -1, 0);
            decoder.FinishFrames();
        }
        catch
        {
            *output = default;
            decoder.Abandon();
            throw;
        }
        decoder._builder.Finish(new Reference(message.owner));
        return message.body_size + (reader.MaxBytes - message.body_cost - decoder._bytesLeft);
    }

    private void FillRoot(Field* root, long rows, CArrowArray* output)
    {
        int columns = root->n_children;
        ExportedArray* exported = _builder.Next(-1);
        CArrowArray** children = _builder.Children(columns);
        for (int i = 0; i < columns; i++)
        {
            _dictionaries.AddOwner(ref _builder, i);
            if (_dictionaries.Projection is { } projection)
            {
                Seek(projection.Before(i));
            }
            children[i] = Child(root->children + i, i, rows);
            if (children[i]->length != rows)
            {
                Throw.Rule("IPC-9", Field.Path(root->children + i),
                    $"the column has {children[i]->length} rows, but the batch has {rows}");
            }
        }
        output->length = rows;
        output->null_count = 0;
        output->offset = 0;
        output->n_buffers = 1;
        output->buffers = _builder.Buffers(1);
        output->buffers[0] = null;
        output->n_children = columns;
        output->children = children;
        output->dictionary = null;
        ExportedArrayBuilder.FinishStruct(exported, output);
    }

    /// <summary>Moves to a top-level column, past columns that are not read.</summary>
    private void Seek(in BatchPlan before)
    {
        long* variadic = _variadics + before.variadic;
        long count = 0;
        if (_variadic <= variadic)
        {
            // Columns are usually read in schema order, so the count continues from the previous column.
            count = _variadicBuffers;
        }
        else
        {
            _variadic = _variadics;
        }
        while (_variadic < variadic)
        {
            count += Unsafe.ReadUnaligned<long>(_variadic++);
        }
        _variadicBuffers = count;
        _node = _nodes + before.nodes;
        _buffer = _buffers + before.buffers + (_unionSkip * before.unions) + (_nullSkip * before.nulls) + count;
    }

    private CArrowArray* Child(Field* field, int column, long minLength)
    {
        ExportedArray* exported = _builder.Next(column);
        Fill(field, exported, &exported->value, column, minLength);
        return &exported->value;
    }

    private void Fill(Field* field, CArrowArray* output, int column, long minLength) =>
        Fill(field, _builder.Next(column), output, column, minLength);

    private void Fill(Field* field, ExportedArray* exported, CArrowArray* output, int column, long minLength)
    {
        FieldNode node = Unsafe.ReadUnaligned<FieldNode>(_node++);
        long length = node.length;
        if (length < minLength || (ulong)node.null_count > (ulong)length)
        {
            BadNode(field, node, minLength);
        }
        void** table = _builder.Buffers(field->n_buffers);
        output->length = length;
        output->null_count = node.null_count;
        output->offset = 0;
        output->n_buffers = field->n_buffers;
        output->buffers = table;
        output->n_children = field->n_children;
        output->children = null;
        output->dictionary = null;
        if (field->is_flat)
        {
            table[0] = Validity(field, column, node);
            if (field->n_buffers == 2)
            {
                table[1] = Take(field, column, Values(field, length), field->alignment_mask);
            }
            else
            {
                table[1] = Offsets(field, column, length);
                table[2] = Bytes(field, column, output);
            }
        }
        else
        {
            FillOther(field, output, column);
        }
        ExportedArrayBuilder.FinishStruct(exported, output);
    }

    private void FillOther(Field* field, CArrowArray* output, int column)
    {
        ref readonly Layout layout = ref Layouts.Of(field->type);
        long length = output->length;
        void** table = output->buffers;
        if (!layout.HasValidity)
        {
            SkipBuffers(field, output);
        }
        for (int i = 0; i < layout.Buffers; i++)
        {
            table[i] = layout.Buffer(i) switch
            {
                BufferKind.Validity =>
                    Validity(field, column, new FieldNode { length = length, null_count = output->null_count }),
                BufferKind.Values => Take(field, column, Values(field, length), field->alignment_mask),
                BufferKind.Offsets32 or BufferKind.Offsets64 => Offsets(field, column, length),
                BufferKind.Starts32 or BufferKind.Sizes32 =>
                    Take(field, column, Product(field, length, sizeof(int)), sizeof(int) - 1),
                BufferKind.Starts64 or BufferKind.Sizes64 =>
                    Take(field, column, Product(field, length, sizeof(long)), sizeof(long) - 1),
                BufferKind.Views => Take(field, column, Product(field, length, 16), field->alignment_mask),
                BufferKind.Bytes => Bytes(field, column, output),
                _ => Take(field, column, length, 0),
            };
        }
        if (layout.IsVariadic)
        {
            FillVariadic(field, column, output);
        }
        if (field->n_children > 0)
        {
            FillChildren(field, output, column);
        }
        if (field->dictionary != null && _dictionaries != null)
        {
            _dictionaries.AttachDictionary(ref _builder, field, output, column, _zeroOffset);
        }
    }

    private void FillChildren(Field* field, CArrowArray* output, int column)
    {
        long minLength = field->type switch
        {
            TypeId.Struct or TypeId.SparseUnion => output->length,
            TypeId.FixedSizeList => Product(field, output->length, field->fixed_size),
            _ => 0,
        };
        CArrowArray** children = _builder.Children(field->n_children);
        output->children = children;
        for (int i = 0; i < field->n_children; i++)
        {
            children[i] = Child(field->children + i, column, minLength);
        }
        if (field->type == TypeId.RunEndEncoded)
        {
            CheckRunEnds(field, output);
        }
    }

    private static void CheckRunEnds(Field* field, CArrowArray* output)
    {
        CArrowArray* ends = output->children[0];
        long values = output->children[1]->length;
        if (ends->null_count > 0 || values < ends->length || (output->length > 0 && ends->length == 0))
        {
            Throw.Rule("COL-16", Field.Path(field),
                $"{output->length} rows need run ends without nulls and a value for each run end, " +
                $"but there are {ends->length} run ends, {ends->null_count} of them null, and {values} values");
        }
    }

    /// <summary>
    /// Skips buffers of types without a validity bitmap, which older or other writers write nevertheless (COL-14).
    /// </summary>
    private void SkipBuffers(Field* field, CArrowArray* output)
    {
        if (field->type == TypeId.Null)
        {
            output->null_count = output->length;
            _buffer += _nullSkip;
            return;
        }
        if (_unionSkip > 0)
        {
            long size = NextLength();
            _buffer++;
            if (output->null_count > 0 && size > 0)
            {
                Throw.NotSupported("COL-14", Field.Path(field),
                    "the array has a validity bitmap with nulls, as unions could have before metadata version V5; " +
                    "this is not supported");
            }
        }
        output->null_count = 0;
    }
}
