using ArrowBridge.Abi;
using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>The columns of record batches, with metadata. Immutable; holds nothing that must be disposed, and is used from any thread.</summary>
/// <remarks>Whoever passes a schema on hands out a checked copy: a name that is there twice is legal, a union with two fields of one id is not.</remarks>
public sealed unsafe class ArrowSchema : IEquatable<ArrowSchema>
{
    /// <summary>A schema of fields.</summary>
    /// <param name="fields">The columns, in order.</param>
    /// <exception cref="ArrowBridgeException">They break a rule of the format.</exception>
    public ArrowSchema(params ArrowField[] fields)
        : this(fields, null)
    {
    }

    /// <summary>A schema of fields, with metadata.</summary>
    /// <param name="fields">The columns, in order.</param>
    /// <param name="metadata">Keys with values; null for none.</param>
    /// <exception cref="ArrowBridgeException">They break a rule of the format.</exception>
    public ArrowSchema(IReadOnlyList<ArrowField> fields, ArrowMetadata? metadata)
        : this(new ArrowField("", DataType.Struct([.. fields]), false, metadata))
    {
        SchemaBlock* checkedCopy = NewBlock();
        Memory.Native.ab_release(&checkedCopy->head);
    }

    private ArrowSchema(ArrowField root)
    {
        Root = root;
    }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyList<ArrowField> Fields => Root.Type.Fields;

    /// <summary>Keys with values of the schema as a whole.</summary>
    public ArrowMetadata Metadata => Root.Metadata;

    /// <summary>The struct that a record batch is.</summary>
    internal ArrowField Root { get; }

    /// <summary>The place of the first column of a name; -1 where there is none.</summary>
    /// <param name="name">The name, compared character by character.</param>
    public int IndexOf(string name)
    {
        for (int i = 0; i < Fields.Count; i++)
        {
            if (Fields[i].Name == name)
            {
                return i;
            }
        }
        return -1;
    }

    /// <summary>Takes over a <c>struct ArrowSchema</c>: it is released, even if this fails.</summary>
    /// <param name="schema">Its address. It must be a struct, as that of a record batch or stream is.</param>
    /// <exception cref="ArrowBridgeException">It breaks a rule, was released before, or is no struct.</exception>
    public static ArrowSchema Import(nint schema)
    {
        SchemaBlock* block = SchemaImport.Import((CArrowSchema*)schema);
        try
        {
            Arrays.SharedArray.RequireStruct(SchemaBlock.Root(block));
            return Of(block);
        }
        finally
        {
            Memory.Native.ab_release(&block->head);
        }
    }

    /// <summary>Fills a <c>struct ArrowSchema</c>, which whoever reads it releases.</summary>
    /// <param name="schema">The address of room for it; what is there is never read.</param>
    public void Export(nint schema) => Root.Export(schema);

    /// <summary>Whether fields are the same, types, names, nullability and metadata at any depth, and metadata of the schema.</summary>
    /// <param name="other">Another schema.</param>
    public bool Equals(ArrowSchema? other) => ReferenceEquals(this, other) || (other is not null && Equals(other, true));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ArrowSchema);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (ArrowField field in Fields)
        {
            hash.Add(field.Name);
            hash.Add(field.Type);
        }
        return hash.ToHashCode();
    }

    /// <summary>Whether fields are the same: types, names, nullability.</summary>
    /// <param name="other">Another schema.</param>
    /// <param name="metadata">Whether metadata must be the same, too.</param>
    public bool Equals(ArrowSchema other, bool metadata)
    {
        ArgumentNullException.ThrowIfNull(other);
        using CheckedSchema a = new(Root);
        using CheckedSchema b = new(other.Root);
        return SchemaEquality.Equal(a.Root, b.Root, metadata);
    }

    /// <summary>What <see cref="RecordBatchReader.Cast"/> and <see cref="RecordBatch.Cast"/> would do, without any data. Never fails because the answer is no.</summary>
    /// <param name="schema">What to arrive at.</param>
    /// <param name="mode">What would happen to fields that cannot become what is asked for.</param>
    public SchemaCast CanCast(ArrowSchema schema, CastMode mode = CastMode.Strict)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return SchemaCast.Make(this, schema, mode);
    }

    /// <summary>The schema as a tree, a line for each field.</summary>
    public override string ToString()
    {
        using CheckedSchema native = new(Root);
        return SchemaPrinter.Print(native.Block);
    }

    internal static ArrowSchema Of(SchemaBlock* block) => new(CheckedSchema.Describe(SchemaBlock.Root(block)));

    /// <summary>One reference, the caller's.</summary>
    internal SchemaBlock* NewBlock() => CheckedSchema.Make(Root);
}
