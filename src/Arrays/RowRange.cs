using System.Diagnostics.CodeAnalysis;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>Slots of an array that the rows of its parent lead to; the ranges of a walk hang together up to the root's.</summary>
internal unsafe struct RowRange(RowRange* parent, Field* field, CArrowArray* array, long first, long count)
{
    public RowRange* parent = parent;
    public Field* field = field;
    public CArrowArray* array = array;

    /// <summary>Position of the first slot in the buffers: the array's offset is in it.</summary>
    public long first = first;

    public long count = count;

    /// <summary>Where the array ends, as a place in the buffers; behind that of a view's last row where more rows are known.</summary>
    public long end_offset = array->offset + array->length;

    /// <summary>What <see cref="ReachableRows"/> found, once it was asked; the block is the walk's to release.</summary>
    public bool is_reachable_known;
    public byte* reachable;
    public Block* reachable_block;

    /// <summary>The bitmap where there may be nulls, else NULL. A null count of 0 is believed, as readers do.</summary>
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

    /// <summary>Refuses a slot of the range; the text counts rows of the array.</summary>
    [DoesNotReturn]
    public readonly void Refuse(string rule, long index, string problem) =>
        Throw.Row(rule, Field.Path(this.field), first - array->offset + index, problem);
}
