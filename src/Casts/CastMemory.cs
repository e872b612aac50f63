using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>
/// The memory of one cast. Results are temporary structs in an arena. Their buffers are shared with the input or are
/// owned by the column that is being cast. Scratch memory is released at the end of the column.
/// </summary>
internal unsafe ref struct CastMemory
{
    private Arena _arena;
    private BlockList _column;
    private BlockList _scratch;

    /// <summary>
    /// Whether the contents of the range being cast are already checked, by the check of a field above.
    /// </summary>
    public bool IsChecked;

    /// <summary>A growing list of owned blocks.</summary>
    private struct BlockList
    {
        private OwnedBlocks* _owned;
        private long _used;

        public void Add(Block* block)
        {
            try
            {
                Reserve();
            }
            catch
            {
                Native.ab_release(block);
                throw;
            }
            OwnedBlocks.Set(_owned, _used++, block);
        }

        private void Reserve()
        {
            if (_owned != null && _used < _owned->count)
            {
                return;
            }
            OwnedBlocks* larger = OwnedBlocks.MoveToLarger(_owned, 8);
            Native.ab_release((Block*)_owned);
            _owned = larger;
        }

        /// <summary>Returns all blocks as one, or NULL if there are none, and empties the list.</summary>
        public Block* Take()
        {
            Block* taken = (Block*)_owned;
            _owned = null;
            _used = 0;
            return taken;
        }
    }

    /// <summary>
    /// Ends a column: returns the buffers allocated since the last column as one block, or NULL, and releases scratch
    /// memory.
    /// </summary>
    public Block* EndColumn()
    {
        Native.ab_release(_scratch.Take());
        return _column.Take();
    }

    public void Dispose()
    {
        Native.ab_release(_scratch.Take());
        Native.ab_release(_column.Take());
        _arena.Dispose();
    }

    /// <summary>A struct of the field's type, with offset 0, no nulls, and NULL in its tables.</summary>
    public CArrowArray* NewArray(Field* field, long length, long variadic = 0)
    {
        CArrowArray* array = (CArrowArray*)_arena.Take(sizeof(CArrowArray));
        array->length = length;
        array->n_buffers = field->n_buffers + variadic;
        array->buffers = (void**)_arena.Take(array->n_buffers * sizeof(void*));
        array->n_children = field->n_children;
        array->children = field->n_children == 0
            ? null
            : (CArrowArray**)_arena.Take((long)field->n_children * sizeof(CArrowArray*));
        array->null_count = field->type == TypeId.Null ? length : 0;
        return array;
    }

    /// <summary>A struct that shares all buffers and children of another, with its own table of children.</summary>
    public CArrowArray* CopyStruct(CArrowArray* source)
    {
        CArrowArray* copy = (CArrowArray*)_arena.Take(sizeof(CArrowArray));
        *copy = *source;
        copy->children = (CArrowArray**)_arena.Take(Size.Multiply(source->n_children, sizeof(CArrowArray*)));
        for (long i = 0; i < source->n_children; i++)
        {
            copy->children[i] = source->children[i];
        }
        return copy;
    }

    /// <summary>A struct with the rows of a range that shares all buffers and children of the range's array.</summary>
    public CArrowArray* Share(RowRange* range)
    {
        CArrowArray* array = (CArrowArray*)_arena.Take(sizeof(CArrowArray));
        *array = *range->array;
        if (array->offset != range->first || array->length != range->count)
        {
            ValidationOffsets.CheckEndOffset(range->field, array, range->first, range->count);
            array->offset = range->first;
            array->length = range->count;
            array->null_count = -1;
            array->null_count = SharedArray.NullCount(range->field, array);
        }
        return array;
    }

    /// <summary>
    /// Gives a result the validity of a range: shared if its first bit is the first of a byte, otherwise copied. Left
    /// out if there are no nulls.
    /// </summary>
    public void ShareValidity(RowRange* range, CArrowArray* result)
    {
        CArrowArray* source = range->array;
        byte* bitmap = range->Validity;
        if (bitmap == null)
        {
            return;
        }
        bool whole = range->first == source->offset && range->count == source->length && source->null_count >= 0;
        result->null_count = whole ? source->null_count : range->count - Bits.Count(bitmap, range->first, range->count);
        if (result->null_count == 0)
        {
            return;
        }
        if ((range->first & 7) == 0)
        {
            result->buffers[0] = bitmap + (range->first >> 3);
            return;
        }
        result->buffers[0] = CopyValidity(range);
    }

    /// <summary>A copy of the validity of a range, which may be changed.</summary>
    public byte* CopyValidity(RowRange* range)
    {
        byte* copy = Buffer(Size.Bits(range->count));
        byte* bitmap = range->Validity;
        if (bitmap == null)
        {
            System.Runtime.InteropServices.NativeMemory.Fill(copy, (nuint)Size.Bits(range->count), byte.MaxValue);
        }
        else
        {
            Bits.Copy(bitmap, range->first, range->count, copy);
        }
        return copy;
    }

    /// <summary>Allocates a buffer of the result. The caller fills its bytes.</summary>
    public byte* Buffer(long size)
    {
        Block* block = Allocator.NewBuffer(size, out byte* data);
        _column.Add(block);
        Native.ab_count_copy(size);
        return data;
    }

    /// <summary>
    /// Allocates a buffer of the result for <paramref name="count"/> values of <paramref name="width"/> bytes.
    /// </summary>
    public byte* Buffer(long count, long width) => Buffer(Size.Multiply(count, width));

    public byte* ZeroedBuffer(long size)
    {
        byte* data = Buffer(size);
        Allocator.Zero(data, size);
        return data;
    }

    /// <summary>Numbers that are needed only until the end of the column.</summary>
    public long* Scratch(long count)
    {
        Block* block = Allocator.NewBuffer(Size.Multiply(count, sizeof(long)), out byte* data);
        _scratch.Add(block);
        return (long*)data;
    }

    /// <summary>Makes the column an owner of a block.</summary>
    public void Own(Block* block)
    {
        Native.ab_retain(block);
        _column.Add(block);
    }

    /// <summary>Takes over a block that is needed only until the end of the column. NULL is allowed.</summary>
    public void AddScratch(Block* block)
    {
        if (block != null)
        {
            _scratch.Add(block);
        }
    }
}
