using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>The cells of one column: its name, its type, then one cell per line.</summary>
internal sealed unsafe class TableColumn
{
    /// <summary>Number of cells before that of the first row.</summary>
    public const int Headings = 2;

    private readonly DisplayText _cell;
    private readonly bool _alignRight;

    private TableColumn(Field* field, long maxWidth)
    {
        _cell = new DisplayText(maxWidth);
        _alignRight = IsNumber(field);
        _cell.AppendUtf8(field->Name);
        Add();
        TypeName.AppendWhole(_cell, field);
        Add();
    }

    public List<(string Text, long Width)> Cells { get; } = [];

    public long Width { get; private set; }

    /// <summary>A column of a struct. A row that is null in the struct is null in each of its columns.</summary>
    public static TableColumn OfMember(Field* parent, int index, CArrowArray* array, Rows rows, long maxWidth)
    {
        Field* field = parent->children + index;
        CArrowArray child = Columns.Narrow(field, array->children[index], array->offset, array->length);
        TableColumn column = new(field, maxWidth);
        byte* validity = array->null_count == 0 ? null : (byte*)array->buffers[0];
        column.AddRows(field, &child, rows, validity, array->offset);
        return column;
    }

    public static TableColumn OfArray(Field* field, CArrowArray* array, Rows rows, long maxWidth)
    {
        TableColumn column = new(field, maxWidth);
        column.AddRows(field, array, rows, null, 0);
        return column;
    }

    /// <summary>Appends a cell, padded to the column's width, without blanks at the end of a line.</summary>
    public void Draw(StringBuilder text, int line, bool isLast)
    {
        (string cell, long width) = Cells[line];
        int padding = (int)(Width - width);
        if (_alignRight)
        {
            text.Append(' ', padding);
        }
        text.Append(cell);
        if (!_alignRight && !isLast)
        {
            text.Append(' ', padding);
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
            _cell.Append("…");
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
            _cell.Append("null");
        }
        else
        {
            ValuePrinter.Append(_cell, field, array, row, false);
        }
        Add();
    }

    private void Add()
    {
        Cells.Add((_cell.ToString(), _cell.Width));
        Width = Math.Max(Width, _cell.Width);
        _cell.Clear();
    }

    private static bool IsNumber(Field* field) =>
        field->dictionary != null ? IsNumber(field->dictionary) : field->type switch
        {
            >= TypeId.Int8 and <= TypeId.Decimal256 => true,
            TypeId.Duration => true,
            TypeId.RunEndEncoded => IsNumber(field->children + 1),
            _ => false,
        };
}
