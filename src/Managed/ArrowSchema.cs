using ArrowBridge.Abi;
using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>Represents the columns of record batches, with metadata. A schema is immutable, needs no disposal and can
/// be used from any thread.</summary>
/// <remarks>Schemas are checked when they are created and again when they are exported: two columns of the same name
/// are allowed, a union with two fields of the same type id is not.</remarks>
public sealed unsafe class ArrowSchema : IEquatable<ArrowSchema>
{
    /// <summary>Initializes a schema with columns.</summary>
    /// <param name="fields">The columns, in order.</param>
    /// <exception cref="ArgumentNullException">One of the fields is null.</exception>
    /// <exception cref="ArrowBridgeException">The fields break a rule of the format.</exception>
    public ArrowSchema(params ArrowField[] fields)
        : this(fields, null)
    {
    }

    /// <summary>Initializes a schema with columns and metadata.</summary>
    /// <param name="fields">The columns, in order.</param>
    /// <param name="metadata">Key-value metadata, or null for none.</param>
    /// <exception cref="ArgumentNullException">One of the fields is null.</exception>
    /// <exception cref="ArrowBridgeException">The fields break a rule of the format.</exception>
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

    /// <summary>Gets the columns, in order.</summary>
    public IReadOnlyList<ArrowField> Fields => Root.Type.Fields;

    /// <summary>Gets the key-value metadata of the schema itself.</summary>
    public ArrowMetadata Metadata => Root.Metadata;

    /// <summary>Gets the struct type of a record batch with this schema.</summary>
    internal ArrowField Root { get; }

    /// <summary>Finds a column by name.</summary>
    /// <param name="name">The name. The comparison is ordinal.</param>
    /// <returns>The index of the first column with this name, or -1 if there is none.</returns>
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

    /// <summary>Imports a <c>struct ArrowSchema</c>. The struct is always consumed, even if this method
    /// throws.</summary>
    /// <param name="schema">The address of the struct. It must have a struct type, as the schema of a record batch or
    /// stream does.</param>
    /// <returns>The schema.</returns>
    /// <exception cref="ArrowBridgeException">The struct breaks a rule, was already released, or does not have a struct
    /// type.</exception>
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

    /// <summary>Creates a schema from text, for example <c>struct&lt;id: int64 not null, tags:
    /// list&lt;utf8&gt;&gt;</c>. The header schema.h has the grammar.</summary>
    /// <param name="text">The text, as <see cref="ToLine"/> returns it.</param>
    /// <returns>The schema.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArrowBridgeException">The text is not in the grammar, or is not a struct. The message says what
    /// is wrong at which byte of the text in UTF-8.</exception>
    public static ArrowSchema Parse(string text)
    {
        using CheckedSchema parsed = CheckedSchema.Parse(text);
        Arrays.SharedArray.RequireStruct(parsed.Root);
        return Of(parsed.Block);
    }

    /// <summary>Exports the schema as a <c>struct ArrowSchema</c>, which its consumer releases.</summary>
    /// <param name="schema">The address of the struct to fill. Its previous contents are never read.</param>
    /// <exception cref="ArrowBridgeException"><paramref name="schema"/> is 0.</exception>
    public void Export(nint schema) => Root.Export(schema);

    /// <summary>Determines whether two schemas are equal: the types, names, nullability and metadata of their fields at
    /// any depth, and the metadata of the schemas.</summary>
    /// <param name="other">The schema to compare with.</param>
    /// <returns>true if the schemas are equal; otherwise, false.</returns>
    public bool Equals(ArrowSchema? other) =>
        ReferenceEquals(this, other) || (other is not null && Equals(other, true));

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

    /// <summary>Determines whether two schemas have equal fields: types, names and nullability and, if requested,
    /// metadata.</summary>
    /// <param name="other">The schema to compare with.</param>
    /// <param name="metadata">Whether to compare metadata too.</param>
    /// <returns>true if the schemas are equal; otherwise, false.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    public bool Equals(ArrowSchema other, bool metadata)
    {
        ArgumentNullException.ThrowIfNull(other);
        using CheckedSchema a = new(Root);
        using CheckedSchema b = new(other.Root);
        return SchemaEquality.Equal(a.Root, b.Root, metadata);
    }

    /// <summary>Determines what <see cref="RecordBatchReader.Cast"/> and <see cref="RecordBatch.Cast"/> would do,
    /// without any data. An impossible cast is reported in the result, not as an exception.</summary>
    /// <param name="schema">The target schema.</param>
    /// <param name="mode">What the cast would do with fields that cannot be cast to the requested type.</param>
    /// <returns>The outcome for the schema and for each field.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="schema"/> is null.</exception>
    public SchemaCast CanCast(ArrowSchema schema, CastMode mode = CastMode.Strict)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return SchemaCast.Make(this, schema, mode);
    }

    /// <summary>Returns a schema whose dictionary-encoded fields, at any depth, are replaced by fields of their values.
    /// Cast a reader or a batch to it to decode its dictionaries.</summary>
    /// <returns>The schema, equal to this one if it has no dictionaries.</returns>
    public ArrowSchema DecodeDictionaries()
    {
        using CheckedSchema native = new(Root);
        SchemaBlock* decoded = DecodedSchema.Make(native.Block);
        try
        {
            return Of(decoded);
        }
        finally
        {
            Memory.Native.ab_release(&decoded->head);
        }
    }

    /// <summary>Returns the schema as an indented list, with one line for each field.</summary>
    public override string ToString()
    {
        using CheckedSchema native = new(Root);
        using PooledText text = new();
        SchemaPrinter.Print(native.Block, text);
        return text.ToString();
    }

    /// <summary>Returns the schema on one line. <see cref="Parse"/> makes an equal schema of it.</summary>
    /// <param name="metadata">Whether to include all metadata. The name and metadata of an extension type are always
    /// included.</param>
    public string ToLine(bool metadata = true)
    {
        using CheckedSchema native = new(Root);
        using PooledText text = new();
        SchemaLine.Print(native.Root, metadata, text);
        return text.ToString();
    }

    internal static ArrowSchema Of(SchemaBlock* block) => new(CheckedSchema.Describe(SchemaBlock.Root(block)));

    /// <summary>Creates a native schema. The caller owns the one reference to it.</summary>
    internal SchemaBlock* NewBlock() => CheckedSchema.Make(Root);
}
