using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>Makes record batches value by value, one after another. Values go straight into native memory.</summary>
/// <remarks>One call at a time. Every type has a builder: see <see cref="ColumnBuilder"/>.</remarks>
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

    /// <summary>Makes a builder.</summary>
    /// <param name="schema">The columns of its batches.</param>
    public RecordBatchBuilder(ArrowSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        Schema = schema;
        _columns = ColumnBuilders.Make(schema.Fields, null);
        _block = schema.NewBlock();
        Native.ab_count_handle(1);
    }

    /// <summary>The columns of its batches.</summary>
    public ArrowSchema Schema { get; }

    /// <summary>A builder for each column, in order.</summary>
    public IReadOnlyList<ColumnBuilder> Columns => _columns;

    /// <summary>A column by its place.</summary>
    /// <param name="index">From 0.</param>
    public ColumnBuilder this[int index] => _columns[index];

    /// <summary>A column by its name, the first of it.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArrowBridgeException">There is none.</exception>
    public ColumnBuilder this[string name] => ColumnBuilders.Find(_columns, name);

    /// <summary>Makes a batch of what was appended, and begins the next.</summary>
    /// <returns>The caller's to dispose.</returns>
    /// <exception cref="ArrowBridgeException">Columns differ in length, or lists of a fixed size are not full. What was appended is gone then.</exception>
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

    /// <summary>Forgets what was appended since the last batch, and dictionaries.</summary>
    public void Clear() => Array.ForEach(_columns, column => column.Clear());

    /// <summary>Gives memory back. Batches that were made stay.</summary>
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
