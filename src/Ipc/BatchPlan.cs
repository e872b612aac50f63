using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>
/// Numbers of nodes and buffers of a message for a field and its descendants, without dictionaries, which have their
/// own messages. Computed once per schema.
/// </summary>
internal unsafe struct BatchPlan
{
    /// <summary>Number of nodes of the message, and of structs of the result.</summary>
    public long nodes;

    /// <summary>Number of buffers of the message, without variadic buffers.</summary>
    public long buffers;

    /// <summary>Number of buffer pointers of the result, without variadic buffers and their lengths.</summary>
    public long entries;

    /// <summary>Number of fields with variadic buffers.</summary>
    public long variadic;

    /// <summary>
    /// Number of fields with a validity bitmap up to metadata version V4: unions, and also run-end encoded arrays. The
    /// latter came after V4, but writers give them a bitmap if V4 is requested.
    /// </summary>
    public long unions;

    /// <summary>Number of fields of the null type, for which some writers write buffers.</summary>
    public long nulls;

    public void Add(Field* field)
    {
        ref readonly Layout layout = ref Layouts.Of(field->type);
        nodes++;
        buffers += layout.Buffers;
        entries += field->n_buffers;
        variadic += layout.IsVariadic ? 1 : 0;
        unions += field->type is TypeId.DenseUnion or TypeId.SparseUnion or TypeId.RunEndEncoded ? 1 : 0;
        nulls += field->type == TypeId.Null ? 1 : 0;
        AddChildren(field);
    }

    public void AddChildren(Field* field)
    {
        for (int i = 0; i < field->n_children; i++)
        {
            Add(field->children + i);
        }
    }
}
