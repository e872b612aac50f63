using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>A name with a type: a column of a schema, or a part of a nested type. Immutable.</summary>
public sealed class ArrowField
{
    /// <summary>Makes a field.</summary>
    /// <param name="name">Its name; may be empty.</param>
    /// <param name="type">The type of its values.</param>
    /// <param name="isNullable">Whether values may be null.</param>
    /// <param name="metadata">Keys with values; null for none.</param>
    /// <exception cref="ArrowBridgeException">The name has a NUL character in it.</exception>
    public ArrowField(string name, DataType type, bool isNullable = true, ArrowMetadata? metadata = null)
    {
        NativeText.Check(name, nameof(name));
        ArgumentNullException.ThrowIfNull(type);
        Name = name;
        Type = type;
        IsNullable = isNullable;
        Metadata = metadata ?? ArrowMetadata.Empty;
    }

    /// <summary>The name; empty where there is none.</summary>
    public string Name { get; }

    /// <summary>The type of the values.</summary>
    public DataType Type { get; }

    /// <summary>Whether values may be null.</summary>
    public bool IsNullable { get; }

    /// <summary>Keys with values; an extension type's name and parameters among them.</summary>
    public ArrowMetadata Metadata { get; }

    /// <summary>Takes over a <c>struct ArrowSchema</c>: it is released, even if this fails.</summary>
    /// <param name="schema">Its address.</param>
    /// <exception cref="ArrowBridgeException">It breaks a rule, or was released before.</exception>
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

    /// <summary>Fills a <c>struct ArrowSchema</c>, which whoever reads it releases.</summary>
    /// <param name="schema">The address of room for it; what is there is never read.</param>
    /// <exception cref="ArrowBridgeException">The field breaks a rule of the format.</exception>
    public unsafe void Export(nint schema)
    {
        Handles.Require((void*)schema, "schema");
        *(CArrowSchema*)schema = default;
        using CheckedSchema native = new(this);
        SchemaExport.Export(native.Block, native.Root, (CArrowSchema*)schema);
    }

    /// <summary>Name and type, such as <c>when: timestamp[us, UTC] not null</c>.</summary>
    public override string ToString() => $"{Name}: {Type}{(IsNullable ? "" : " not null")}";
}
