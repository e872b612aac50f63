using System.Diagnostics.CodeAnalysis;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>
/// Values that cannot be converted are errors, unless no row refers to them. Which slots are reachable is only computed
/// at the first such value.
/// </summary>
internal unsafe ref struct ConversionErrors(RowRange* range)
{
    private readonly RowRange* _range = range;
    private bool _asked;
    private byte* _reachable;

    /// <summary>Whether a value that cannot be converted in this slot is an error.</summary>
    public bool IsError(ref CastMemory memory, long index)
    {
        if (!_range->IsValid(index))
        {
            return false;
        }
        return IsReachable(ref memory, index);
    }

    private bool IsReachable(ref CastMemory memory, long index)
    {
        FindReachable(ref memory);
        return _reachable == null || Bits.Get(_reachable, index);
    }

    private void FindReachable(ref CastMemory memory)
    {
        if (_asked)
        {
            return;
        }
        try
        {
            _reachable = ReachableRows.Of(_range);
        }
        finally
        {
            TakeOver(ref memory);
        }
        _asked = true;
    }

    /// <summary>
    /// One bit per row of a range, valid until the end of the column; NULL if all rows are reachable.
    /// </summary>
    public static byte* ReachableRowsOf(ref CastMemory memory, RowRange* range)
    {
        ConversionErrors errors = new(range);
        errors.FindReachable(ref memory);
        return errors._reachable;
    }

    /// <summary>
    /// Reachable rows of the range and its ancestors are needed as long as these ranges exist: until the end of the
    /// column.
    /// </summary>
    private readonly void TakeOver(ref CastMemory memory)
    {
        for (RowRange* range = _range; range != null; range = range->parent)
        {
            memory.AddScratch(range->reachable_block);
            range->reachable_block = null;
        }
    }

    [DoesNotReturn]
    public readonly void Refuse(long index, string problem) =>
        Throw.Invalid(Field.Path(_range->field), $"row {_range->first - _range->array->offset + index}: {problem}");

    /// <summary>
    /// Refuses reachable nulls if the requested field allows none, also where only the value that a row refers to is
    /// null.
    /// </summary>
    public static void CheckNulls(ref CastMemory memory, RowRange* range, Field* to, CArrowArray* result)
    {
        if (!ValidationNulls.MustBeValid(to, out string rule))
        {
            return;
        }
        byte* bitmap = Layouts.Of(to->type).HasValidity && result->null_count != 0 ? (byte*)result->buffers[0] : null;
        bool refers = ValidationNulls.RefersToNulls(to, result);
        if (bitmap == null && !refers)
        {
            return;
        }
        if (refers && !memory.IsChecked)
        {
            Validation.Check(range, Validation.Default);
        }
        ConversionErrors errors = new(range);
        Position slots = new(to, result, result->offset);
        for (long i = 0; i < result->length; i++)
        {
            bool valid = bitmap == null || Bits.Get(bitmap, result->offset + i);
            bool isNull = !valid || (refers && ValidationNulls.RefersToNull(slots.Skip(i)));
            if (isNull && errors.IsReachable(ref memory, i))
            {
                errors.RefuseNull(rule, i);
            }
        }
    }

    /// <summary>Refuses any reachable row, since each would be a null where the rule allows none.</summary>
    public static void RefuseNulls(ref CastMemory memory, RowRange* range, string rule)
    {
        ConversionErrors errors = new(range);
        for (long i = 0; i < range->count; i++)
        {
            if (errors.IsReachable(ref memory, i))
            {
                errors.RefuseNull(rule, i);
            }
        }
    }

    [DoesNotReturn]
    private readonly void RefuseNull(string rule, long index) => Throw.Rule(rule, Field.Path(_range->field),
        $"row {_range->first - _range->array->offset + index}: a null, but " +
        (rule == "SCH-14" ? "the requested field is not nullable" : "keys and entries of maps cannot be null"));
}
