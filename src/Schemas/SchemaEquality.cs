using ArrowBridge.Abi;

namespace ArrowBridge.Schemas;

/// <summary>
/// Equality of schemas and of types. Formats are compared by meaning, not as strings: <c>d:19,10</c> and
/// <c>d:19,10,128</c> are the same type.
/// </summary>
internal static unsafe class SchemaEquality
{
    private const long KnownFlags = ArrowFlag.DictionaryOrdered | ArrowFlag.Nullable | ArrowFlag.MapKeysSorted;

    /// <summary>
    /// Compares formats, names (a missing name is empty), known flags, children and dictionaries, and metadata if
    /// requested.
    /// </summary>
    public static bool Equal(Field* a, Field* b, bool metadata)
    {
        if (!HaveSameFormat(a, b) || ((a->flags ^ b->flags) & KnownFlags) != 0 || !a->Name.SequenceEqual(b->Name))
        {
            return false;
        }
        if (metadata && !MetadataEquality.Equal(a, b))
        {
            return false;
        }
        for (int i = 0; i < a->n_children; i++)
        {
            if (!Equal(a->children + i, b->children + i, metadata))
            {
                return false;
            }
        }
        return !a->IsDictionary || Equal(a->dictionary, b->dictionary, metadata);
    }

    /// <summary>
    /// Compares formats, ordering of dictionaries and map keys, children and dictionaries. Names are compared only in
    /// structs and unions: the items of lists and the fields of maps and run-end encoded types are identified by
    /// position.
    /// </summary>
    public static bool AreSameType(Field* a, Field* b)
    {
        if (!HaveSameFormat(a, b) || ((a->flags ^ b->flags) & KnownFlags & ~ArrowFlag.Nullable) != 0)
        {
            return false;
        }
        bool named = a->type is TypeId.Struct or TypeId.DenseUnion or TypeId.SparseUnion &&
            !(IsEntries(a) && IsEntries(b));
        for (int i = 0; i < a->n_children; i++)
        {
            Field* childA = a->children + i;
            Field* childB = b->children + i;
            if ((named && !childA->Name.SequenceEqual(childB->Name)) || !AreSameType(childA, childB))
            {
                return false;
            }
        }
        return !a->IsDictionary || AreSameType(a->dictionary, b->dictionary);
    }

    private static bool IsEntries(Field* field) => field->parent != null && field->parent->type == TypeId.Map;

    public static bool HaveSameFormat(Field* a, Field* b)
    {
        if (a->type != b->type || a->n_children != b->n_children || a->IsDictionary != b->IsDictionary)
        {
            return false;
        }
        return a->type switch
        {
            TypeId.Decimal32 or TypeId.Decimal64 or TypeId.Decimal128 or TypeId.Decimal256 =>
                a->precision == b->precision && a->scale == b->scale,
            TypeId.Time32 or TypeId.Time64 or TypeId.Duration => a->unit == b->unit,
            TypeId.Timestamp =>
                a->unit == b->unit && Utf8Text.Span(a->timezone).SequenceEqual(Utf8Text.Span(b->timezone)),
            TypeId.FixedSizeBinary or TypeId.FixedSizeList => a->fixed_size == b->fixed_size,
            TypeId.DenseUnion or TypeId.SparseUnion =>
                new ReadOnlySpan<byte>(a->type_ids, a->n_children).SequenceEqual(
                    new ReadOnlySpan<byte>(b->type_ids, b->n_children)),
            _ => true,
        };
    }
}
