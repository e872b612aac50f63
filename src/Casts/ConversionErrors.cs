using System.Diagnostics.CodeAnalysis;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>
/// What happens to values that do not fit: an error, unless no row leads to them. Whether one does is found out with the first misfit, and
/// not before.
/// </summary>
internal unsafe ref struct ConversionErrors(Window* window)
{
    private readonly Window* _window = window;
    private bool _asked;
    private byte* _reached;

    /// <summary>Whether a slot of the window matters.</summary>
    public bool Matters(ref CastMemory memory, long index)
    {
        if (!_window->IsValid(index))
        {
            return false;
        }
        return IsReached(ref memory, index);
    }

    private bool IsReached(ref CastMemory memory, long index)
    {
        if (!_asked)
        {
            try
            {
                _reached = Reach.Of(_window);
            }
            finally
            {
                TakeOver(ref memory);
            }
            _asked = true;
        }
        return _reached == null || Bits.Get(_reached, index);
    }

    /// <summary>What was found out about the window and those above it is needed as long as they are: until the column is done.</summary>
    private readonly void TakeOver(ref CastMemory memory)
    {
        for (Window* window = _window; window != null; window = window->parent)
        {
            memory.KeepMeanwhile(window->reach_block);
            window->reach_block = null;
        }
    }

    [DoesNotReturn]
    public readonly void Refuse(long index, string problem) =>
        Throw.Invalid(Field.Path(_window->field), $"row {_window->first - _window->array->offset + index}: {problem}");

    /// <summary>Refuses nulls that rows lead to, where the requested field allows none.</summary>
    public static void CheckNulls(ref CastMemory memory, Window* window, Field* to, CArrowArray* result)
    {
        if (result->null_count == 0 || !Layouts.Of(to->type).HasValidity || result->buffers[0] == null || !ValidationNulls.MustBeValid(to, out string rule))
        {
            return;
        }
        ConversionErrors errors = new(window);
        byte* bitmap = (byte*)result->buffers[0];
        for (long i = 0; i < result->length; i++)
        {
            if (!Bits.Get(bitmap, result->offset + i) && errors.IsReached(ref memory, i))
            {
                errors.RefuseNull(rule, i);
            }
        }
    }

    /// <summary>Refuses any row that is led to, since each would be a null where the rule allows none.</summary>
    public static void RefuseNulls(ref CastMemory memory, Window* window, string rule)
    {
        ConversionErrors errors = new(window);
        for (long i = 0; i < window->count; i++)
        {
            if (errors.IsReached(ref memory, i))
            {
                errors.RefuseNull(rule, i);
            }
        }
    }

    [DoesNotReturn]
    private readonly void RefuseNull(string rule, long index) => Throw.Rule(rule, Field.Path(_window->field),
        $"row {_window->first - _window->array->offset + index}: a null, but {(rule == "SCH-14" ? "nulls are not wanted" : "keys and entries of maps cannot be null")}");
}
