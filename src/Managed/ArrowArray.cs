using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Casts;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams.Checks;

namespace ArrowBridge;

/// <summary>Represents an array of values of one type: a column, or an array that another program exported. An array is
/// immutable and can be used from any thread.</summary>
/// <remarks>
/// Slices, columns and exported structs share memory. Each is released separately, in any order. The structure of
/// imported data is checked during import. <see cref="Validate"/> checks the contents, and the methods that read values
/// do so when needed.
/// </remarks>
public partial class ArrowArray : ArrowObject
{
    private ArrowField? _field;

    internal unsafe ArrowArray(ArrayBlock* block)
        : base(&block->head)
    {
        Length = block->array.length;
    }

    /// <summary>Gets the number of values.</summary>
    public long Length { get; }

    /// <summary>Gets the field of the array: the name, type, nullability and metadata of the values.</summary>
    public ArrowField Field => _field ??= DescribeField();

    /// <summary>Gets the type of the values.</summary>
    public DataType Type => Field.Type;

    /// <summary>Gets the number of nulls. It is computed if the producer of the array did not provide it. Unions and
    /// run-end encoded arrays have no nulls of their own, so it is 0 for them.</summary>
    public unsafe long NullCount
    {
        get
        {
            using Call call = Enter();
            ArrayBlock* block = Of(call);
            return SharedArray.NullCount(SharedArray.FieldOf(block), &block->array);
        }
    }

    /// <summary>Gets the number of columns of a struct or of children of another nested type. It is 0 for types that
    /// are not nested.</summary>
    public unsafe int ColumnCount
    {
        get
        {
            using Call call = Enter();
            return SharedArray.FieldOf(Of(call))->n_children;
        }
    }

    /// <summary>Imports a <c>struct ArrowArray</c> with its <c>struct ArrowSchema</c>. Both structs are always
    /// consumed, even if this method throws.</summary>
    /// <param name="array">The address of the array. Its contents are moved out and it is marked released.</param>
    /// <param name="schema">The address of the schema, which is the type of the array.</param>
    /// <param name="copyMisaligned">Whether a buffer that is not aligned to the size of its values (ARR-10) is copied
    /// to aligned memory. Otherwise the array is refused.</param>
    /// <returns>The array. The caller disposes it.</returns>
    /// <exception cref="ArrowBridgeException">One of the structs breaks a rule or was already released, or the array
    /// does not match the schema.</exception>
    public static unsafe ArrowArray Import(nint array, nint schema, bool copyMisaligned = false) =>
        new(ImportBlock(array, schema, false, copyMisaligned));

    /// <summary>Imports a <c>struct ArrowArray</c>. The struct is always consumed, even if this method
    /// throws.</summary>
    /// <param name="array">The address of the array. Its contents are moved out and it is marked released.</param>
    /// <param name="field">The field that describes the array.</param>
    /// <param name="copyMisaligned">Whether a buffer that is not aligned to the size of its values (ARR-10) is copied
    /// to aligned memory. Otherwise the array is refused.</param>
    /// <returns>The array. The caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="field"/> is null.</exception>
    /// <exception cref="ArrowBridgeException">The array breaks a rule, does not match the type of
    /// <paramref name="field"/>, or was already released.</exception>
    public static unsafe ArrowArray Import(nint array, ArrowField field, bool copyMisaligned = false)
    {
        ArgumentNullException.ThrowIfNull(field);
        return new(ImportBlock(array, field, false, copyMisaligned));
    }

    /// <summary>Creates an array of type <see cref="TypeId.Null"/>. Its values need no memory.</summary>
    /// <param name="length">The number of nulls.</param>
    /// <returns>The array. The caller disposes it.</returns>
    /// <exception cref="ArrowBridgeException"><paramref name="length"/> is negative.</exception>
    public static unsafe ArrowArray OfNulls(long length)
    {
        CArrowArray array = new() { length = length, null_count = length };
        ExportedArrayBuilder exported = new(1, 0, 0);
        ExportedArrayBuilder.FinishStruct(exported.Next(ExportedArrayBuilder.Root), &array);
        exported.Finish(default);
        return Import((nint)(&array), new ArrowField("", DataType.Null));
    }

    /// <summary>Exports the array as a <c>struct ArrowArray</c> that shares its memory. An array can be exported any
    /// number of times.</summary>
    /// <param name="array">The address of the struct to fill. Its previous contents are never read.</param>
    /// <param name="schema">The address of the <c>struct ArrowSchema</c> to fill with the type, or 0 if it is not
    /// needed.</param>
    /// <exception cref="ArrowBridgeException"><paramref name="array"/> is 0.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
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

    /// <summary>Returns a range of rows. The slice shares the memory of this array.</summary>
    /// <param name="offset">The index of the first row.</param>
    /// <param name="length">The number of rows. It is limited to the rows that follow
    /// <paramref name="offset"/>.</param>
    /// <returns>The slice. The caller disposes it.</returns>
    /// <exception cref="ArrowBridgeException"><paramref name="offset"/> is negative or greater than
    /// <see cref="Length"/>, or <paramref name="length"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public virtual unsafe ArrowArray Slice(long offset, long length = long.MaxValue)
    {
        using Call call = Enter();
        return new ArrowArray(Columns.Slice(Of(call), offset, length));
    }

