using System.Diagnostics.CodeAnalysis;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// A range of slots of an array that the rows of its parent refer to. Ranges are linked to the range of the parent, up
/// to the root.
/// </summary>
internal unsafe struct RowRange(RowRange* parent, Field* field, CArrowArray* array, long first, long count)
{
    public RowRange* parent = parent;
    public Field* field = field;
    public CArrowArray* array = array;

    /// <summary>Position of the first slot in the buffers, including the array's offset.</summary>
    public long first = first;

    public long count = count;

    /// <summary>
    /// End of the array, as a position in the buffers. For a view: the end of the array of which it is a part.
    /// </summary>
    public long end_offset = array->offset + array->length;

    /// <summary>The result of <see cref="ReachableRows"/>, once computed. The walk releases the block.</summary>
    public bool is_reachable_known;
    public byte* reachable;
    public Block* reachable_block;

    /// <summary>
    /// The bitmap if there may be nulls, otherwise NULL. A null count of 0 is trusted, as readers do.
    /// </summary>
    public readonly byte* Validity =>
        array->null_count == 0 || !Layouts.Of(this.field->type).HasValidity ? null : (byte*)array->buffers[0];

    public readonly T* Values<T>(int buffer = 1)
        where T : unmanaged => (T*)array->buffers[buffer] + first;

    /// <summary>Whether a slot of the range is valid by its own bitmap.</summary>
    public readonly bool IsValid(long index)
    {
        byte* validity = Validity;
        return validity == null || Bits.Get(validity, first + index);
    }

    /// <summary>Throws an error for a slot of the range. The message has the row number in the array.</summary>
    [DoesNotReturn]
    public readonly void Refuse(string rule, long index, string problem) =>
        Throw.Row(rule, Field.Path(this.field), first - array->offset + index, problem);
}
