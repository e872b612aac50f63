using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>Represents rows of a schema: a struct array whose fields are the columns. A record batch is immutable and
/// can be used from any thread.</summary>
/// <remarks>Use <see cref="RecordBatchBuilder"/> to create a batch value by value. An exported batch has no offset and
/// no null rows at the top level, because many consumers do not support them; they are moved into the
/// columns.</remarks>
public sealed class RecordBatch : ArrowArray
{
    private ArrowSchema? _schema;

    internal unsafe RecordBatch(ArrayBlock* block, ArrowSchema? schema = null)
        : base(block)
    {
        _schema = schema;
    }

    /// <summary>Gets the schema of the batch.</summary>
    public ArrowSchema Schema => _schema ??= Describe();

    /// <summary>Imports a <c>struct ArrowArray</c> with its <c>struct ArrowSchema</c>. Both structs are always
    /// consumed, even if this method throws.</summary>
    /// <param name="array">The address of the array. Its contents are moved out and it is marked released.</param>
    /// <param name="schema">The address of the schema, which must be a struct type.</param>
    /// <param name="copyMisaligned">Whether a buffer that is not aligned to the size of its values (ARR-10) is copied
    /// to aligned memory. Otherwise the batch is refused.</param>
    /// <returns>The batch. The caller disposes it.</returns>
    /// <exception cref="ArrowBridgeException">One of the structs breaks a rule or was already released, or the array
    /// does not match the schema.</exception>
    public static new unsafe RecordBatch Import(nint array, nint schema, bool copyMisaligned = false) =>
        new(ImportBlock(array, schema, true, copyMisaligned));

    /// <summary>Imports a <c>struct ArrowArray</c>. The struct is always consumed, even if this method
    /// throws.</summary>
    /// <param name="array">The address of the array. Its contents are moved out and it is marked released.</param>
    /// <param name="schema">The schema of the batch.</param>
    /// <param name="copyMisaligned">Whether a buffer that is not aligned to the size of its values (ARR-10) is copied
    /// to aligned memory. Otherwise the batch is refused.</param>
    /// <returns>The batch. The caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="schema"/> is null.</exception>
    /// <exception cref="ArrowBridgeException">The array breaks a rule, does not match the schema, or was already
    /// released.</exception>
    public static unsafe RecordBatch Import(nint array, ArrowSchema schema, bool copyMisaligned = false)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new(ImportBlock(array, schema.Root, true, copyMisaligned), schema);
    }

    /// <summary>Imports a <c>struct ArrowDeviceArray</c> with its <c>struct ArrowSchema</c>, which must be a struct
    /// type: see <see cref="ArrowArray.ImportFromDevice(nint, nint)"/>. Both structs are always consumed.</summary>
    /// <param name="array">The address of the device array. Its contents are moved out and it is marked
    /// released.</param>
    /// <param name="schema">The address of the schema.</param>
    /// <returns>The batch in main memory. The caller disposes it.</returns>
    /// <exception cref="ArrowBridgeException">As <see cref="ArrowArray.ImportFromDevice(nint, nint)"/>.</exception>
    public static new unsafe RecordBatch ImportFromDevice(nint array, nint schema) =>
        new(ImportDeviceBlock(array, schema, true));

    /// <summary>Imports a <c>struct ArrowDeviceArray</c>: see <see cref="ArrowArray.ImportFromDevice(nint, nint)"/>.
    /// The struct is always consumed, even if this method throws.</summary>
    /// <param name="array">The address of the device array. Its contents are moved out and it is marked
    /// released.</param>
    /// <param name="schema">The schema of the batch.</param>
    /// <returns>The batch in main memory. The caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="schema"/> is null.</exception>
    /// <exception cref="ArrowBridgeException">As <see cref="ArrowArray.ImportFromDevice(nint, nint)"/>.</exception>
    public static unsafe RecordBatch ImportFromDevice(nint array, ArrowSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new(ImportDeviceBlock(array, schema.Root, true), schema);
    }

    /// <summary>Creates a batch from arrays. No data is copied: the batch shares the memory of the arrays, and keeps
    /// each of them alive separately.</summary>
    /// <param name="schema">The schema of the batch. Its types must be those of the arrays.</param>
    /// <param name="columns">One array for each column. The caller still disposes them.</param>
    /// <param name="length">The number of rows, which all columns must have. It can be omitted if there is at least one
    /// column.</param>
    /// <returns>The batch. The caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="schema"/>, <paramref name="columns"/> or one of the
    /// arrays is null.</exception>
    /// <exception cref="ArrowBridgeException">The number, type or length of the arrays does not match.</exception>
    public static unsafe RecordBatch FromColumns(
        ArrowSchema schema, IReadOnlyList<ArrowArray> columns, long? length = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(columns);
        return new(
            ColumnAssembly.Assemble(schema, columns, length ?? (columns.Count == 0 ? 0 : columns[0].Length)), schema);
    }

    /// <inheritdoc/>
    public override unsafe RecordBatch Slice(long offset, long length = long.MaxValue)
    {
        using Call call = Enter();
        return new RecordBatch(Columns.Slice(Of(call), offset, length), _schema);
    }

    /// <inheritdoc/>
    public override unsafe RecordBatch Compact() => new(CompactBlock(), _schema);

    /// <summary>Casts the batch to another schema. <see cref="ArrowSchema.CanCast"/> tells in advance what the cast
    /// does.</summary>
    /// <param name="schema">The target schema. Columns are matched by position, so it must have as many columns as this
    /// batch.</param>
    /// <param name="mode">What to do with columns that cannot be cast to the requested type. In both modes, a value
    /// that does not fit is an error.</param>
    /// <returns>The new batch. The caller disposes it. Buffers that do not change are shared.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="schema"/> is null.</exception>
    /// <exception cref="ArrowBridgeException">The cast is impossible, or a value does not fit.
    /// <see cref="ArrowBridgeException.Field"/> names the field.</exception>
    /// <exception cref="ObjectDisposedException">The batch was disposed.</exception>
    public unsafe RecordBatch Cast(ArrowSchema schema, CastMode mode = CastMode.Strict)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new RecordBatch(CastBlock(schema.Root, mode), mode == CastMode.Strict ? schema : null);
    }

    /// <summary>Returns another object for the same memory.</summary>
    internal unsafe RecordBatch Share()
    {
        using Call call = Enter();
        Native.ab_retain(call.Block);
        return new RecordBatch(Of(call), _schema);
    }

    private protected override unsafe void ExportTo(ArrayBlock* block, CArrowArray* output) =>
        ArrayExport.ExportBatch(block, output);

    private unsafe ArrowSchema Describe()
    {
        using Call call = Enter();
        return ArrowSchema.Of((SchemaBlock*)Of(call)->schema);
    }
}
