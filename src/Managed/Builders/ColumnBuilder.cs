using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Builds the values of a column, or of a child of a nested column, in order.</summary>
/// <remarks>
/// To append values, get the builder for the type of the column with <see cref="Values"/>, <see cref="Booleans"/>,
/// <see cref="Bytes"/>, <see cref="Lists"/>, <see cref="Structs"/>, <see cref="Unions"/>, <see cref="Dictionary"/> or
/// <see cref="Runs"/>. A column of the null type supports only <see cref="AppendNull"/>.
/// </remarks>
public abstract unsafe class ColumnBuilder
{
    private readonly BufferBuilder _validity = new();

    // Whether the batch being built is a copy, so that the builder keeps all values.
    private bool _isCopying;

    private protected ColumnBuilder(ArrowField field, string path)
    {
        Field = field;
        Path = path;
    }

    /// <summary>Gets the field of the column: its name, type, nullability and metadata.</summary>
    public ArrowField Field { get; }

    /// <summary>Gets the number of values that were appended since the last batch.</summary>
    public long Length { get; private protected set; }

    /// <summary>Gets the number of these values that are null. Unions and run-end encoded columns have no nulls of
    /// their own.</summary>
    public long NullCount { get; private set; }

    /// <summary>The path of names of the column, for error messages.</summary>
    private protected string Path { get; }

    /// <summary>Appends a null.</summary>
    /// <exception cref="ArrowBridgeException">The field is not nullable, or is a union. Nulls of a union are appended
    /// to one of its fields.</exception>
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

    /// <summary>Returns this builder as a builder of fixed-width values.</summary>
    /// <typeparam name="T">The .NET type of a value, such as <see cref="long"/> for int64, timestamps and durations,
    /// <see cref="int"/> for int32 and date32, <see cref="Int128"/> for 128-bit decimals, or <see cref="Int256"/> for
    /// 256-bit decimals.</typeparam>
    /// <returns>This builder.</returns>
    /// <exception cref="ArrowBridgeException">The column has another type.</exception>
    public ValueBuilder<T> Values<T>()
        where T : unmanaged => As<ValueBuilder<T>>($"values of {typeof(T).Name}");

    /// <summary>Returns this builder as a builder of booleans.</summary>
    /// <returns>This builder.</returns>
    /// <exception cref="ArrowBridgeException">The column has another type.</exception>
    public BooleanBuilder Booleans() => As<BooleanBuilder>("booleans");

    /// <summary>Returns this builder as a builder of strings and byte strings.</summary>
    /// <returns>This builder.</returns>
    /// <exception cref="ArrowBridgeException">The column has another type.</exception>
    public BytesBuilder Bytes() => As<BytesBuilder>("strings or bytes");

    /// <summary>Returns this builder as a builder of lists and maps.</summary>
    /// <returns>This builder.</returns>
    /// <exception cref="ArrowBridgeException">The column has another type.</exception>
    public ListBuilder Lists() => As<ListBuilder>("lists");

    /// <summary>Returns this builder as a builder of structs.</summary>
    /// <returns>This builder.</returns>
    /// <exception cref="ArrowBridgeException">The column has another type.</exception>
    public StructBuilder Structs() => As<StructBuilder>("structs");

    /// <summary>Returns this builder as a builder of unions.</summary>
    /// <returns>This builder.</returns>
    /// <exception cref="ArrowBridgeException">The column has another type.</exception>
    public UnionBuilder Unions() => As<UnionBuilder>("unions");

    /// <summary>Returns this builder as a builder of dictionary-encoded values.</summary>
    /// <returns>This builder.</returns>
    /// <exception cref="ArrowBridgeException">The column has another type.</exception>
    public DictionaryBuilder Dictionary() => As<DictionaryBuilder>("dictionary indices");

    /// <summary>Returns this builder as a builder of runs of equal values.</summary>
    /// <returns>This builder.</returns>
    /// <exception cref="ArrowBridgeException">The column has another type.</exception>
    public RunBuilder Runs() => As<RunBuilder>("runs");

