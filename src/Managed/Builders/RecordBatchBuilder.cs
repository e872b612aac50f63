using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>Builds record batches value by value, one batch after another. Values are written directly into native
/// memory.</summary>
/// <remarks>A builder supports one call at a time. There is a builder for every type: see
/// <see cref="ColumnBuilder"/>.</remarks>
/// <example>
/// <code>
/// using RecordBatchBuilder rows = new(schema);
/// rows["id"].Values&lt;long&gt;().AppendRange(1, 2, 3);
/// rows["name"].Bytes().Append("one");
/// …
/// RecordBatch batch = rows.Finish();
/// </code>
/// </example>
public sealed unsafe class RecordBatchBuilder : IDisposable
{
    private readonly ColumnBuilder[] _columns;
    private SchemaBlock* _block;

    /// <summary>Initializes a builder.</summary>
    /// <param name="schema">The schema of the batches.</param>
    /// <exception cref="ArgumentNullException"><paramref name="schema"/> is null.</exception>
    public RecordBatchBuilder(ArrowSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        Schema = schema;
        _columns = ColumnBuilders.Make(schema.Fields, null);
        _block = schema.NewBlock();
        Native.ab_count_handle(1);
    }

    /// <summary>Gets the schema of the batches.</summary>
    public ArrowSchema Schema { get; }

    /// <summary>Gets the builders of the columns, in order.</summary>
    public IReadOnlyList<ColumnBuilder> Columns => _columns;

    /// <summary>Gets the builder of a column by index.</summary>
    /// <param name="index">The index, from 0.</param>
    /// <exception cref="IndexOutOfRangeException">The index is out of range.</exception>
    public ColumnBuilder this[int index] => _columns[index];

    /// <summary>Gets the builder of a column by name. If several columns have the name, it is the first of
    /// them.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArrowBridgeException">No column has this name.</exception>
    public ColumnBuilder this[string name] => ColumnBuilders.Find(_columns, name);

    /// <summary>Creates a batch of the values that were appended, and starts the next batch.</summary>
    /// <returns>The batch. The caller disposes it.</returns>
    /// <exception cref="ArrowBridgeException">The columns differ in length, or a nested column is incomplete, such as a
    /// fixed-size list with too few items. The appended values are discarded.</exception>
    /// <exception cref="ObjectDisposedException">The builder was disposed.</exception>
    public RecordBatch Finish()
    {
        ObjectDisposedException.ThrowIf(_block == null, this);
        CArrowArray batch = default;
        try
        {
            Build(&batch);
            return new RecordBatch(SharedArray.Import(&batch, _block, true), Schema);
        }
        catch
        {
            Clear();
            throw;
        }
    }

    /// <summary>Discards the values that were appended since the last batch, and the dictionaries.</summary>
    public void Clear() => Array.ForEach(_columns, column => column.Clear());

    /// <summary>Frees the memory of the builder. Batches that it created stay valid.</summary>
    public void Dispose()
    {
        if (_block != null)
        {
            Array.ForEach(_columns, column => column.Close());
            Native.ab_release(&_block->head);
            Native.ab_count_handle(-1);
            _block = null;
        }
    }

    private void Build(CArrowArray* batch)
    {
        long length = _columns.Length == 0 ? 0 : _columns[0].Length;
        Arena arena = default;
        OwnedBlocks* owners = OwnedBlocks.New(_columns.Length + 1);
        try
        {
            CArrowArray source = new() { length = length, n_buffers = 1, n_children = _columns.Length };
            source.buffers = (void**)arena.Take(sizeof(void*));
            source.children = (CArrowArray**)arena.Take((long)_columns.Length * sizeof(CArrowArray*));
            for (int i = 0; i < _columns.Length; i++)
            {
                _columns[i].RequireLength(length);
                source.children[i] = (CArrowArray*)arena.Take(sizeof(CArrowArray));
                OwnedBlocks.Set(owners, i, _columns[i].Build(ref arena, source.children[i]));
            }
            ExportedArrayLayout.LayOut(&source, owners, default, batch);
        }
        finally
        {
            arena.Dispose();
            Native.ab_release(&owners->head);
        }
    }
}
