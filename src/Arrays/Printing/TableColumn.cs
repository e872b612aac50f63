using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>The cells of one column: its name, its type, then one cell per line.</summary>
internal unsafe struct TableColumn
{
    /// <summary>Number of cells before that of the first row.</summary>
    public const int Headings = 2;

    private readonly TableCells _cells;
    private readonly int _first;
    private readonly bool _alignRight;

    private TableColumn(Field* field, TableCells cells)
    {
        _cells = cells;
        _first = cells.Count;
        _alignRight = IsNumber(field);
        cells.Current.AppendUtf8(field->Name);
        Add();
        TypeName.AppendWhole(cells.Current, field);
        Add();
    }

    public long Width { get; private set; }

    /// <summary>The width of the name.</summary>
    public readonly long NameWidth => _cells.WidthOf(_first);

    /// <summary>A column of a struct. A row that is null in the struct is null in each of its columns.</summary>
    public static TableColumn OfMember(Field* parent, int index, CArrowArray* array, Rows rows, TableCells cells)
    {
        Field* field = parent->children + index;
        CArrowArray child = Columns.Narrow(field, array->children[index], array->offset, array->length);
        TableColumn column = new(field, cells);
        byte* validity = array->null_count == 0 ? null : (byte*)array->buffers[0];
        column.AddRows(field, &child, rows, validity, array->offset);
        return column;
    }

    public static TableColumn OfArray(Field* field, CArrowArray* array, Rows rows, TableCells cells)
    {
        TableColumn column = new(field, cells);
        column.AddRows(field, array, rows, null, 0);
        return column;
    }

    /// <summary>Appends a cell, padded to the column's width, without blanks at the end of a line.</summary>
    public readonly void Draw(PooledText text, int line, bool isLast)
    {
        long padding = Width - _cells.WidthOf(_first + line);
        if (_alignRight)
        {
            text.Append(new Rune(' '), padding);
        }
        text.Append(_cells[_first + line]);
        if (!_alignRight && !isLast)
        {
            text.Append(new Rune(' '), padding);
        }
    }

    private void AddRows(Field* field, CArrowArray* array, Rows rows, byte* parentValidity, long parentOffset)
    {
        for (long i = 0; i < rows.Head; i++)
        {
            AddRow(field, array, i, parentValidity, parentOffset);
        }
        if (rows.AreLeftOut)
        {
            _cells.Current.Append("…");
            Add();
        }
        for (long i = rows.Length - rows.Tail; i < rows.Length; i++)
        {
            AddRow(field, array, i, parentValidity, parentOffset);
        }
    }

    private void AddRow(Field* field, CArrowArray* array, long row, byte* parentValidity, long parentOffset)
    {
        if (parentValidity != null && !Bits.Get(parentValidity, parentOffset + row))
        {
            _cells.Current.Append("null");
        }
        else
        {
            ValuePrinter.Append(_cells.Current, field, array, row, false);
        }
        Add();
    }

    private void Add() => Width = Math.Max(Width, _cells.Add());

    private static bool IsNumber(Field* field) =>
        field->dictionary != null ? IsNumber(field->dictionary) : field->type switch
        {
            >= TypeId.Int8 and <= TypeId.Decimal256 => true,
            TypeId.Duration => true,
            TypeId.RunEndEncoded => IsNumber(field->children + 1),
            _ => false,
        };
}
