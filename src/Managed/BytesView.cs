using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>The string or binary values of an array, in place. It is valid until the array is disposed.</summary>
/// <remarks>
/// Of a dictionary-encoded array, these are the values that the indices refer to. <see cref="ArrowArray.AsBytes"/> has
/// validated the contents, so reading a value checks nothing but its index and copies nothing.
/// </remarks>
public readonly unsafe ref struct BytesView
{
    private readonly Field* _field;
    private readonly CArrowArray* _array;

    internal BytesView(ArrayBlock* block)
    {
        Field* field = SharedArray.FieldOf(block);
        Field* values = field->IsDictionary ? field->dictionary : field;
        ArrowArray.Require(
            field, values->type is >= TypeId.FixedSizeBinary and <= TypeId.Utf8View && !values->IsDictionary,
            "strings or bytes");
        // Views and dictionary indices are validated at the level Full only.
        bool isFull = field->IsDictionary || Layouts.Of(values->type).IsVariadic;
        Validation.Check(block, isFull ? Validation.Full : Validation.Default);
        _field = field;
        _array = &block->array;
    }

    /// <summary>Gets the number of values.</summary>
    public long Length => _array == null ? 0 : _array->length;

    /// <summary>Gets the bytes of a value: UTF-8 for a string. They are empty for a null.</summary>
    /// <param name="index">The index, from 0 to <see cref="Length"/> - 1.</param>
    /// <exception cref="ArrowBridgeException">The index is out of range, or the value has more bytes than a span can
    /// hold.</exception>
    public ReadOnlySpan<byte> this[long index] => TryGet(index, out ReadOnlySpan<byte> bytes) ? bytes : default;

    /// <summary>Gets the bytes of a value that is not null.</summary>
    /// <param name="index">The index, from 0 to <see cref="Length"/> - 1.</param>
    /// <param name="bytes">The bytes: UTF-8 for a string. They are empty for a null.</param>
    /// <returns>true if the value is not null; otherwise, false.</returns>
    /// <exception cref="ArrowBridgeException">The index is out of range, or the value has more bytes than a span can
    /// hold.</exception>
    public bool TryGet(long index, out ReadOnlySpan<byte> bytes)
    {
        ArrowArray.CheckIndex(index, Length);
        bytes = default;
        Field* field = _field;
        CArrowArray* array = _array;
        if (ArrowArray.IsNull(field, array, index))
        {
            return false;
        }
        index += array->offset;
        if (field->IsDictionary)
        {
            index = Integers.Read(array->buffers[1], field->type, index);
            field = field->dictionary;
            array = array->dictionary;
            if (ArrowArray.IsNull(field, array, index))
            {
                return false;
            }
            index += array->offset;
        }
        byte* start = ValueBytes.Of(field, array, index, out long length);
        if (length > Array.MaxLength)
        {
            Throw.Invalid(Field.Path(field), $"the value has {length} bytes, more than a span can hold");
        }
        bytes = new ReadOnlySpan<byte>(start, (int)length);
        return true;
    }

    /// <summary>Enumerates the values.</summary>
    /// <returns>An enumerator whose values are empty for nulls.</returns>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Enumerates the values of a <see cref="BytesView"/>.</summary>
    public ref struct Enumerator
    {
        private readonly BytesView _view;
        private long _index;

        internal Enumerator(BytesView view)
        {
            _view = view;
            _index = -1;
        }

        /// <summary>Gets the current value; it is empty for a null.</summary>
        public readonly ReadOnlySpan<byte> Current => _view[_index];

        /// <summary>Moves to the next value.</summary>
        /// <returns>false if there are no more values; otherwise, true.</returns>
        public bool MoveNext() => ++_index < _view.Length;
    }
}
