using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Schemas;

/// <summary>An immutable schema: one native block with a header, all fields and their strings.</summary>
internal unsafe struct SchemaBlock
{
    /// <summary>Maximum number of levels of nesting, including the root (SCH-20).</summary>
    public const int MaxDepth = 65;

    /// <summary>Maximum number of fields in a schema. Limits schemas that refer to themselves.</summary>
    public const int MaxFields = 1 << 22;

    public Block head;
    public long n_fields;

    public static Field* Root(SchemaBlock* schema) => (Field*)(schema + 1);

    /// <summary>Refuses a pointer that is not a schema handle.</summary>
    public static SchemaBlock* Checked(SchemaBlock* schema, string name)
    {
        if (schema == null)
        {
            Throw.NullArgument(name);
        }
        if (schema->head.kind != BlockKind.Schema)
        {
            Throw.Argument(name, "is not a schema handle");
        }
        return schema;
    }
}
