using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Limits the cost of a comparison. Views, list views, dictionaries and runs may refer to the same values many times,
/// and nesting multiplies this: a few bytes can describe more values than could be compared in years. Arrays that refer
/// to their values many times more often than they have slots are refused.
/// </summary>
internal static unsafe class EqualityWork
{
    /// <summary>Bytes of long values that cost as much as one slot.</summary>
    public const int BytesPerSlot = 64;

    private const long Always = 1L << 28;
    private const long PerSlot = 256;

    /// <summary>Maximum cost of the comparison of two arrays of one type, in slots.</summary>
    public static long Limit(Field* field, CArrowArray* a, CArrowArray* b)
    {
        UInt128 slots = Slots(field, a) + Slots(field, b);
        return (long)UInt128.Min(Always + (slots * PerSlot), long.MaxValue);
    }

    private static UInt128 Slots(Field* field, CArrowArray* array)
    {
        UInt128 slots = (UInt128)array->length;
        for (int i = 0; i < field->n_children; i++)
        {
            slots += Slots(field->children + i, array->children[i]);
        }
        return field->IsDictionary ? slots + Slots(field->dictionary, array->dictionary) : slots;
    }

    public static void TooMuch(Field* field) => Throw.NotSupported(null, Field.Path(field),
        "the arrays refer to the same values so often that comparing them would take too long");
}
