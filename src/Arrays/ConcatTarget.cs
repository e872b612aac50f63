using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>Rows of an array, by their absolute position in its buffers.</summary>
internal readonly unsafe struct Part(CArrowArray* array, long start, long length)
{
    public readonly CArrowArray* Array = array;
    public readonly long Start = start;
    public readonly long Length = length;

    public Part(CArrowArray* array)
        : this(array, array->offset, array->length)
    {
    }

    public long End => Start + Length;

    /// <summary>A buffer, which may be NULL if there are no rows.</summary>
    public byte* Buffer(int index) => (byte*)Array->buffers[index];

    /// <summary>Rows of a child. <paramref name="start"/> counts from the child's offset.</summary>
    public Part Child(int index, long start, long length) =>
        new(Array->children[index], Array->children[index]->offset + start, length);

    /// <summary>All rows of a child, or none if this part has no rows.</summary>
    public Part WholeChild(int index) => Child(index, 0, Length == 0 ? 0 : Array->children[index]->length);

    /// <summary>The rows of a child that has as many rows as its parent.</summary>
    public Part SameChild(int index) => Child(index, Start, Length);

    /// <summary>Number of variadic buffers of a view type.</summary>
    public long Variadic => Length == 0 ? 0 : Array->n_buffers - 3;
}

/// <summary>
/// The exported array that <see cref="Concat"/> fills. Every buffer is its own block; the blocks of a column are in one
/// block of owned blocks.
/// </summary>
internal unsafe struct ConcatTarget
{
    private const int BuffersPerField = 4; // views: validity, views, one for all variadic buffers, lengths

    private ExportedArrayBuilder _exported;
    private OwnedBlocks* _owned;
    private long _used;

    public ConcatTarget(Field* field, Part first, Part second)
    {
        long structs = 0;
        long buffers = 0;
        Count(field, first, second, ref structs, ref buffers);
        _exported = new ExportedArrayBuilder(structs, buffers, field->n_children + 1L);
    }

    /// <summary>
    /// Starts a column: buffers allocated from here on belong to it (or to the root and its dictionary).
    /// </summary>
    public void Begin(Field* field, int column)
    {
        long fields = column != ExportedArrayBuilder.Root ? Fields(field)
            : field->dictionary == null ? 1 : 1 + Fields(field->dictionary);
        _owned = OwnedBlocks.New(BuffersPerField * fields);
        _used = 0;
        _exported.Own(column, &_owned->head);
    }

    /// <summary>Allocates a buffer of the current column, aligned and padded. The caller fills its bytes.</summary>
    public byte* Buffer(long size)
    {
        Block* block = Allocator.NewBuffer(size, out byte* data);
        OwnedBlocks.Blocks(_owned)[_used++] = block;
        Native.ab_count_copy(size);
        return data;
    }

    public byte* ZeroedBuffer(long size)
    {
        byte* data = Buffer(size);
        Allocator.Zero(data, size);
        return data;
    }

    public ExportedArray* Next(int column) => _exported.Next(Math.Max(column, ExportedArrayBuilder.Root));

    public CArrowArray** Children(long count) => _exported.Children(count);

    public void** Table(long buffers) => _exported.Buffers(buffers);

    public readonly void Finish() => _exported.Finish(new Reference(null));

    public readonly void Abandon() => _exported.Abandon();

    private static long Fields(Field* field)
    {
        long count = 1;
        for (int i = 0; i < field->n_children; i++)
        {
            count += Fields(field->children + i);
        }
        return field->dictionary == null ? count : count + Fields(field->dictionary);
    }

    /// <summary>Counts structs and entries in tables of buffers. May count more than are needed, never fewer.</summary>
    private static void Count(Field* field, Part first, Part second, ref long structs, ref long buffers)
    {
        structs++;
        ref readonly Layout layout = ref Layouts.Of(field->type);
        buffers += layout.IsVariadic ? first.Array->n_buffers + second.Array->n_buffers : layout.Buffers;
        for (int i = 0; i < field->n_children; i++)
        {
            Count(field->children + i, new Part(first.Array->children[i]), new Part(second.Array->children[i]),
                ref structs, ref buffers);
        }
        if (field->dictionary != null && first.Array->dictionary != null)
        {
            Count(field->dictionary, new Part(first.Array->dictionary), new Part(second.Array->dictionary), ref structs,
                ref buffers);
        }
    }
}
