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
internal unsafe ref struct BatchDecoder
{
    private readonly Dictionaries _dictionaries;
    private readonly byte* _body;
    private readonly long _bodySize;
    private readonly int _unionSkip;
    private readonly int _nullSkip;
    private FieldNode* _node;
    private BodyBuffer* _buffer;
    private long* _variadic;
    private TreeBuilder _tree;

    // Eight zero bytes in the tree: the one offset of an array of no length.
    private readonly void** _zero;

    private BatchDecoder(in Message message, in BatchMessage batch, Dictionaries dictionaries, TreeBuilder tree)
    {
        _dictionaries = dictionaries;
        _body = message.body;
        _bodySize = message.body_size;
        _unionSkip = batch.union_skip;
        _nullSkip = batch.null_skip;
        _node = batch.nodes;
        _buffer = batch.buffers;
        _variadic = batch.variadic_counts;
        _tree = tree;
        _zero = _tree.Buffers(1);
        *_zero = null;
    }

    /// <summary>A record batch, of the schema that the dictionaries belong to.</summary>
    public static void Batch(in Message message, Dictionaries dictionaries, CArrowArray* output)
    {
        SchemaBlock* schema = dictionaries.Schema;
        Field* root = SchemaBlock.Root(schema);
        ref readonly BatchPlan plan = ref dictionaries.Plan;
        BatchMessage batch = new(message.header, message.version, plan);
        bool lives = dictionaries.Prepare() || batch.IsMisaligned(message.body, plan);
        TreeBuilder tree = new(schema->n_fields,
            plan.entries + dictionaries.EntriesOfEmpty + (2 * batch.variadic_total) + 2, lives ? root->n_children + 1L : 0);
        BatchDecoder decoder = new(message, batch, dictionaries, tree);
        try
        {
            decoder.FillRoot(root, batch.length, output);
        }
        catch
        {
            *output = default;
            decoder._tree.Abandon();
            throw;
        }
        decoder._tree.Finish(new Hold(message.hold));
    }

    /// <summary>The values of a dictionary. Fields in them that are dictionary-encoded again get their dictionary in each batch.</summary>
    public static void Values(in Message message, FlatTable data, Field* field, in BatchPlan plan, CArrowArray* output)
    {
        BatchMessage batch = new(data, message.version, plan);
        TreeBuilder tree = new(plan.nodes, plan.entries + (2 * batch.variadic_total) + 1, 1);
        BatchDecoder decoder = new(message, batch, null!, tree);
        try
        {
            decoder.Fill(field, output, -1, batch.length);
            if (output->length != batch.length)
            {
                Throw.Rule("IPC-9", Field.Path(field), $"the dictionary batch has {batch.length} rows, its array {output->length}");
            }
        }
        catch
        {
            *output = default;
            decoder._tree.Abandon();
            throw;
        }
        decoder._tree.Finish(new Hold(message.hold));
    }

    private void FillRoot(Field* root, long rows, CArrowArray* output)
    {
        int columns = root->n_children;
        ArrayNode* node = _tree.Node(-1);
        CArrowArray** children = _tree.Children(columns);
        for (int i = 0; i < columns; i++)
        {
            _dictionaries.Keep(ref _tree, i);
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
        TreeBuilder.Seal(node, output);
    }

    private CArrowArray* Child(Field* field, int column, long least)
    {
        ArrayNode* node = _tree.Node(column);
        Fill(field, node, &node->value, column, least);
        return &node->value;
    }

    private void Fill(Field* field, CArrowArray* output, int column, long least) => Fill(field, _tree.Node(column), output, column, least);

    private void Fill(Field* field, ArrayNode* node, CArrowArray* output, int column, long least)
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
            table[0] = Validity(field, numbers);
            if (field->n_buffers == 2)
            {
                table[1] = Take(field, column, Values(field, length), field->alignment_mask);
            }
            else
            {
                table[1] = Offsets(field, column, length);
                table[2] = Bytes(field, output);
            }
        }
        else
        {
            FillOther(field, output, column);
        }
        TreeBuilder.Seal(node, output);
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
                BufferKind.Validity => Validity(field, new FieldNode { length = length, null_count = output->null_count }),
                BufferKind.Values => Take(field, column, Values(field, length), field->alignment_mask),
                BufferKind.Offsets32 or BufferKind.Offsets64 => Offsets(field, column, length),
                BufferKind.Starts32 or BufferKind.Sizes32 => Take(field, column, Product(field, length, sizeof(int)), sizeof(int) - 1),
                BufferKind.Starts64 or BufferKind.Sizes64 => Take(field, column, Product(field, length, sizeof(long)), sizeof(long) - 1),
                BufferKind.Views => Take(field, column, Product(field, length, 16), field->alignment_mask),
                BufferKind.Bytes => Bytes(field, output),
                _ => Take(field, column, length, 0),
            };
        }
        if (layout.IsVariadic)
        {
            FillVariadic(field, output);
        }
        if (field->n_children > 0)
        {
            FillChildren(field, output, column);
        }
        if (field->dictionary != null && _dictionaries != null)
        {
            _dictionaries.Graft(ref _tree, field, output, column, _zero);
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
        if (field->type != TypeId.RunEndEncoded && _unionSkip > 0)
        {
            long size = Unsafe.ReadUnaligned<BodyBuffer>(_buffer++).length;
            if (output->null_count > 0 && size > 0)
            {
                Throw.NotSupported("COL-14", Field.Path(field), "the union has nulls of its own, as before metadata version V5");
            }
        }
        output->null_count = 0;
    }

    private static long Values(Field* field, long length) => Size.Bits(Product(field, length, field->bit_width));

    /// <summary>A size that an array needs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Product(Field* field, long count, long width, long more = 0)
    {
        long high = Math.BigMul(count, width, out long low);
        if (high != 0 || low < 0 || low > long.MaxValue - more)
        {
            Throw.Overflow("ARR-9", Field.Path(field), $"what an array of length {count} needs");
        }
        return low + more;
    }

    /// <summary>The bitmap; NULL where it is left out, which takes a null count of 0.</summary>
    private byte* Validity(Field* field, FieldNode numbers)
    {
        bool absent = numbers.null_count == 0 && Unsafe.ReadUnaligned<long>(&_buffer->length) == 0;
        byte* bitmap = Take(field, -1, absent ? 0 : Size.Bits(numbers.length), 0);
        return absent ? null : bitmap;
    }

    /// <summary>length + 1 offsets; an array of no length may come without (X9).</summary>
    private byte* Offsets(Field* field, int column, long length)
    {
        int width = field->alignment_mask + 1;
        if (length == 0 && Unsafe.ReadUnaligned<long>(&_buffer->length) < width)
        {
            Take(field, column, 0, 0);
            return (byte*)_zero;
        }
        return Take(field, column, Product(field, length, width, width), width - 1);
    }

    /// <summary>What offsets point into; its size is known only here, so that the last offset must be checked here.</summary>
    private byte* Bytes(Field* field, CArrowArray* array)
    {
        void* offsets = array->buffers[1];
        long last = field->alignment_mask == sizeof(int) - 1 ? ((int*)offsets)[array->length] : ((long*)offsets)[array->length];
        if (last < 0)
        {
            Throw.Rule("COL-5", Field.Path(field), $"the last offset is {last}");
        }
        return Take(field, -1, last, 0);
    }

    private void FillVariadic(Field* field, CArrowArray* output)
    {
        long count = Unsafe.ReadUnaligned<long>(_variadic++);
        // Fields come in pre-order, so the entries that follow this field's own three are free: one per buffer, one per length.
        _tree.Buffers(2 * count);
        void** table = output->buffers;
        long* lengths = (long*)(table + 3 + count);
        for (long i = 0; i < count; i++)
        {
            lengths[i] = Unsafe.ReadUnaligned<long>(&_buffer->length);
            table[2 + i] = Take(field, -1, 0, 0);
        }
        table[2 + count] = count == 0 ? _zero : lengths;
        output->n_buffers = 3 + count;
    }

    /// <summary>The next buffer of the body: the one place where a buffer is taken from it.</summary>
    /// <param name="column">Whose life a copy belongs to.</param>
    /// <param name="needed">The least length.</param>
    /// <param name="mask">Bits of the address that must be zero.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* Take(Field* field, int column, long needed, int mask)
    {
        BodyBuffer buffer = Unsafe.ReadUnaligned<BodyBuffer>(_buffer++);
        if ((ulong)buffer.offset > (ulong)_bodySize || (ulong)buffer.length > (ulong)(_bodySize - buffer.offset) || buffer.length < needed)
        {
            BadBuffer(field, buffer, needed);
        }
        byte* data = _body + buffer.offset;
        return ((nint)data & mask) == 0 ? data : Align(column, data, buffer.length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte* Align(int column, byte* data, long size)
    {
        Block* block = Allocator.NewBuffer(size, out byte* copy);
        Allocator.Copy(data, copy, size);
        Native.ab_count_copy(size);
        _tree.Keep(column, block);
        return copy;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void BadBuffer(Field* field, BodyBuffer buffer, long needed)
    {
        if (buffer.offset < 0 || buffer.length < 0 || buffer.offset > _bodySize || buffer.length > _bodySize - buffer.offset)
        {
            Throw.Rule("SEC-5", Field.Path(field),
                $"a buffer of {buffer.length} bytes at {buffer.offset} lies outside the body of {_bodySize} bytes");
        }
        Throw.Rule("SEC-5", Field.Path(field), $"a buffer has {buffer.length} bytes, the array needs {needed}");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BadNode(Field* field, FieldNode numbers, long least)
    {
        if (numbers.length < least || numbers.length < 0)
        {
            Throw.Rule("IPC-9", Field.Path(field), $"the length is {numbers.length}, but the parent needs {least}");
        }
        Throw.Rule("ARR-4", Field.Path(field), $"the null count is {numbers.null_count}, with a length of {numbers.length}");
    }
}
