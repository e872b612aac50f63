using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>Represents a named type: a column of a schema, or a child of a nested type. A field is immutable.</summary>
public sealed class ArrowField
{
    /// <summary>Initializes a field.</summary>
    /// <param name="name">The name. It may be empty.</param>
    /// <param name="type">The type of the values.</param>
    /// <param name="isNullable">Whether values may be null.</param>
    /// <param name="metadata">Key-value metadata, or null for none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> or <paramref name="type"/> is null.</exception>
    /// <exception cref="ArrowBridgeException">The name contains a NUL character.</exception>
    public ArrowField(string name, DataType type, bool isNullable = true, ArrowMetadata? metadata = null)
    {
        NativeText.Check(name, nameof(name));
        ArgumentNullException.ThrowIfNull(type);
        Name = name;
        Type = type;
        IsNullable = isNullable;
        Metadata = metadata ?? ArrowMetadata.Empty;
    }

    /// <summary>Gets the name, or an empty string if the field has none.</summary>
    public string Name { get; }

    /// <summary>Gets the type of the values.</summary>
    public DataType Type { get; }

    /// <summary>Gets a value indicating whether values may be null.</summary>
    public bool IsNullable { get; }

    /// <summary>Gets the key-value metadata. It includes the name and parameters of an extension type.</summary>
    public ArrowMetadata Metadata { get; }

    /// <summary>Imports a <c>struct ArrowSchema</c>. The struct is always consumed, even if this method
    /// throws.</summary>
    /// <param name="schema">The address of the struct.</param>
    /// <returns>The field.</returns>
    /// <exception cref="ArrowBridgeException">The struct breaks a rule, or was already released.</exception>
    public static unsafe ArrowField Import(nint schema)
    {
        SchemaBlock* block = SchemaImport.Import((CArrowSchema*)schema);
        try
        {
            return CheckedSchema.Describe(SchemaBlock.Root(block));
        }
        finally
        {
            Native.ab_release(&block->head);
        }
    }

    /// <summary>Creates a field from text, for example <c>when: timestamp[us, UTC] not null</c>. The header schema.h
    /// has the grammar.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The field.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArrowBridgeException">The text is not in the grammar. The message says what is wrong at which
    /// byte of the text in UTF-8.</exception>
    public static unsafe ArrowField Parse(string text)
    {
        using CheckedSchema parsed = CheckedSchema.Parse(text);
        return CheckedSchema.Describe(parsed.Root);
    }

    /// <summary>Exports the field as a <c>struct ArrowSchema</c>, which its consumer releases.</summary>
    /// <param name="schema">The address of the struct to fill. Its previous contents are never read.</param>
    /// <exception cref="ArrowBridgeException">The field breaks a rule of the format, or <paramref name="schema"/> is
    /// 0.</exception>
    public unsafe void Export(nint schema)
    {
        Handles.Require((void*)schema, "schema");
        *(CArrowSchema*)schema = default;
        using CheckedSchema native = new(this);
        SchemaExport.Export(native.Block, native.Root, (CArrowSchema*)schema);
    }

    /// <summary>Returns the name and type, for example <c>when: timestamp[us, UTC] not null</c>.</summary>
    public override string ToString() => $"{Name}: {Type}{(IsNullable ? "" : " not null")}";
}
