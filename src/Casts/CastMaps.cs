using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>
/// Entries of maps that a cast makes. Consumers such as Arrow C++ refuse nulls among all slots of the entries and of
/// the keys, also in slots that no row leads to.
/// </summary>
internal static unsafe class CastMaps
{
    /// <summary>Whether any slot of the entries or of the keys is null by its own bitmap.</summary>
    public static bool HasNulls(CArrowArray* entries, Field* to)
    {
        CArrowArray* keys = entries->children[0];
        return HasNull(entries, to->children) || HasNull(keys, to->children->children);
    }

    private static bool HasNull(CArrowArray* array, Field* field) =>
        Layouts.Of(field->type).HasValidity && array->null_count != 0 && array->buffers[0] != null &&
        Bits.Count((byte*)array->buffers[0], array->offset, array->length) < array->length;

    /// <summary>
    /// The same entries with offset 0: the offset becomes that of the keys and of the values. Lookups by key in Arrow
    /// C++ skip the offset of the entries. There must be no nulls among the entries.
    /// </summary>
    public static CArrowArray* AtOffsetZero(ref CastMemory memory, CArrowArray* entries, Field* to)
    {
        if (entries->offset == 0)
        {
            return entries;
        }
        CArrowArray* result = memory.NewArray(to->children, entries->length);
        RowRange range = new(null, to->children, entries, entries->offset, entries->length);
        for (int i = 0; i < to->children->n_children; i++)
        {
            CArrowArray* child = entries->children[i];
            RowRange below = new(
                &range, to->children->children + i, child, child->offset + entries->offset, entries->length);
            result->children[i] = memory.Share(&below);
        }
        return result;
    }

    /// <summary>
    /// Keeps only the entries of rows that are reachable, and writes the offsets of the map. All other rows become
    /// empty. Nulls among the entries that are kept are refused before.
    /// </summary>
    /// <param name="shift">The index in <paramref name="entries"/> of item 0 of the source.</param>
    public static void KeepReachable(
        ref CastMemory memory, RowRange* range, in ListRows rows, CArrowArray* entries, long shift, Field* to,
        CArrowArray* result)
    {
        int* offsets = (int*)memory.Buffer(Size.Add(range->count, 1), sizeof(int));
        result->buffers[1] = offsets;
        offsets[0] = 0;
        ConversionErrors errors = new(range);
        long total = 0;
        for (long i = 0; i < range->count; i++)
        {
            total = Size.Add(total, errors.IsError(ref memory, i) ? rows.Size(i) : 0);
            CastLists.CheckOffsetWidth(range, i, false, total);
            offsets[i + 1] = (int)total;
        }
        long* list = memory.Scratch(total);
        for (long i = 0; i < range->count; i++)
        {
            long count = offsets[i + 1] - offsets[i];
            for (long j = 0; j < count; j++)
            {
                list[offsets[i] + j] = rows.Start(i) + shift + j;
            }
        }
        result->children[0] = Take.Rows(ref memory, to->children, entries, new TakeIndices(list, total));
    }
}