    /// <summary>Returns a column of a struct, or a child of another nested type, by index. Rows that are null in the
    /// struct are null in the column.</summary>
    /// <param name="index">The index, from 0 to <see cref="ColumnCount"/> - 1.</param>
    /// <returns>The column. The caller disposes it.</returns>
    /// <exception cref="ArrowBridgeException">The index is out of range.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public unsafe ArrowArray Column(int index)
    {
        using Call call = Enter();
        return new ArrowArray(Columns.Column(Of(call), index));
    }

    /// <summary>Returns a column by name.</summary>
    /// <param name="name">The name. Exactly one column must have it.</param>
    /// <returns>The column. The caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="ArrowBridgeException">No column, or more than one, has this name.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public unsafe ArrowArray Column(string name)
    {
        using Call call = Enter();
        fixed (byte* text = NativeText.Of(name, nameof(name)))
        {
            return new ArrowArray(Columns.ColumnByName(Of(call), text));
        }
    }

    /// <summary>Casts the values to another representation: other widths, offsets, views or units, with dictionaries
    /// and runs encoded or decoded, at any nesting depth. Booleans, integers, decimals and counts of time units can
    /// become each other if no value changes: decimals only whole ones, booleans only 0 and 1.</summary>
    /// <param name="field">The target type, name, nullability and metadata. Children of nested types are matched by
    /// position.</param>
    /// <param name="mode">What to do with fields that cannot be cast to the requested type. In both modes, a value that
    /// does not fit is an error.</param>
    /// <returns>The new array. The caller disposes it. Buffers that do not change are shared.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="field"/> is null.</exception>
    /// <exception cref="ArrowBridgeException">The cast is impossible, or a value does not fit.
    /// <see cref="ArrowBridgeException.Field"/> names the field.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public unsafe ArrowArray Cast(ArrowField field, CastMode mode = CastMode.Strict)
    {
        ArgumentNullException.ThrowIfNull(field);
        return new ArrowArray(CastBlock(field, mode));
    }

    /// <summary>Casts the values to another type. Name, nullability and metadata do not change. See
    /// <see cref="Cast(ArrowField, CastMode)"/>.</summary>
    /// <param name="type">The target type.</param>
    /// <param name="mode">What to do with fields that cannot be cast to the requested type.</param>
    /// <returns>The new array. The caller disposes it. Buffers that do not change are shared.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="type"/> is null.</exception>
    /// <exception cref="ArrowBridgeException">The cast is impossible, or a value does not fit.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public ArrowArray Cast(DataType type, CastMode mode = CastMode.Strict) =>
        Cast(new ArrowField(Field.Name, type, Field.IsNullable, Field.Metadata), mode);

    /// <summary>Validates the contents of the array.</summary>
    /// <param name="level">The validation level.</param>
    /// <exception cref="ArrowBridgeException">The contents break a rule. <see cref="ArrowBridgeException.Rule"/> names
    /// it.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public unsafe void Validate(ValidationLevel level = ValidationLevel.Full)
    {
        using Call call = Enter();
        Validation.CheckWithSchema(Of(call), (int)level);
    }

    /// <summary>Determines whether this array and another one have the same type and the same values, regardless of
    /// their layout in memory. Both arrays are validated first.</summary>
    /// <param name="other">The array to compare with.</param>
    /// <returns>true if types and values are equal; otherwise, false.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    /// <exception cref="ArrowBridgeException">The contents of one of the arrays break a rule.</exception>
    /// <exception cref="ObjectDisposedException">One of the arrays was disposed.</exception>
    public unsafe bool DataEquals(ArrowArray other)
    {
        ArgumentNullException.ThrowIfNull(other);
        using Call call = Enter();
        using Call otherCall = other.Enter();
        return Equality.Equal(Of(call), Of(otherCall));
    }

    /// <summary>Returns the first and last rows as a text table.</summary>
    public override string ToString() => Print();

    /// <summary>Returns rows of the array as a text table.</summary>
    /// <param name="options">Which rows to include and how wide, or null for the first 10 and the last 5.</param>
    /// <returns>The table.</returns>
    /// <exception cref="ArrowBridgeException">The contents of the array break a rule.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public unsafe string Print(PrintOptions? options = null)
    {
        using Call call = Enter();
        CPrintOptions native = (options ?? new PrintOptions()).Native;
        using PooledText text = new();
        TablePrinter.Print(Of(call), &native, text);
        return text.ToString();
    }

    internal static unsafe ArrayBlock* Of(Call call) => (ArrayBlock*)call.Block;

    private protected static unsafe ArrayBlock* ImportBlock(
        nint array, ArrowField field, bool isBatch, bool copyMisaligned)
    {
        CArrowSchema schema = default;
        try
        {
            field.Export((nint)(&schema));
        }
        catch
        {
            Handles.Release((CArrowArray*)array);
            throw;
        }
        return ImportBlock(array, (nint)(&schema), isBatch, copyMisaligned);
    }

    private protected static unsafe ArrayBlock* ImportBlock(
        nint array, nint schema, bool isBatch, bool copyMisaligned)
    {
        SchemaBlock* type = null;
        try
        {
            type = SchemaImport.Import((CArrowSchema*)schema);
            return CheckedStream.Import((CArrowArray*)array, type, isBatch, copyMisaligned);
        }
        catch
        {
            Handles.Release((CArrowArray*)array);
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

    private protected virtual unsafe void ExportTo(ArrayBlock* block, CArrowArray* output) =>
        ArrayExport.Export(block, output);

    private unsafe ArrowField DescribeField()
    {
        using Call call = Enter();
        return CheckedSchema.Describe(SharedArray.FieldOf(Of(call)));
    }
}
