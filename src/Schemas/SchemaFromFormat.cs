using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Schemas;

/// <summary>Makes a schema of a format string, and of schemas for its children and its dictionary.</summary>
internal static unsafe class SchemaFromFormat
{
    /// <param name="parts">Format, name, metadata, flags and the number of children of the new schema.</param>
    /// <param name="children">Borrowed schemas.</param>
    /// <param name="dictionary">A borrowed schema, or NULL.</param>
    public static SchemaBlock* Make(in CArrowSchema parts, SchemaBlock** children, SchemaBlock* dictionary)
    {
        Check(parts, children);
        Arena memory = default;
        try
        {
            CArrowSchema schema = parts;
            schema.release = Native.ReleaseSchema; // marks it as not released; the caller keeps the parts
            schema.children = (CArrowSchema**)memory.Take(schema.n_children * sizeof(CArrowSchema*));
            for (long i = 0; i < schema.n_children; i++)
            {
                schema.children[i] = Borrow(ref memory, SchemaBlock.Root(SchemaBlock.Checked(children[i], "children")));
            }
            schema.dictionary = dictionary == null
                ? null
                : Borrow(ref memory, SchemaBlock.Root(SchemaBlock.Checked(dictionary, "dictionary")));
            return SchemaImport.Copy(&schema);
        }
        finally
        {
            memory.Dispose();
        }
    }

    private static void Check(in CArrowSchema parts, SchemaBlock** children)
    {
        if (parts.format == null)
        {
            Throw.NullArgument("format");
        }
        if (parts.n_children is < 0 or > SchemaBlock.MaxFields)
        {
            Throw.Argument("n_children", $"is {parts.n_children}, but only 0 to {SchemaBlock.MaxFields} are allowed");
        }
        if (children == null && parts.n_children > 0)
        {
            Throw.Argument("children", $"is NULL, though n_children is {parts.n_children}");
        }
        for (long i = 0; i < parts.n_children; i++)
        {
            if (children[i] == null)
            {
                Throw.Argument("children", $"has NULL at index {i}");
            }
        }
    }

    /// <summary>An ArrowSchema in the arena that points into a schema.</summary>
    private static CArrowSchema* Borrow(ref Arena memory, Field* field)
    {
        CArrowSchema* schema = (CArrowSchema*)memory.Take(sizeof(CArrowSchema));
        schema->format = field->format;
        schema->name = field->name;
        schema->metadata = field->metadata;
        schema->flags = field->flags;
        schema->release = Native.ReleaseSchema; // not released; the arena frees it
        schema->n_children = field->n_children;
        schema->children = (CArrowSchema**)memory.Take((long)field->n_children * sizeof(CArrowSchema*));
        for (int i = 0; i < field->n_children; i++)
        {
            schema->children[i] = Borrow(ref memory, field->children + i);
        }
        schema->dictionary = field->dictionary == null ? null : Borrow(ref memory, field->dictionary);
        return schema;
    }
}
