using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Takes the values of one column, or of a part of a nested one, in order. What it is made for is said by one of <see cref="Values"/>,
/// <see cref="Booleans"/>, <see cref="Bytes"/>, <see cref="Lists"/>, <see cref="Structs"/>, <see cref="Unions"/>, <see cref="Dictionary"/> and
/// <see cref="Runs"/>; a column of the null type takes nothing but <see cref="AppendNull"/>.</summary>
public abstract unsafe class ColumnBuilder
{
    private readonly GrowingBuffer _validity = new();

    // Whether what is being built is a copy, and all stays as it is.
    private bool _isCopying;

    private protected ColumnBuilder(ArrowField field, string path)
    {
        Field = field;
        Path = path;
    }

    /// <summary>Name and type of the values.</summary>
    public ArrowField Field { get; }

    /// <summary>Number of values since the last batch.</summary>
    public long Length { get; private protected set; }

    /// <summary>How many of them are null; unions and run-end encoded columns have no nulls of their own.</summary>
    public long NullCount { get; private set; }

    /// <summary>For errors.</summary>
    private protected string Path { get; }

    /// <summary>Appends a null.</summary>
    /// <exception cref="ArrowBridgeException">The field is not nullable, or a union, whose fields alone have nulls.</exception>
    public void AppendNull()
    {
        if (!Field.IsNullable)
        {
            Throw.Invalid(Path, "a null for a field that is not nullable");
        }
        AppendNullValue();
    }

    private protected virtual void AppendNullValue()
    {
        AppendEmpty();
        _validity.Reserve(Size.Bits(Length));
        if (NullCount++ == 0)
        {
            SetValid(0, Length - 1);
        }
    }

    /// <summary>This builder, for values of fixed width.</summary>
    /// <typeparam name="T">The .NET type of a value, such as <see cref="long"/> for int64, timestamps and durations, <see cref="int"/> for int32 and date32,
    /// <see cref="Int128"/> for decimals of 128 bits, <see cref="Int256"/> for those of 256.</typeparam>
    /// <exception cref="ArrowBridgeException">The column is of another type.</exception>
    public ValueBuilder<T> Values<T>()
        where T : unmanaged => As<ValueBuilder<T>>($"values of {typeof(T).Name}");

    /// <summary>This builder, for booleans.</summary>
    /// <exception cref="ArrowBridgeException">The column is of another type.</exception>
    public BooleanBuilder Booleans() => As<BooleanBuilder>("booleans");

    /// <summary>This builder, for texts and bytes.</summary>
    /// <exception cref="ArrowBridgeException">The column is of another type.</exception>
    public BytesBuilder Bytes() => As<BytesBuilder>("texts or bytes");

    /// <summary>This builder, for lists and maps.</summary>
    /// <exception cref="ArrowBridgeException">The column is of another type.</exception>
    public ListBuilder Lists() => As<ListBuilder>("lists");

    /// <summary>This builder, for structs.</summary>
    /// <exception cref="ArrowBridgeException">The column is of another type.</exception>
    public StructBuilder Structs() => As<StructBuilder>("structs");

    /// <summary>This builder, for unions.</summary>
    /// <exception cref="ArrowBridgeException">The column is of another type.</exception>
    public UnionBuilder Unions() => As<UnionBuilder>("unions");

    /// <summary>This builder, for indices into a dictionary.</summary>
    /// <exception cref="ArrowBridgeException">The column is of another type.</exception>
    public DictionaryBuilder Dictionary() => As<DictionaryBuilder>("indices into a dictionary");

    /// <summary>This builder, for runs of equal values.</summary>
    /// <exception cref="ArrowBridgeException">The column is of another type.</exception>
    public RunBuilder Runs() => As<RunBuilder>("runs");

    /// <summary>Appends what stands below a null: any value, counted as valid.</summary>
    internal void AppendPlaceholder()
    {
        AppendEmpty();
        NoteValid(1);
    }

