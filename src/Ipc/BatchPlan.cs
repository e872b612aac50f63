using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>What a message for a field and all below it consists of; dictionaries are messages of their own. Found once per schema.</summary>
internal unsafe struct BatchPlan
{
    /// <summary>Nodes of the message, which are structs of the result.</summary>
    public long nodes;

    /// <summary>Buffers of the message, without variadic ones.</summary>
    public long buffers;

    /// <summary>Entries in tables of buffers of the result, without variadic ones and their lengths.</summary>
    public long entries;

    /// <summary>Fields with variadic buffers.</summary>
    public long variadic;

    /// <summary>
    /// Unions, which had a validity bitmap up to metadata version V4, and run-end encoded arrays, which are younger, but get one too from
    /// writers that are asked for that version.
    /// </summary>
    public long unions;

    /// <summary>Fields of the null type, for which some writers wrote buffers.</summary>
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
