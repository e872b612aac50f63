using ArrowBridge.Abi;
using ArrowBridge.Memory;

namespace ArrowBridge.Schemas;

/// <summary>
/// Makes schemas whose dictionary-encoded fields, at any depth, have wider indices or unordered dictionaries. Fields
/// inside of dictionaries stay.
/// </summary>
internal static unsafe class UnifiedSchema
{
    /// <param name="width">Minimum bits of an index; 0: as they are.</param>
    public static SchemaBlock* Make(SchemaBlock* schema, int width, bool dropsOrder)
    {
        Arena memory = default;
        try
        {
            return SchemaImport.Copy(Copy(ref memory, SchemaBlock.Root(schema), width, dropsOrder));
        }
        finally
        {
            memory.Dispose();
        }
    }

    private static CArrowSchema* Copy(ref Arena memory, Field* field, int width, bool dropsOrder)
    {
        CArrowSchema* copy = (CArrowSchema*)memory.Take(sizeof(CArrowSchema));
        copy->format = field->format;
        copy->name = field->name;
        copy->metadata = field->metadata;
        copy->flags = field->flags;
        copy->release = Native.ReleaseSchema; // marks it as not released; the arena frees it
        copy->n_children = field->n_children;
        copy->children = (CArrowSchema**)memory.Take((long)field->n_children * sizeof(CArrowSchema*));
        for (int i = 0; i < field->n_children; i++)
        {
            copy->children[i] = Copy(ref memory, field->children + i, width, dropsOrder);
        }
        if (field->dictionary != null)
        {
            copy->format = field->bit_width >= width ? field->format
                : memory.Text(width == 8 * sizeof(long) ? "l"u8 : "i"u8);
            copy->flags &= dropsOrder ? ~(long)ArrowFlag.DictionaryOrdered : -1;
            copy->dictionary = Copy(ref memory, field->dictionary, 0, false);
        }
        return copy;
    }
}
