using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Casts;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams.Checks;

namespace ArrowBridge;

/// <summary>Values of one type: a column, or what another program handed over. Immutable; used from any thread.</summary>
/// <remarks>
/// Slices, columns and exported structs share memory and are released one by one, in any order. What comes from elsewhere is
/// checked as far as its structure goes when it is imported; <see cref="Validate"/> looks closer, and reading values does so by itself.
/// </remarks>
public partial class ArrowArray : ArrowObject
{
    private ArrowField? _field;

    internal unsafe ArrowArray(ArrayBlock* block)
        : base(&block->head)
    {
        Length = block->array.length;
    }

    /// <summary>Number of values.</summary>
    public long Length { get; }

    /// <summary>Name, type and metadata of the values.</summary>
    public ArrowField Field => _field ??= DescribeField();

    /// <summary>The type of the values.</summary>
    public DataType Type => Field.Type;

    /// <summary>Number of nulls; counted where whoever made the array did not. Unions and run-end encoded arrays have none of their own.</summary>
    public unsafe long NullCount
    {
        get
        {
            using Call call = Enter();
            ArrayBlock* block = Of(call);
            return SharedArray.NullCount(SharedArray.FieldOf(block), &block->array);
        }
    }

    /// <summary>Number of columns of a struct, of parts of another nested type; 0 for plain types.</summary>
    public unsafe int ColumnCount
    {
        get
        {
            using Call call = Enter();
            return SharedArray.FieldOf(Of(call))->n_children;
        }
    }

    /// <summary>Takes over a <c>struct ArrowArray</c> with its <c>struct ArrowSchema</c>: both are released, even if this fails.</summary>
    /// <param name="array">The address of the array. It is moved out, and marked as released.</param>
    /// <param name="schema">The address of its type.</param>
    /// <exception cref="ArrowBridgeException">They break a rule, do not belong together, or were released before.</exception>
    public static unsafe ArrowArray Import(nint array, nint schema) => new(ImportBlock(array, schema, false));

    /// <summary>Takes over a <c>struct ArrowArray</c>: it is released, even if this fails.</summary>
    /// <param name="array">The address of the array. It is moved out, and marked as released.</param>
    /// <param name="field">Its type.</param>
    /// <exception cref="ArrowBridgeException">It breaks a rule, does not fit the type, or was released before.</exception>
    public static unsafe ArrowArray Import(nint array, ArrowField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return new(ImportBlock(array, field, false));
    }

    /// <summary>An array of the type <see cref="TypeId.Null"/>, which needs no memory for its values.</summary>
    /// <param name="length">How many nulls.</param>
    public static unsafe ArrowArray OfNulls(long length)
    {
        CArrowArray array = new() { length = length, null_count = length };
        ExportedArrayBuilder tree = new(1, 0, 0);
        ExportedArrayBuilder.FinishStruct(tree.Node(ExportedArrayBuilder.Root), &array);
        tree.Finish(default);
        return Import((nint)(&array), new ArrowField("", DataType.Null));
    }

    /// <summary>Fills a <c>struct ArrowArray</c> that shares this array's memory. May be done as often as is wanted.</summary>
    /// <param name="array">The address of room for it; what is there is never read.</param>
    /// <param name="schema">The address of room for the <c>struct ArrowSchema</c> of its type; 0 where it is not wanted.</param>
    public unsafe void Export(nint array, nint schema = 0)
    {
        Handles.Require((void*)array, "array");
        *(CArrowArray*)array = default;
        if (schema != 0)
        {
            *(CArrowSchema*)schema = default;
        }
        using Call call = Enter();
        ExportTo(Of(call), (CArrowArray*)array);
        ArrayExport.ExportType(Of(call), (CArrowArray*)array, (CArrowSchema*)schema);
    }

    /// <summary>Some of the rows, which share this array's memory.</summary>
    /// <param name="offset">The first row.</param>
    /// <param name="length">How many; cut where the array ends.</param>
    /// <returns>An array of its own, the caller's to dispose.</returns>
    public virtual unsafe ArrowArray Slice(long offset, long length = long.MaxValue)
    {
        using Call call = Enter();
        return new ArrowArray(Columns.Slice(Of(call), offset, length));
    }

    /// <summary>A column of a struct, or a part of another nested type, by its place. Rows that are null in the struct are null in its columns.</summary>
    /// <param name="index">From 0.</param>
    /// <returns>An array of its own, the caller's to dispose.</returns>
    public unsafe ArrowArray Column(int index)
    {
        using Call call = Enter();
        return new ArrowArray(Columns.Column(Of(call), index));
    }

