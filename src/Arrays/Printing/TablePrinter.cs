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
    private const string Separator = " │ ";

    public static string Print(ArrayBlock* handle, CPrintOptions* given)
    {
        TableOptions options = new(given);
        Field* field = SharedArray.FieldOf(handle);
        CArrowArray array = handle->array;
        Rows rows = new(array.length, options);
        CheckShown(field, &array, rows, handle->end_offset);
        List<TableColumn> columns = [];
        bool isTable = field->type == TypeId.Struct && field->dictionary == null;
        long total = isTable ? field->n_children : 1;
        long width = 0;
        for (int i = 0; i < total; i++)
        {
            TableColumn column = isTable
                ? TableColumn.OfMember(field, i, &array, rows, options.MaxWidth)
                : TableColumn.OfArray(field, &array, rows, options.MaxWidth);
            width += (i == 0 ? 0 : Separator.Length) + column.Width;
            if (width > options.TotalWidth)
            {
                break;
            }
            columns.Add(column);
        }
        StringBuilder text = new();
        Draw(text, columns);
        text.Append($"{array.length} {(array.length == 1 ? "row" : "rows")} × ");
        text.Append($"{total} {(total == 1 ? "column" : "columns")}");
        if (columns.Count < total)
        {
            text.Append($" ({total - columns.Count} not shown)");
        }
        return text.Append('\n').ToString();
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

    private static void Draw(StringBuilder text, List<TableColumn> columns)
    {
        if (columns.Count == 0)
        {
            return;
        }
        int lines = columns[0].Cells.Count;
        // If no column has a name, the line of names is left out.
        int first = columns.TrueForAll(static column => column.Cells[0].Width == 0) ? 1 : 0;
        for (int line = first; line < lines; line++)
        {
            for (int i = 0; i < columns.Count; i++)
            {
                text.Append(i == 0 ? "" : Separator);
                columns[i].Draw(text, line, i == columns.Count - 1);
            }
            text.Append('\n');
            if (line == TableColumn.Headings - 1)
            {
                DrawRule(text, columns);
            }
        }
    }

    private static void DrawRule(StringBuilder text, List<TableColumn> columns)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            text.Append(i == 0 ? "" : "─┼─").Append('─', (int)columns[i].Width);
        }
        text.Append('\n');
    }
}
