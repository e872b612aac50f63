using Apache.Arrow;
using Apache.Arrow.C;
using Apache.Arrow.Types;
using ApacheBatch = Apache.Arrow.RecordBatch;
using ApacheSchema = Apache.Arrow.Schema;

namespace ArrowBridge.ApacheArrow;

/// <summary>Arrays and batches of one library as those of the other: the same memory, counted by both, a share for each column.</summary>
public static unsafe class ArrayConversion
{
    /// <summary>The same values for ArrowBridge.</summary>
    /// <param name="array">An array of Apache.Arrow. It stays the caller's, who may dispose it at once.</param>
    /// <returns>The caller's to dispose.</returns>
    /// <exception cref="ArrowBridgeException">The array is not sound, or its type is not known to Apache.Arrow's exporter.</exception>
    public static ArrowArray ToArrowBridge(this IArrowArray array)
    {
        ArgumentNullException.ThrowIfNull(array);
        return ToArrowBridge(array, new Field("", array.Data.DataType, true).ToArrowBridge());
    }

    /// <summary>The same rows for ArrowBridge.</summary>
    /// <param name="batch">A batch of Apache.Arrow. It stays the caller's, who may dispose it at once.</param>
    /// <returns>The caller's to dispose.</returns>
    /// <exception cref="ArrowBridgeException">The batch is not sound, or a type is not known to Apache.Arrow's exporter.</exception>
    public static RecordBatch ToArrowBridge(this ApacheBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return ToArrowBridge(batch, batch.Schema.ToArrowBridge());
    }

    /// <summary>The same values for Apache.Arrow.</summary>
    /// <param name="array">An array of ArrowBridge. It stays the caller's, who may dispose it at once.</param>
    /// <returns>The caller's to dispose.</returns>
    /// <exception cref="ArrowBridgeException">Apache.Arrow does not have the type, or its arrays cannot hold so much.</exception>
    public static IArrowArray ToApacheArrow(this ArrowArray array)
    {
        ArgumentNullException.ThrowIfNull(array);
        return ToApacheArrow(array, array.Field, array.Field.ToApacheArrow());
    }

    /// <summary>The same rows for Apache.Arrow.</summary>
    /// <param name="batch">A batch of ArrowBridge. It stays the caller's, who may dispose it at once.</param>
    /// <returns>The caller's to dispose.</returns>
    /// <exception cref="ArrowBridgeException">Apache.Arrow does not have a type, or its arrays cannot hold so much.</exception>
    public static ApacheBatch ToApacheArrow(this RecordBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return ToApacheArrow(batch, batch.Schema.ToApacheArrow());
    }

    internal static RecordBatch ToArrowBridge(ApacheBatch batch, ArrowSchema schema)
    {
        if (batch.ColumnCount != schema.Fields.Count)
        {
            Throw.Columns(batch.ColumnCount, schema.Fields.Count);
        }
        List<ArrowArray> columns = [];
        try
        {
            for (int i = 0; i < batch.ColumnCount; i++)
            {
                columns.Add(ToArrowBridge(batch.Column(i), schema.Fields[i]));
            }
            return RecordBatch.FromColumns(schema, columns, batch.Length);
        }
        finally
        {
            columns.ForEach(column => column.Dispose());
        }
    }

    internal static ApacheBatch ToApacheArrow(RecordBatch batch, ApacheSchema schema)
    {
        Limits.CheckRows(batch.Length, "the batch");
        List<IArrowArray> columns = [];
        try
        {
            for (int i = 0; i < batch.ColumnCount; i++)
            {
                using ArrowArray column = batch.Column(i);
                columns.Add(ToApacheArrow(column, batch.Schema.Fields[i], schema.FieldsList[i]));
            }
            return new ApacheBatch(schema, columns, (int)batch.Length);
        }
        catch
        {
            columns.ForEach(column => column.Dispose());
            throw;
        }
    }

    private static ArrowArray ToArrowBridge(IArrowArray array, ArrowField field)
    {
        if (array.Data.DataType is NullType)
        {
            // Apache.Arrow ends the process when an exported struct is released that needed no memory at all.
            return ArrowArray.OfNulls(array.Length);
        }
        CArrowArray exported = default;
        CArrowArrayExporter.ExportArray(array, &exported);
        return ArrowArray.Import((nint)(&exported), field);
    }

    private static IArrowArray ToApacheArrow(ArrowArray array, ArrowField field, Field apacheField)
    {
        CArrowArray exported;
        array.Export((nint)(&exported));
        try
        {
            // Before it is moved: Apache.Arrow's importer does not give back what it took when it fails half-way.
            Limits.Check(field.Name, field.Type, &exported);
            return CArrowArrayImporter.ImportArray(&exported, apacheField.DataType);
        }
        finally
        {
            CArrowArray.CallReleaseFunc(&exported);
        }
    }
}
