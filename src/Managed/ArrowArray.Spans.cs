using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge;

// Values in place. What these methods return points into the memory of the array: it must not be used after the array
// is disposed.
public partial class ArrowArray
{
    /// <summary>Gets all fixed-width values in place, without a copy. The span must not be used after the array is
    /// disposed.</summary>
    /// <typeparam name="T">A type that is as wide as a value, such as <see cref="long"/> for timestamps. Of a
    /// dictionary-encoded array, the span has the indices.</typeparam>
    /// <returns>The values. Those that are null are undefined: see <see cref="Validity"/>.</returns>
    /// <exception cref="ArrowBridgeException">The values do not have the width of <typeparamref name="T"/>, or there
    /// are more than a span can hold: take a <see cref="Slice"/> first.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public unsafe ReadOnlySpan<T> Values<T>()
        where T : unmanaged
    {
        using Call call = Enter();
        ArrayBlock* block = Of(call);
        T* values = ValuesOf<T>(block);
        if (Length > int.MaxValue)
        {
            Throw.Invalid(
                Schemas.Field.Path(SharedArray.FieldOf(block)),
                $"there are {Length} values, more than a span can hold");
        }
        return new ReadOnlySpan<T>(values + block->array.offset, (int)Length);
    }

    /// <summary>Gets which values are not null, in place. It must not be used after the array is disposed.</summary>
    /// <returns>The validity bitmap of the array itself.</returns>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public unsafe Validity Validity()
    {
        using Call call = Enter();
        return new Validity(Of(call));
    }

    /// <summary>Gets all string or binary values in place, without a string or a copy for any of them. It must not be
    /// used after the array is disposed.</summary>
    /// <returns>The values. Of a dictionary-encoded array, those that the indices refer to.</returns>
    /// <exception cref="ArrowBridgeException">The values are neither strings nor bytes, or the contents of the array
    /// break a rule.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public unsafe BytesView AsBytes()
    {
        using Call call = Enter();
        return new BytesView(Of(call));
    }
}
