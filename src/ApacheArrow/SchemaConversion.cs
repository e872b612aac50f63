using Apache.Arrow.C;
using ApacheField = Apache.Arrow.Field;
using ApacheSchema = Apache.Arrow.Schema;

namespace ArrowBridge.ApacheArrow;

/// <summary>Converts schemas and fields between Apache.Arrow and ArrowBridge.</summary>
public static unsafe class SchemaConversion
{
    /// <summary>Converts a schema of Apache.Arrow to one of ArrowBridge. An extension type becomes its storage type;
    /// its name and parameters are in the metadata of the field.</summary>
    /// <param name="schema">The schema.</param>
    /// <exception cref="ArrowBridgeException">Apache.Arrow's exporter does not support the type of a field.</exception>
    public static ArrowSchema ToArrowBridge(this ApacheSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        // Field by field: Apache.Arrow's exporter refuses a schema without fields.
        return new ArrowSchema(
            [.. schema.FieldsList.Select(ToArrowBridge)],
            schema.HasMetadata ? new ArrowMetadata(schema.Metadata) : null);
    }

    /// <summary>Converts a field of Apache.Arrow to one of ArrowBridge.</summary>
    /// <param name="field">The field.</param>
    /// <exception cref="ArrowBridgeException">Apache.Arrow's exporter does not support the type of the
    /// field.</exception>
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
            Throw.NotSupported(field.Name, "Apache.Arrow's exporter does not support its type", exception);
        }
        return ArrowField.Import((nint)(&exported));
    }

    /// <summary>Converts a schema of ArrowBridge to one of Apache.Arrow. If a key occurs in the metadata more than
    /// once, one of its values is kept.</summary>
    /// <param name="schema">The schema.</param>
    /// <exception cref="ArrowBridgeException">Apache.Arrow does not support the type of a field, such as a struct
    /// without fields.</exception>
    public static ApacheSchema ToApacheArrow(this ArrowSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new ApacheSchema(schema.Fields.Select(ToApacheArrow), Pairs(schema.Metadata));
    }

    /// <summary>Converts a field of ArrowBridge to one of Apache.Arrow.</summary>
    /// <param name="field">The field.</param>
    /// <exception cref="ArrowBridgeException">Apache.Arrow does not support the type of the field.</exception>
    public static ApacheField ToApacheArrow(this ArrowField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        CArrowSchema exported;
        field.Export((nint)(&exported));
        try
        {
            return CArrowSchemaImporter.ImportField(&exported); // releases it, also if it throws
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Throw.NotSupported(field.Name, $"Apache.Arrow does not support the type {field.Type}", exception);
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
