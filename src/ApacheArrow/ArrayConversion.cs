using Apache.Arrow;
using Apache.Arrow.C;
using Apache.Arrow.Types;
using ApacheBatch = Apache.Arrow.RecordBatch;
using ApacheSchema = Apache.Arrow.Schema;

namespace ArrowBridge.ApacheArrow;

/// <summary>Converts arrays and record batches between Apache.Arrow and ArrowBridge. Buffers are shared, not copied.
/// Each column has its own reference to its buffers, so a column can outlive its batch.</summary>
public static unsafe class ArrayConversion
{
    /// <summary>Converts an array of Apache.Arrow to one of ArrowBridge.</summary>
    /// <param name="array">The array. The caller keeps it, and may dispose it as soon as this method returns.</param>
    /// <returns>An array with the same type and values. The caller disposes it.</returns>
    /// <exception cref="ArrowBridgeException">The array is invalid, or Apache.Arrow's exporter does not support its
    /// type.</exception>
    public static ArrowArray ToArrowBridge(this IArrowArray array)
    {
        ArgumentNullException.ThrowIfNull(array);
        return ToArrowBridge(array, new Field("", array.Data.DataType, true).ToArrowBridge());
    }

    /// <summary>Converts a record batch of Apache.Arrow to one of ArrowBridge.</summary>
    /// <param name="batch">The record batch. The caller keeps it, and may dispose it as soon as this method
    /// returns.</param>
    /// <returns>A record batch with the same schema and rows. The caller disposes it.</returns>
    /// <exception cref="ArrowBridgeException">The record batch is invalid, or Apache.Arrow's exporter does not support
    /// the type of a column.</exception>
    public static RecordBatch ToArrowBridge(this ApacheBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return ToArrowBridge(batch, batch.Schema.ToArrowBridge());
    }

    /// <summary>Converts an array of ArrowBridge to one of Apache.Arrow.</summary>
    /// <param name="array">The array. The caller keeps it, and may dispose it as soon as this method returns.</param>
    /// <returns>An array with the same type and values. The caller disposes it.</returns>
    /// <exception cref="ArrowBridgeException">Apache.Arrow does not support the type, or a length or the size of a
    /// buffer exceeds 32 bits, the limit of Apache.Arrow.</exception>
    public static IArrowArray ToApacheArrow(this ArrowArray array)
    {
        ArgumentNullException.ThrowIfNull(array);
        return ToApacheArrow(array, array.Field, array.Field.ToApacheArrow());
    }

    /// <summary>Converts a record batch of ArrowBridge to one of Apache.Arrow.</summary>
    /// <param name="batch">The record batch. The caller keeps it, and may dispose it as soon as this method
    /// returns.</param>
    /// <returns>A record batch with the same schema and rows. The caller disposes it.</returns>
    /// <exception cref="ArrowBridgeException">Apache.Arrow does not support the type of a column, or a length or the
    /// size of a buffer exceeds 32 bits, the limit of Apache.Arrow.</exception>
    public static ApacheBatch ToApacheArrow(this RecordBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return ToApacheArrow(batch, batch.Schema.ToApacheArrow());
    }

    internal static RecordBatch ToArrowBridge(ApacheBatch batch, ArrowSchema schema)
    {
        if (batch.ColumnCount != schema.Fields.Count)
        {
            Throw.ColumnCount(batch.ColumnCount, schema.Fields.Count);
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
            // Apache.Arrow's exporter is not used: releasing an exported struct without buffers throws in the release
            // callback, which ends the process.
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
            // The limits are checked before the import: if Apache.Arrow's importer fails after it has moved the struct,
            // it does not release it.
            Limits.Check(field.Name, field.Type, &exported);
            return CArrowArrayImporter.ImportArray(&exported, apacheField.DataType);
        }
        finally
        {
            CArrowArray.CallReleaseFunc(&exported);
        }
    }
}
