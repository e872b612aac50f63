using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>Rows of an array, by their absolute place in its buffers.</summary>
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

    /// <summary>A buffer, which may be missing where there are no rows.</summary>
    public byte* Buffer(int index) => (byte*)Array->buffers[index];

    /// <summary>Rows of a child: <paramref name="start"/> counts from the child's own offset.</summary>
    public Part Child(int index, long start, long length) =>
        new(Array->children[index], Array->children[index]->offset + start, length);

    /// <summary>All rows of a child, or none where there are no rows here.</summary>
    public Part WholeChild(int index) => Child(index, 0, Length == 0 ? 0 : Array->children[index]->length);

    /// <summary>Rows of a child that has as many as its parent.</summary>
    public Part SameChild(int index) => Child(index, Start, Length);

    /// <summary>Variadic buffers of views.</summary>
    public long Variadic => Length == 0 ? 0 : Array->n_buffers - 3;
}

/// <summary>
/// The tree that <see cref="Concat"/> fills: every buffer is a block of its own, and the blocks of a column are held by one group.
/// </summary>
internal unsafe struct ConcatTarget
{
    private const int BuffersPerField = 4; // views: validity, views, all variadic ones together, lengths

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

    /// <summary>From here on, buffers are a top-level column's, or the root's and its dictionary's.</summary>
    public void Begin(Field* field, int column)
    {
        long count = BuffersPerField * (column == ExportedArrayBuilder.Root ? field->dictionary == null ? 1 : 1 + Fields(field->dictionary) : Fields(field));
        _owned = (OwnedBlocks*)Allocator.NewZeroed(BlockKind.OwnedBlocks, sizeof(OwnedBlocks) + (count * sizeof(Block*)));
        _owned->count = count;
        _used = 0;
        _exported.Own(column, &_owned->head);
    }

    /// <summary>A buffer of the current column, aligned and padded; its bytes are the caller's to fill.</summary>
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

    /// <summary>Structs, and entries in tables of buffers: no fewer than are needed.</summary>
    private static void Count(Field* field, Part first, Part second, ref long structs, ref long buffers)
    {
        structs++;
        ref readonly Layout layout = ref Layouts.Of(field->type);
        buffers += layout.IsVariadic ? first.Array->n_buffers + second.Array->n_buffers : layout.Buffers;
        for (int i = 0; i < field->n_children; i++)
        {
            Count(field->children + i, new Part(first.Array->children[i]), new Part(second.Array->children[i]), ref structs, ref buffers);
        }
        if (field->dictionary != null && first.Array->dictionary != null)
        {
            Count(field->dictionary, new Part(first.Array->dictionary), new Part(second.Array->dictionary), ref structs, ref buffers);
        }
    }
}
