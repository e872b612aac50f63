using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Schemas;

/// <summary>An immutable schema: one native block with a header, all fields and their texts.</summary>
internal unsafe struct SchemaBlock
{
    /// <summary>Levels of nesting that are accepted, the root's included (SCH-20).</summary>
    public const int MaxDepth = 64;

    /// <summary>Fields that are accepted in one schema; a limit for descriptions that refer to themselves.</summary>
    public const int MaxFields = 1 << 22;

    public Block head;
    public long n_fields;

    public static Field* Root(SchemaBlock* schema) => (Field*)(schema + 1);

    /// <summary>Refuses a handle that is not one.</summary>
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
