using System.Runtime.InteropServices;
using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Prints the first and last rows of an array as a table: names, types, rows, and a line with the numbers of rows and
/// columns.
/// </summary>
internal static unsafe class TablePrinter
{
    private const int SeparatorWidth = 3;

    private static ReadOnlySpan<byte> Separator => " │ "u8;

    /// <summary>Appends the table.</summary>
    public static void Print(ArrayBlock* handle, CPrintOptions* given, PooledText text)
    {
        TableOptions options = new(given);
        Field* field = SharedArray.FieldOf(handle);
        CArrowArray array = handle->array;
        Rows rows = new(array.length, options);
        CheckShown(field, &array, rows, handle->end_offset);
        using TableCells cells = new(options.MaxWidth);
        bool isTable = field->type == TypeId.Struct && field->dictionary == null;
        long total = isTable ? field->n_children : 1;
        List<TableColumn> columns = [];
        long width = 0;
        for (int i = 0; i < total; i++)
        {
            TableColumn column = isTable
                ? TableColumn.OfMember(field, i, &array, rows, cells)
                : TableColumn.OfArray(field, &array, rows, cells);
            width += (i == 0 ? 0 : SeparatorWidth) + column.Width;
            if (width > options.TotalWidth)
            {
                break;
            }
            columns.Add(column);
        }
        Draw(text, CollectionsMarshal.AsSpan(columns), rows);
        text.Append(array.length);
        text.Append(array.length == 1 ? " row × "u8 : " rows × "u8);
        text.Append(total);
        text.Append(total == 1 ? " column"u8 : " columns"u8);
        if (columns.Count < total)
        {
            text.Append(" ("u8);
            text.Append(total - columns.Count);
            text.Append(" not shown)"u8);
        }
        text.Append("\n"u8);
    }

    /// <summary>Checks the contents of the rows that are shown. Other rows are not read.</summary>
    private static void CheckShown(Field* field, CArrowArray* array, Rows rows, long end_offset)
    {
        CArrowArray whole = *array;
        whole.release = Native.ReleaseArray; // NULL in a view; read by the check, never called
        Validation.Check(field, &whole, 0, rows.Head, end_offset, Validation.Default);
        if (rows.Tail > 0)
        {
            Validation.Check(field, &whole, whole.length - rows.Tail, rows.Tail, end_offset, Validation.Default);
        }
    }

    private static void Draw(PooledText text, ReadOnlySpan<TableColumn> columns, Rows rows)
    {
        if (columns.IsEmpty)
        {
            return;
        }
        long lines = TableColumn.Headings + rows.Head + (rows.AreLeftOut ? 1 : 0) + rows.Tail;
        // If no column has a name, the line of names is left out.
        int first = HaveNames(columns) ? 0 : 1;
        for (int line = first; line < lines; line++)
        {
            for (int i = 0; i < columns.Length; i++)
            {
                text.Append(i == 0 ? default : Separator);
                columns[i].Draw(text, line, i == columns.Length - 1);
            }
            text.Append("\n"u8);
            if (line == TableColumn.Headings - 1)
            {
                DrawRule(text, columns);
            }
        }
    }

    private static bool HaveNames(ReadOnlySpan<TableColumn> columns)
    {
        foreach (TableColumn column in columns)
        {
            if (column.NameWidth > 0)
            {
                return true;
            }
        }
        return false;
    }

    private static void DrawRule(PooledText text, ReadOnlySpan<TableColumn> columns)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            text.Append(i == 0 ? default : "─┼─"u8);
            text.Append(new Rune('─'), columns[i].Width);
        }
        text.Append("\n"u8);
    }
}