    /// <summary>Fills a temporary struct, and begins anew.</summary>
    /// <param name="isCopy">Whether buffers are copied, and all values stay.</param>
    /// <returns>What keeps its buffers, the caller's.</returns>
    internal Block* Build(ref Arena arena, CArrowArray* array, bool isCopy = false)
    {
        OwnedBlocks* keep = OwnedBlocks.New(BuffersAndParts);
        try
        {
            *array = new CArrowArray { length = Length, null_count = NullCount };
            _isCopying = isCopy;
            BuildParts(ref arena, array, keep);
        }
        catch
        {
            Native.ab_release(&keep->head);
            throw;
        }
        if (!isCopy)
        {
            Restart();
        }
        return &keep->head;
    }

    /// <summary>Forgets all values.</summary>
    internal virtual void Clear()
    {
        Restart();
        _validity.Clear();
    }

    /// <summary>Counts from 0 again, once buffers were given away.</summary>
    private protected virtual void Restart()
    {
        Length = 0;
        NullCount = 0;
    }

    /// <summary>Gives memory back; nothing can be appended any more.</summary>
    internal virtual void Close()
    {
        Clear();
        _validity.Close();
    }

    /// <summary>Buffers and children together.</summary>
    private protected abstract int BuffersAndParts { get; }

    /// <summary>Appends a zero, an empty text, an empty list, and does not say whether it is valid.</summary>
    private protected abstract void AppendEmpty();

    /// <summary>Fills buffers and children, and gives each to <paramref name="keep"/>.</summary>
    private protected abstract void BuildParts(ref Arena arena, CArrowArray* array, OwnedBlocks* keep);

    /// <summary>The last values are valid; they were counted before.</summary>
    private protected void NoteValid(long count)
    {
        if (NullCount > 0)
        {
            _validity.Reserve(Size.Bits(Length));
            SetValid(Length - count, count);
        }
    }

    /// <summary>Begins the table of buffers with the validity bitmap.</summary>
    private protected void BuildBuffers(ref Arena arena, CArrowArray* array, OwnedBlocks* keep, int count)
    {
        array->n_buffers = count;
        array->buffers = (void**)arena.Take((long)count * sizeof(void*));
        if (NullCount > 0)
        {
            PutBuffer(array, keep, 0, _validity, Size.Bits(Length));
        }
    }

    private protected void PutBuffer(CArrowArray* array, OwnedBlocks* keep, int index, GrowingBuffer buffer, long size)
    {
        byte* data;
        OwnedBlocks.Set(keep, index, _isCopying ? buffer.Copy(size, out data) : buffer.Take(size, out data));
        array->buffers[index] = data;
    }

    /// <summary>Fills the children, which must have as many values as are asked for.</summary>
    private protected void BuildChildren(
        ref Arena arena, CArrowArray* array, OwnedBlocks* keep, int place, IReadOnlyList<ColumnBuilder> children)
    {
        array->n_children = children.Count;
        array->children = (CArrowArray**)arena.Take((long)children.Count * sizeof(CArrowArray*));
        for (int i = 0; i < children.Count; i++)
        {
            array->children[i] = (CArrowArray*)arena.Take(sizeof(CArrowArray));
            OwnedBlocks.Set(keep, place + i, children[i].Build(ref arena, array->children[i], _isCopying));
        }
    }

    internal void RequireLength(long length)
    {
        if (Length != length)
        {
            Throw.Invalid(Path, $"has {Length} values, but there are {length} rows");
        }
    }

    private void SetValid(long start, long count)
    {
        for (long i = start; i < start + count; i++)
        {
            Bits.Set(_validity.Data, i);
        }
    }

    private T As<T>(string what)
        where T : ColumnBuilder
    {
        if (this is T wanted)
        {
            return wanted;
        }
        Throw.Invalid(Path, $"takes no {what}, but {Field.Type}");
        return null!;
    }
}
