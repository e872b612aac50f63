using Apache.Arrow.C;
using ApacheField = Apache.Arrow.Field;
using ApacheSchema = Apache.Arrow.Schema;

namespace ArrowBridge.ApacheArrow;

/// <summary>Schemas and fields of one library as those of the other.</summary>
public static unsafe class SchemaConversion
{
    /// <summary>The same columns for ArrowBridge. Extension types go by their storage, with name and parameters in the metadata.</summary>
    /// <param name="schema">A schema of Apache.Arrow.</param>
    /// <exception cref="ArrowBridgeException">A type is not known to Apache.Arrow's exporter.</exception>
    public static ArrowSchema ToArrowBridge(this ApacheSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        // Not by Apache.Arrow's exporter of schemas: it refuses those without columns.
        return new ArrowSchema(
            [.. schema.FieldsList.Select(ToArrowBridge)], schema.HasMetadata ? new ArrowMetadata(schema.Metadata) : null);
    }

    /// <summary>The same field for ArrowBridge.</summary>
    /// <param name="field">A field of Apache.Arrow.</param>
    /// <exception cref="ArrowBridgeException">The type is not known to Apache.Arrow's exporter.</exception>
    public static ArrowField ToArrowBridge(this ApacheField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        CArrowSchema exported = default;
        try
        {
            CArrowSchemaExporter.ExportField(field, &exported);
        }
        catch (Exception exception) when (exception is NotSupportedException or NotImplementedException)
        {
            Throw.NotSupported(field.Name, "Apache.Arrow does not export its type", exception);
        }
        return ArrowField.Import((nint)(&exported));
    }

    /// <summary>The same columns for Apache.Arrow. Of keys that stand in the metadata twice it keeps one.</summary>
    /// <param name="schema">A schema of ArrowBridge.</param>
    /// <exception cref="ArrowBridgeException">Apache.Arrow does not have a type, such as a struct without fields.</exception>
    public static ApacheSchema ToApacheArrow(this ArrowSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new ApacheSchema(schema.Fields.Select(ToApacheArrow), Pairs(schema.Metadata));
    }

    /// <summary>The same field for Apache.Arrow.</summary>
    /// <param name="field">A field of ArrowBridge.</param>
    /// <exception cref="ArrowBridgeException">Apache.Arrow does not have the type.</exception>
    public static ApacheField ToApacheArrow(this ArrowField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        CArrowSchema exported;
        field.Export((nint)(&exported));
        try
        {
            return CArrowSchemaImporter.ImportField(&exported); // releases it in every outcome
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Throw.NotSupported(field.Name, $"Apache.Arrow does not take {field.Type}", exception);
            return null!;
        }
    }

    private static Dictionary<string, string>? Pairs(ArrowMetadata metadata)
    {
        if (metadata.Count == 0)
        {
            return null;
        }
        Dictionary<string, string> pairs = [];
        foreach ((string key, string value) in metadata)
        {
            pairs[key] = value;
        }
        return pairs;
    }
}
