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
    public static void CheckShape(CArrowSchema* schema, Field* parsed, int typeIds)
    {
        TypeId type = parsed->type;
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

    /// <summary>
    /// Checks rules about the formats of children, which are already checked themselves. Returns null if none is
    /// broken.
    /// </summary>
    public static (string Rule, string Problem)? BrokenNesting(CArrowSchema* schema, TypeId type)
    {
        if (type == TypeId.Map)
        {
            CArrowSchema* entries = schema->children[0];
            if (!Utf8Text.Span(entries->format).SequenceEqual("+s"u8) || entries->n_children != 2)
            {
                return ("FMT-50", "the child of a map is not a struct of key and value");
            }
        }
        else if (type == TypeId.RunEndEncoded)
        {
            CArrowSchema* ends = schema->children[0];
            if (Utf8Text.Span(ends->format) is not [(byte)'s' or (byte)'i' or (byte)'l'] || ends->dictionary != null)
            {
                string format = Utf8Text.Display(Utf8Text.Span(ends->format));
                return ("FMT-53", $"run ends of format '{format}' are not int16, int32 or int64");
            }
        }
        return null;
    }
}
