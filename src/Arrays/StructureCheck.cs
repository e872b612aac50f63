using ArrowBridge.Abi;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>What a structural check accepts, and what it finds beside errors.</summary>
/// <param name="acceptsOlder">Whether the forms that older versions of Arrow exported are accepted: null arrays with a
/// buffer, unions with a validity bitmap.</param>
/// <param name="copiesMisaligned">Whether misaligned buffers are accepted (ARR-10).</param>
internal unsafe struct StructureCheck(bool acceptsOlder, bool copiesMisaligned)
{
    /// <summary>Whether buffers are in the memory of a device, which the check must not read (DEV-3). The lengths of
    /// variadic buffers are in main memory.</summary>
    public bool IsOnDevice { get; init; }

    /// <summary>
    /// Whether the structs can be exported without a change: no offset and no bitmap of the batch, columns as long as
    /// the batch, no unknown null count where consumers need it, proper offsets and no offset where there are no rows.
    /// </summary>
    public bool IsShareable = true;

    /// <summary>Whether <see cref="Relayout"/> must make structs of the usual form.</summary>
    public bool NeedsRelayout;

    public bool AcceptsMisaligned()
    {
        NeedsRelayout |= copiesMisaligned;
        return copiesMisaligned;
    }

    /// <summary>
    /// Whether an array has one more buffer in front, as older versions exported it. A union may have no nulls in it.
    /// </summary>
    public bool AcceptsOlderForm(Field* field, CArrowArray* array)
    {
        bool isUnion = field->type is TypeId.SparseUnion or TypeId.DenseUnion;
        if (!acceptsOlder || array->buffers == null || array->n_buffers != field->n_buffers + 1 ||
            !(isUnion || field->type == TypeId.Null) ||
            (isUnion && array->buffers[0] != null && array->null_count != 0))
        {
            return false;
        }
        NeedsRelayout = true;
        return true;
    }
}
