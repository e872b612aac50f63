using System.Runtime.CompilerServices;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>
/// Makes exported structs of a RecordBatch message: one block, filled in one pass over the fields in the order in which nodes and buffers stand
/// in the message (IPC-9). Buffers point into the body; each is checked to lie in it and to be as long as its array needs.
/// </summary>
internal unsafe ref partial struct BatchDecoder
{
    private readonly BodyReader _reader;
    private readonly Decompressor? _decompressor;
    private readonly DecompressionPool? _pool;

    // Where buffers that are made come from, if not from new memory.
    private readonly FreeList? _freeList;

    // Neither compressed nor of the other byte order: buffers are used where they are.
    private readonly bool _shareable;

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
    private ExportedArrayBuilder _tree;

    // Bytes that may still be allocated.
    private long _left;

    // Bytes of the body that may still become others: a little file must not name the same ones again and again.
    private long _uses;

    // What is left of the block that small buffers of a column share.
    private byte* _shared;
    private long _sharedLeft;
    private int _sharedColumn;

    // The buffer that was taken last, where others decompress it.
    private long _frame = -1;

    // Eight zero bytes in the tree: the one offset of an array of no length.
    private readonly void** _zero;

    private BatchDecoder(
        in Message message, in BatchMessage batch, BodyReader reader, Decompressor? decompressor, DecompressionPool? pool, FreeList? freeList,
        Dictionaries dictionaries, ExportedArrayBuilder tree)
    {
        _reader = reader;
        _freeList = freeList;
        _dictionaries = dictionaries;
        _decompressor = decompressor;
        _pool = pool;
        _shareable = decompressor == null && !reader.IsSwapped;
        _left = reader.MaxBytes - message.body_cost;
        _body = message.body;
        _bodySize = message.body_size;
        _uses = (long)UInt128.Min((UInt128)long.MaxValue, (UInt128)(ulong)message.body_size * MostUses);
        _unionSkip = batch.union_skip;
        _nullSkip = batch.null_skip;
        _node = _nodes = batch.nodes;
        _buffer = _buffers = batch.buffers;
        _variadic = _variadics = batch.variadic_counts;
        _tree = tree;
        _zero = _tree.Buffers(1);
        *_zero = null;
    }

    /// <summary>A record batch, of the schema that the dictionaries belong to.</summary>
    public static void Batch(in Message message, BodyReader reader, Dictionaries dictionaries, CArrowArray* output)
    {
        SchemaBlock* schema = dictionaries.Schema;
        Field* root = SchemaBlock.Root(schema);
        ref readonly BatchPlan plan = ref dictionaries.Plan;
        ref readonly BatchPlan inMessage = ref (dictionaries.Choice == null ? ref plan : ref dictionaries.Choice.Whole);
        BatchMessage batch = new(message.header, message.version, inMessage);
        Decompressor? decompressor = reader.For(batch.codec);
        DecompressionPool? pool = reader.PoolFor(batch.codec, batch.buffer_count);
        bool makes = batch.codec != Codec.None || reader.IsSwapped || batch.IsMisaligned(message.body, inMessage);
        FreeList? freeList = makes ? reader.FreeList() : null;
        bool owners = dictionaries.Prepare() || makes;
        ExportedArrayBuilder tree = new(schema->n_fields,
            plan.entries + dictionaries.EntriesOfEmpty + (2 * batch.variadic_total) + 2, owners ? root->n_children + 1L : 0);
        BatchDecoder decoder = new(message, batch, reader, decompressor, pool, freeList, dictionaries, tree);
        freeList?.Begin();
        try
        {
            decoder.FillRoot(root, batch.length, output);
            decoder.FinishFrames();
        }
        catch
        {
            *output = default;
            freeList?.End(false);
            decoder.GiveUp();
            throw;
        }
        freeList?.End(true);
        decoder._tree.Finish(new Reference(message.owner));
    }

    /// <summary>The values of a dictionary. Fields in them that are dictionary-encoded again get their dictionary in each batch.</summary>
    /// <returns>The bytes that the dictionary takes.</returns>
    public static long Values(in Message message, FlatTable data, BodyReader reader, Field* field, in BatchPlan plan, CArrowArray* output)
    {
        BatchMessage batch = new(data, message.version, plan);
        Decompressor? decompressor = reader.For(batch.codec);
        DecompressionPool? pool = reader.PoolFor(batch.codec, batch.buffer_count);
        ExportedArrayBuilder tree = new(plan.nodes, plan.entries + (2 * batch.variadic_total) + 1, 1);
        BatchDecoder decoder = new(message, batch, reader, decompressor, pool, null, null!, tree);
        try
        {
            decoder.Fill(field, output, -1, batch.length);
            if (output->length != batch.length)
            {
                Throw.Rule("IPC-9", Field.Path(field), $"the dictionary batch has {batch.length} rows, its array {output->length}");
            }
            decoder.FinishFrames();
        }
        catch
        {
            *output = default;
            decoder.GiveUp();
            throw;
        }
        decoder._tree.Finish(new Reference(message.owner));
        return message.body_size + (reader.MaxBytes - message.body_cost - decoder._left);
    }

    private void FillRoot(Field* root, long rows, CArrowArray* output)
    {
        int columns = root->n_children;
        ExportedArray* node = _tree.Next(-1);
        CArrowArray** children = _tree.Children(columns);
        for (int i = 0; i < columns; i++)
        {
            _dictionaries.Keep(ref _tree, i);
            if (_dictionaries.Choice is { } choice)
            {
                Seek(choice.Before(i));
            }
            children[i] = Child(root->children + i, i, rows);
            if (children[i]->length != rows)
            {
                Throw.Rule("IPC-9", Field.Path(root->children + i), $"the column has {children[i]->length} rows, the batch {rows}");
            }
        }
        output->length = rows;
        output->null_count = 0;
        output->offset = 0;
        output->n_buffers = 1;
        output->buffers = _tree.Buffers(1);
        output->buffers[0] = null;
        output->n_children = columns;
        output->children = children;
        output->dictionary = null;
        ExportedArrayBuilder.FinishStruct(node, output);
    }

    /// <summary>Goes to a top-level column, past those that were not asked for.</summary>
    private void Seek(in BatchPlan before)
    {
        long* variadic = _variadics + before.variadic;
        long count = 0;
        if (_variadic <= variadic)
        {
            // Columns are most often asked for in their order, so that what was counted up to here counts.
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

    private CArrowArray* Child(Field* field, int column, long least)
    {
        ExportedArray* node = _tree.Next(column);
        Fill(field, node, &node->value, column, least);
        return &node->value;
    }

    private void Fill(Field* field, CArrowArray* output, int column, long least) => Fill(field, _tree.Next(column), output, column, least);

    private void Fill(Field* field, ExportedArray* node, CArrowArray* output, int column, long least)
    {
        FieldNode numbers = Unsafe.ReadUnaligned<FieldNode>(_node++);
        long length = numbers.length;
        if (length < least || (ulong)numbers.null_count > (ulong)length)
        {
            BadNode(field, numbers, least);
        }
        void** table = _tree.Buffers(field->n_buffers);
        output->length = length;
        output->null_count = numbers.null_count;
        output->offset = 0;
        output->n_buffers = field->n_buffers;
        output->buffers = table;
        output->n_children = field->n_children;
        output->children = null;
        output->dictionary = null;
        if (field->is_flat)
        {
            table[0] = Validity(field, column, numbers);
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
        ExportedArrayBuilder.FinishStruct(node, output);
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
                BufferKind.Validity => Validity(field, column, new FieldNode { length = length, null_count = output->null_count }),
                BufferKind.Values => Take(field, column, Values(field, length), field->alignment_mask),
                BufferKind.Offsets32 or BufferKind.Offsets64 => Offsets(field, column, length),
                BufferKind.Starts32 or BufferKind.Sizes32 => Take(field, column, Product(field, length, sizeof(int)), sizeof(int) - 1),
                BufferKind.Starts64 or BufferKind.Sizes64 => Take(field, column, Product(field, length, sizeof(long)), sizeof(long) - 1),
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
            _dictionaries.AttachDictionary(ref _tree, field, output, column, _zero);
        }
    }

    private void FillChildren(Field* field, CArrowArray* output, int column)
    {
        long least = field->type switch
        {
            TypeId.Struct or TypeId.SparseUnion => output->length,
            TypeId.FixedSizeList => Product(field, output->length, field->fixed_size),
            _ => 0,
        };
        CArrowArray** children = _tree.Children(field->n_children);
        output->children = children;
        for (int i = 0; i < field->n_children; i++)
        {
            children[i] = Child(field->children + i, column, least);
        }
        if (field->type == TypeId.RunEndEncoded)
        {
            CheckRunEnds(field, output);
        }
    }

    private static void CheckRunEnds(Field* field, CArrowArray* output)
    {
        CArrowArray* ends = output->children[0];
        if (ends->null_count > 0 || output->children[1]->length < ends->length || (output->length > 0 && ends->length == 0))
        {
            Throw.Rule("COL-16", Field.Path(field),
                $"{output->length} rows cannot come of {ends->length} run ends, {ends->null_count} of them null, and {output->children[1]->length} values");
        }
    }

    /// <summary>Types without a validity bitmap: what older or other writers wrote for them all the same (COL-14).</summary>
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
                Throw.NotSupported("COL-14", Field.Path(field), "the array has nulls of its own, as unions had before metadata version V5");
            }
        }
        output->null_count = 0;
    }
}
