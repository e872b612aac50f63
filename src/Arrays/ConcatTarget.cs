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
/// block of owned blocks. With a <see cref="Growth"/>, blocks of the array before are shared where they have room.
/// </summary>
internal unsafe struct ConcatTarget
{
    private const int BuffersPerField = 4; // views: validity, views, one for all variadic buffers, lengths

    private ExportedArrayBuilder _exported;
    private OwnedBlocks* _owned;
    private long _used;
    private readonly Growth? _growth;

    public ConcatTarget(Field* field, Part first, Part second, Growth? growth)
    {
        _growth = growth;
        KeepsFirst = growth?.Begin(first.Array) ?? false;
        long structs = 0;
        long buffers = 0;
        Count(field, first, second, ref structs, ref buffers);
        _exported = new ExportedArrayBuilder(structs, buffers, field->n_children + 1L);
    }

    /// <summary>
    /// Whether the first part is the whole of the array that the growth made before: its rows were checked then, are at
    /// the start of its buffers, and are in the buffers of the output already, except in bitmaps.
    /// </summary>
    public bool KeepsFirst { get; }

    public readonly long KeptRows(Part first) => KeepsFirst ? first.Length : 0;

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

    /// <summary>
    /// A buffer of the current column, aligned and padded. The caller fills its bytes, after the first
    /// <paramref name="kept"/> if the first part is kept.
    /// </summary>
    public byte* Buffer(long size, long kept)
    {
        if (_growth is null)
        {
            return UnsharedBuffer(size);
        }
        OwnedBlocks.Blocks(_owned)[_used++] = _growth.Next(size, KeepsFirst ? kept : 0, out byte* data);
        return data;
    }

    /// <summary>A buffer that is never shared with another array. The caller fills its bytes.</summary>
    public byte* UnsharedBuffer(long size)
    {
        Block* block = Allocator.NewBuffer(size, out byte* data);
        OwnedBlocks.Blocks(_owned)[_used++] = block;
        Native.ab_count_copy(size);
        return data;
    }

    /// <summary>A bitmap, which is never shared: the last byte belongs to rows of both parts.</summary>
    public byte* ZeroedBuffer(long size)
    {
        byte* data = UnsharedBuffer(size);
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