    /// <summary>A column by its name, which only one column may have.</summary>
    /// <param name="name">The name.</param>
    /// <returns>An array of its own, the caller's to dispose.</returns>
    public unsafe ArrowArray Column(string name)
    {
        using Call call = Enter();
        fixed (byte* text = NativeText.Of(name, nameof(name)))
        {
            return new ArrowArray(Columns.ColumnByName(Of(call), text));
        }
    }

    /// <summary>The same values in another representation: other widths, offsets, views and units, dictionaries and runs made or resolved, at any depth.</summary>
    /// <param name="field">Type, name, nullability and metadata to arrive at. Parts of nested types are matched by their place.</param>
    /// <param name="mode">What happens to parts that cannot become what is asked for; values that do not fit are an error in both modes.</param>
    /// <returns>An array of its own, the caller's to dispose. What need not change is shared.</returns>
    /// <exception cref="ArrowBridgeException">It is impossible: <see cref="ArrowBridgeException.Field"/> cannot become that, or a value does not fit.</exception>
    public unsafe ArrowArray Cast(ArrowField field, CastMode mode = CastMode.Strict)
    {
        ArgumentNullException.ThrowIfNull(field);
        return new ArrowArray(CastBlock(field, mode));
    }

    /// <summary>The same values as another type; name, nullability and metadata stay. See <see cref="Cast(ArrowField, CastMode)"/>.</summary>
    /// <param name="type">What to arrive at.</param>
    /// <param name="mode">What happens to parts that cannot become what is asked for.</param>
    /// <returns>An array of its own, the caller's to dispose. What need not change is shared.</returns>
    /// <exception cref="ArrowBridgeException">It is impossible, or a value does not fit.</exception>
    public ArrowArray Cast(DataType type, CastMode mode = CastMode.Strict) =>
        Cast(new ArrowField(Field.Name, type, Field.IsNullable, Field.Metadata), mode);

    /// <summary>Checks contents.</summary>
    /// <param name="level">How closely.</param>
    /// <exception cref="ArrowBridgeException">They break a rule, which it names.</exception>
    public unsafe void Validate(ValidationLevel level = ValidationLevel.Full)
    {
        using Call call = Enter();
        Validation.Check(Of(call), (int)level);
    }

    /// <summary>Whether types and values are the same, wherever they lie in memory. Checks both first.</summary>
    /// <param name="other">Another array.</param>
    public unsafe bool DataEquals(ArrowArray other)
    {
        ArgumentNullException.ThrowIfNull(other);
        using Call call = Enter();
        using Call otherCall = other.Enter();
        return Equality.Equal(Of(call), Of(otherCall));
    }

    /// <summary>The first and last rows as a table.</summary>
    public override string ToString() => Print();

    /// <summary>Rows as a table.</summary>
    /// <param name="options">Which rows, and how wide; null for the first 10 and the last 5.</param>
    public unsafe string Print(PrintOptions? options = null)
    {
        using Call call = Enter();
        CPrintOptions native = (options ?? new PrintOptions()).Native;
        return TablePrinter.Print(Of(call), &native);
    }

    internal static unsafe ArrayBlock* Of(Call call) => (ArrayBlock*)call.Block;

    private protected static unsafe ArrayBlock* ImportBlock(nint array, ArrowField field, bool isBatch)
    {
        CArrowSchema schema = default;
        try
        {
            field.Export((nint)(&schema));
        }
        catch
        {
            Handles.Discard((CArrowArray*)array);
            throw;
        }
        return ImportBlock(array, (nint)(&schema), isBatch);
    }

    private protected static unsafe ArrayBlock* ImportBlock(nint array, nint schema, bool isBatch)
    {
        SchemaBlock* type = null;
        try
        {
            type = SchemaImport.Import((CArrowSchema*)schema);
            return CheckedStream.Import((CArrowArray*)array, type, isBatch);
        }
        catch
        {
            Handles.Discard((CArrowArray*)array);
            throw;
        }
        finally
        {
            Native.ab_release((Block*)type);
        }
    }

    private protected unsafe ArrayBlock* CastBlock(ArrowField field, CastMode mode)
    {
        using CheckedSchema wanted = new(field);
        using Call call = Enter();
        return ArrayCasts.Cast(Of(call), wanted.Block, (int)mode);
    }

    private protected virtual unsafe void ExportTo(ArrayBlock* block, CArrowArray* output) => ArrayExport.Export(block, output);

    private unsafe ArrowField DescribeField()
    {
        using Call call = Enter();
        return CheckedSchema.Describe(SharedArray.FieldOf(Of(call)));
    }
}