    /// <summary>Appends a placeholder below a null: any value, counted as valid.</summary>
    internal void AppendPlaceholder()
    {
        AppendEmpty();
        NoteValid(1);
    }

    /// <summary>Fills a temporary struct with what was appended, and starts again.</summary>
    /// <param name="arena">Provides the memory of the struct's tables.</param>
    /// <param name="array">The struct to fill.</param>
    /// <param name="isCopy">Whether buffers are copied, so that the builder keeps all values.</param>
    /// <returns>The owner of the buffers, with one reference for the caller.</returns>
    internal Block* Build(ref Arena arena, CArrowArray* array, bool isCopy = false)
    {
        OwnedBlocks* owned = OwnedBlocks.New(BuffersAndParts);
        try
        {
            *array = new CArrowArray { length = Length, null_count = NullCount };
            _isCopying = isCopy;
            BuildParts(ref arena, array, owned);
        }
        catch
        {
            Native.ab_release(&owned->head);
            throw;
        }
        if (!isCopy)
        {
            Restart();
        }
        return &owned->head;
    }

    /// <summary>Discards all values.</summary>
    internal virtual void Clear()
    {
        Restart();
        _validity.Clear();
    }

    /// <summary>Resets the counts after the buffers were handed over.</summary>
    private protected virtual void Restart()
    {
        Length = 0;
        NullCount = 0;
    }

    /// <summary>Frees all memory. Nothing can be appended any more.</summary>
    internal virtual void Close()
    {
        Clear();
        _validity.Close();
    }

    /// <summary>The number of buffers and children together.</summary>
    private protected abstract int BuffersAndParts { get; }

    /// <summary>Appends a zero, an empty string or an empty list, without marking it as valid or null.</summary>
    private protected abstract void AppendEmpty();

    /// <summary>Fills buffers and children, and puts the owner of each into a slot of
    /// <paramref name="owned"/>.</summary>
    private protected abstract void BuildParts(ref Arena arena, CArrowArray* array, OwnedBlocks* owned);

    /// <summary>Marks the last values as valid. They are included in <see cref="Length"/> already.</summary>
    private protected void NoteValid(long count)
    {
        if (NullCount > 0)
        {
            _validity.Reserve(Size.Bits(Length));
            SetValid(Length - count, count);
        }
    }

    /// <summary>Allocates the table of buffers, and puts the validity bitmap into it.</summary>
    private protected void BuildBuffers(ref Arena arena, CArrowArray* array, OwnedBlocks* owned, int count)
    {
        array->n_buffers = count;
        array->buffers = (void**)arena.Take((long)count * sizeof(void*));
        if (NullCount > 0)
        {
            PutBuffer(array, owned, 0, _validity, Size.Bits(Length));
        }
    }

    private protected void PutBuffer(CArrowArray* array, OwnedBlocks* owned, int index, BufferBuilder buffer, long size)
    {
        byte* data;
        OwnedBlocks.Set(owned, index, _isCopying ? buffer.Copy(size, out data) : buffer.Take(size, out data));
        array->buffers[index] = data;
    }

    /// <summary>Fills the children. Each child must have the length that its parent requires.</summary>
    private protected void BuildChildren(
        ref Arena arena, CArrowArray* array, OwnedBlocks* owned, int slot, IReadOnlyList<ColumnBuilder> children)
    {
        array->n_children = children.Count;
        array->children = (CArrowArray**)arena.Take((long)children.Count * sizeof(CArrowArray*));
        for (int i = 0; i < children.Count; i++)
        {
            array->children[i] = (CArrowArray*)arena.Take(sizeof(CArrowArray));
            OwnedBlocks.Set(owned, slot + i, children[i].Build(ref arena, array->children[i], _isCopying));
        }
    }

    internal void RequireLength(long length)
    {
        if (Length != length)
        {
            Throw.Invalid(Path, $"has {Length} values, but {length} are required");
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
        Throw.Invalid(Path, $"is a column of type {Field.Type}, which does not accept {what}");
        return null!;
    }
}
