using ArrowBridge.Errors;

namespace ArrowBridge.Schemas;

/// <summary>Finds the first difference of two schemas and describes it.</summary>
internal static unsafe class SchemaDifference
{
    private const int MostText = 200;

    /// <summary>
    /// Throws at the first difference, including metadata. Does nothing if there is none. Names of the fields inside
    /// maps are not compared, since their position identifies them and libraries use different names.
    /// </summary>
    public static void Refuse(Field* a, Field* b)
    {
        if (!a->Name.SequenceEqual(b->Name) && !IsPartOfMap(a))
        {
            Throw.Invalid(
                Field.Path(a), $"the name '{Utf8Text.Display(a->Name)}' is not '{Utf8Text.Display(b->Name)}'");
        }
        if (a->n_children == b->n_children && a->IsDictionary == b->IsDictionary)
        {
            for (int i = 0; i < a->n_children; i++)
            {
                Refuse(a->children + i, b->children + i);
            }
            if (a->IsDictionary)
            {
                Refuse(a->dictionary, b->dictionary);
            }
        }
        if (!SchemaEquality.AreSameType(a, b))
        {
            Throw.Invalid(Field.Path(a), $"the type {Type(a)} is not {Type(b)}");
        }
        if (a->IsNullable != b->IsNullable)
        {
            Throw.Invalid(Field.Path(a), a->IsNullable
                ? "the field is nullable, but should not be"
                : "the field is not nullable, but should be");
        }
        if (!MetadataEquality.Equal(a, b))
        {
            Throw.Invalid(Field.Path(a), "the metadata is not equal");
        }
    }

    private static bool IsPartOfMap(Field* field)
    {
        Field* parent = field->parent;
        return parent != null &&
            (parent->type == TypeId.Map || (parent->parent != null && parent->parent->type == TypeId.Map));
    }

    private static string Type(Field* field)
    {
        DisplayText text = new(MostText);
        TypeName.AppendWhole(text, field);
        return text.ToString();
    }
}
