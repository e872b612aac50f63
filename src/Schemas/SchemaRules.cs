using ArrowBridge.Abi;
using ArrowBridge.Errors;

namespace ArrowBridge.Schemas;

/// <summary>Rules about the children and the dictionary of a type.</summary>
internal static unsafe class SchemaRules
{
    /// <summary>Whether a field is the entries of a map, or its keys, which Schema.fbs does not allow to be
    /// nullable.</summary>
    public static bool IsNeverNullable(Field* field)
    {
        Field* parent = field->parent;
        if (parent == null || parent->dictionary == field)
        {
            return false;
        }
        return parent->type == TypeId.Map ||
            (field == parent->children && parent->parent != null && parent->parent->type == TypeId.Map);
    }

    /// <summary>
    /// Requires SCH-21, which writers of schemas often break: such schemas are accepted, and written without the flags.
    /// </summary>
    public static void RequireMapFlags(Field* field)
    {
        if (field->IsNullable && IsNeverNullable(field))
        {
            Throw.Rule("SCH-21", Field.Path(field),
                "the field is nullable, which entries of maps and their keys must not be");
        }
        for (int i = 0; i < field->n_children; i++)
        {
            RequireMapFlags(field->children + i);
        }
        if (field->dictionary != null)
        {
            RequireMapFlags(field->dictionary);
        }
    }

    /// <summary>
    /// Checks the number of children and whether a dictionary is allowed. The caller adds the path of the field to an
    /// exception.
    /// </summary>
    /// <param name="typeIds">Number of type ids if the type is a union.</param>
    public static void CheckShape(CArrowSchema* schema, TypeId type, int typeIds)
    {
        long expected = type is TypeId.DenseUnion or TypeId.SparseUnion ? typeIds : Layouts.Of(type).Children switch
        {
            ChildRule.None => 0,
            ChildRule.One => 1,
            ChildRule.Two => 2,
            _ => schema->n_children,
        };
        if (schema->n_children != expected)
        {
            string rule = type switch
            {
                TypeId.DenseUnion or TypeId.SparseUnion => "FMT-51",
                TypeId.Map => "FMT-50",
                TypeId.RunEndEncoded => "FMT-53",
                _ => "SCH-15",
            };
            Throw.Rule(rule, null,
                $"the format '{Utf8Text.Display(Utf8Text.Span(schema->format))}' needs {expected} children, " +
                $"there are {schema->n_children}");
        }
        if (schema->dictionary != null && (type < TypeId.Int8 || type > TypeId.UInt64))
        {
            Throw.Rule("SCH-17", null, "there is a dictionary, but the format of the indices is not an integer");
        }
    }

    /// <summary>Checks rules about the formats of the children of a map or a run-end encoded field.</summary>
    public static void CheckNesting(Field* field)
    {
        Field* first = field->children;
        if (field->type == TypeId.Map && (first->type != TypeId.Struct || first->n_children != 2))
        {
            Throw.Rule("FMT-50", Field.Path(field), "the child of a map is not a struct of key and value");
        }
        if (field->type == TypeId.RunEndEncoded &&
            (first->type is not (TypeId.Int16 or TypeId.Int32 or TypeId.Int64) || first->IsDictionary))
        {
            Throw.Rule("FMT-53", Field.Path(field),
                $"run ends of format '{Utf8Text.Display(Utf8Text.Span(first->format))}' are not int16, int32 or int64");
        }
    }
}
