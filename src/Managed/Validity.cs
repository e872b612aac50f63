using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>Which values of an array are not null, in place. It is valid until the array is disposed.</summary>
/// <remarks>This is the validity bitmap of the array itself. Dictionaries, unions and run-end encoded values can refer
/// to further nulls.</remarks>
public readonly unsafe ref struct Validity
{
    private readonly Field* _field;
    private readonly CArrowArray* _array;

    internal Validity(ArrayBlock* block)
    {
        _field = SharedArray.FieldOf(block);
        _array = &block->array;
        if (_field->type != TypeId.Null && Layouts.Of(_field->type).HasValidity && _array->null_count != 0 &&
            _array->buffers[0] != null)
        {
            BitOffset = (int)(_array->offset % 8);
            long bytes = (BitOffset + _array->length + 7) / 8;
            if (bytes > Array.MaxLength)
            {
                Throw.Invalid(Field.Path(_field), $"the validity bitmap has {bytes} bytes, more than a span can hold");
            }
            Bits = new ReadOnlySpan<byte>((byte*)_array->buffers[0] + (_array->offset / 8), (int)bytes);
        }
    }

    /// <summary>Gets the number of values.</summary>
    public long Length => _array == null ? 0 : _array->length;

    /// <summary>Gets the bytes of the bitmap, least significant bit first: a bit of 1 is a value, a bit of 0 a null. It
    /// is empty if the array has no bitmap: then no value is null, except in arrays of type
    /// <see cref="TypeId.Null"/>.</summary>
    public ReadOnlySpan<byte> Bits { get; }

    /// <summary>Gets the bit of <see cref="Bits"/> that belongs to the first value, from 0 to 7.</summary>
    public int BitOffset { get; }

    /// <summary>Gets whether a value is not null.</summary>
    /// <param name="index">The index, from 0 to <see cref="Length"/> - 1.</param>
    /// <exception cref="ArrowBridgeException">The index is out of range.</exception>
    public bool this[long index]
    {
        get
        {
            ArrowArray.CheckIndex(index, Length);
            return !ArrowArray.IsNull(_field, _array, index);
        }
    }
}
