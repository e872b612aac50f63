using System.Buffers;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>The texts of all cells of a table, one after the other, in arrays of the pool.</summary>
internal sealed class TableCells : IDisposable
{
    private readonly PooledText _text = new();
    private Cell[] _cells = ArrayPool<Cell>.Shared.Rent(64);

    public TableCells(long maxWidth) => Current = new DisplayText(maxWidth, _text);

    private struct Cell
    {
        public int start;
        public int size;
        public long width;
    }

    /// <summary>The cell that is being written; <see cref="Add"/> ends it.</summary>
    public DisplayText Current { get; }

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int cell] => _text[_cells[cell].start, _cells[cell].size];

    public long WidthOf(int cell) => _cells[cell].width;

    /// <summary>Ends a cell and returns its width.</summary>
    public long Add()
    {
        if (Count == _cells.Length)
        {
            Cell[] larger = ArrayPool<Cell>.Shared.Rent(checked(2 * Count));
            _cells.CopyTo(larger, 0);
            ArrayPool<Cell>.Shared.Return(_cells);
            _cells = larger;
        }
        long width = Current.Width;
        _cells[Count++] = new Cell { start = Current.Start, size = Current.Size, width = width };
        Current.Next();
        return width;
    }

    public void Dispose()
    {
        _text.Dispose();
        ArrayPool<Cell>.Shared.Return(_cells);
        _cells = [];
    }
}
