using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>Checks type ids of unions, and offsets of dense unions (COL-12).</summary>
internal static unsafe class ValidationUnions
{
    /// <summary>The number of the child that a type id selects. Throws if there is none.</summary>
    public static int MemberOf(Field* field, byte id)
    {
        int member = id > 127 ? -1 : field->child_of_type_id[id];
        if (member < 0)
        {
            Throw.Rule("COL-12", Field.Path(field), $"the type id {(sbyte)id} is not one of the union's");
        }
        return member;
    }

    public static void CheckTypeIds(RowRange* range)
    {
        byte* ids = range->Values<byte>(0);
        sbyte* childOf = range->field->child_of_type_id;
        for (long i = 0; i < range->count; i++)
        {
            if (ids[i] > 127 || childOf[ids[i]] < 0)
            {
                range->Refuse("COL-12", i, $"the type id {(sbyte)ids[i]} is not one of the union's");
            }
        }
    }

    /// <param name="full">Whether to check that the offsets into each child do not decrease.</param>
    public static void CheckOffsets(RowRange* range, bool full)
    {
        byte* ids = range->Values<byte>(0);
        int* offsets = range->Values<int>();
        sbyte* childOf = range->field->child_of_type_id;
        CArrowArray** children = range->array->children;
        int* previous = stackalloc int[128];
        new Span<int>(previous, 128).Clear();
        for (long i = 0; i < range->count; i++)
        {
            int child = childOf[ids[i]];
            int offset = offsets[i];
            if (offset < 0 || offset >= children[child]->length)
            {
                range->Refuse(
                    "COL-12", i, $"the offset is {offset}, but child {child} has {children[child]->length} values");
            }
            if (full && offset < previous[child])
            {
                range->Refuse("COL-12", i,
                    $"the offset {offset} into child {child} is less than {previous[child]}, that of an earlier row");
            }
            previous[child] = offset;
        }
    }
}
