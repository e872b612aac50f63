using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>Rows of a schema: a struct array whose fields are the columns. Immutable; used from any thread.</summary>
/// <remarks><see cref="RecordBatchBuilder"/> makes one value by value. An exported batch has no offset and no null rows of its own: they go into its
/// columns, since many consumers expect that.</remarks>
public sealed class RecordBatch : ArrowArray
{
    private ArrowSchema? _schema;

    internal unsafe RecordBatch(ArrayBlock* block, ArrowSchema? schema = null)
        : base(block)
    {
        _schema = schema;
    }

    /// <summary>The columns.</summary>
    public ArrowSchema Schema => _schema ??= Describe();

    /// <summary>Takes over a <c>struct ArrowArray</c> with its <c>struct ArrowSchema</c>: both are released, even if this fails.</summary>
    /// <param name="array">The address of the array. It is moved out, and marked as released.</param>
    /// <param name="schema">The address of its type, a struct.</param>
    /// <exception cref="ArrowBridgeException">They break a rule, do not belong together, or were released before.</exception>
    public static new unsafe RecordBatch Import(nint array, nint schema) => new(ImportBlock(array, schema, true));

    /// <summary>Takes over a <c>struct ArrowArray</c>: it is released, even if this fails.</summary>
    /// <param name="array">The address of the array. It is moved out, and marked as released.</param>
    /// <param name="schema">Its columns.</param>
    /// <exception cref="ArrowBridgeException">It breaks a rule, does not fit the schema, or was released before.</exception>
    public static unsafe RecordBatch Import(nint array, ArrowSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new(ImportBlock(array, schema.Root, true), schema);
    }

    /// <summary>Puts columns side by side. Nothing is copied: the batch shares their memory, each column for itself.</summary>
    /// <param name="schema">The columns; types must be those of the arrays.</param>
    /// <param name="columns">An array for each column. They stay the caller's to dispose.</param>
    /// <param name="length">Number of rows, which every column must have; it need not be said where there are columns.</param>
    /// <exception cref="ArrowBridgeException">Types or lengths do not fit.</exception>
    public static unsafe RecordBatch FromColumns(ArrowSchema schema, IReadOnlyList<ArrowArray> columns, long? length = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(columns);
        return new(ColumnAssembly.Assemble(schema, columns, length ?? (columns.Count == 0 ? 0 : columns[0].Length)), schema);
    }

    /// <inheritdoc/>
    public override unsafe RecordBatch Slice(long offset, long length = long.MaxValue)
    {
        using Call call = Enter();
        return new RecordBatch(Columns.Slice(Of(call), offset, length), _schema);
    }

    /// <summary>The same rows in another representation. <see cref="ArrowSchema.CanCast"/> says before what would happen.</summary>
    /// <param name="schema">What to arrive at. Columns are matched by their place, and there must be as many.</param>
    /// <param name="mode">What happens to columns that cannot become what is asked for; values that do not fit are an error in both modes.</param>
    /// <returns>A batch of its own, the caller's to dispose. What need not change is shared.</returns>
    /// <exception cref="ArrowBridgeException">It is impossible: <see cref="ArrowBridgeException.Field"/> cannot become that, or a value does not fit.</exception>
    public unsafe RecordBatch Cast(ArrowSchema schema, CastMode mode = CastMode.Strict)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new RecordBatch(CastBlock(schema.Root, mode), mode == CastMode.Strict ? schema : null);
    }

    /// <summary>Another object for the same memory.</summary>
    internal unsafe RecordBatch Share()
    {
        using Call call = Enter();
        Native.ab_retain(call.Block);
        return new RecordBatch(Of(call), _schema);
    }

    private protected override unsafe void ExportTo(ArrayBlock* block, CArrowArray* output) => ArrayExport.ExportBatch(block, output);

    private unsafe ArrowSchema Describe()
    {
        using Call call = Enter();
        return ArrowSchema.Of((SchemaBlock*)Of(call)->schema);
    }
}
