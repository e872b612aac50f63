using ArrowBridge.Abi;
using ArrowBridge.Memory;

namespace ArrowBridge.Schemas;

/// <summary>
/// Makes schemas whose dictionary-encoded fields, at any depth, are replaced by fields of their values.
/// </summary>
internal static unsafe class DecodedSchema
{
    public static SchemaBlock* Make(SchemaBlock* schema)
    {
        Arena memory = default;
        try
        {
            return SchemaImport.Copy(Decode(ref memory, SchemaBlock.Root(schema)));
        }
        finally
        {
            memory.Dispose();
        }
    }

    /// <summary>
    /// The name, the nullability and the metadata are the field's own. Metadata of the values are used if the field has
    /// none.
    /// </summary>
    private static CArrowSchema* Decode(ref Arena memory, Field* field)
    {
        Field* values = field;
        byte* metadata = field->metadata;
        while (values->dictionary != null)
        {
            values = values->dictionary;
            metadata = metadata == null ? values->metadata : metadata;
        }
        CArrowSchema* decoded = (CArrowSchema*)memory.Take(sizeof(CArrowSchema));
        decoded->format = values->format;
        decoded->name = field->name;
        decoded->metadata = metadata;
        decoded->flags = (field->flags & ArrowFlag.Nullable) | (values->flags & ~ArrowFlag.Nullable);
        decoded->release = Native.ReleaseSchema; // marks it as not released; the arena frees it
        decoded->n_children = values->n_children;
        decoded->children = (CArrowSchema**)memory.Take((long)values->n_children * sizeof(CArrowSchema*));
        for (int i = 0; i < values->n_children; i++)
        {
            decoded->children[i] = Decode(ref memory, values->children + i);
        }
        return decoded;
    }
}
