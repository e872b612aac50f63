using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Encodes the value of a row as bytes for comparison, for types with values of fixed width and binary types. Rows of
/// all other types count as different. The indices of dictionary-encoded rows are compared. Contents are already
/// checked.
/// </summary>
internal readonly unsafe struct RowEncoder : IHashKeys
{
    private readonly CArrowArray* _array;
    private readonly Field* _field;
    private readonly bool _isBytes;
    private readonly long _bits;
    private readonly byte* _validity;

    public RowEncoder(Field* field, CArrowArray* array)
    {
        _array = array;
        _field = field;
        _isBytes = field->type is >= TypeId.FixedSizeBinary and <= TypeId.Utf8View;
        _bits = field->bit_width;
        HasKeys = _isBytes || _bits > 0;
        _validity = Layouts.Of(field->type).HasValidity && array->null_count != 0 ? (byte*)array->buffers[0] : null;
    }

    public bool HasKeys { get; }

    public bool IsNull(long row) => _validity != null && !Bits.Get(_validity, _array->offset + row);

    /// <summary>Validity of up to 64 rows: bit 1 for a valid one.</summary>
    public ulong ValidBits(long row, int count) =>
        _validity == null ? ulong.MaxValue >> (64 - count) : Bits.Read(_validity, _array->offset + row, count);

    /// <summary>The bytes of a row that is not null.</summary>
    public ReadOnlySpan<byte> Key(long row)
    {
        if (_isBytes)
        {
            byte* value = ValueBytes.Of(_field, _array, _array->offset + row, out long length);
            return new ReadOnlySpan<byte>(value, checked((int)length));
        }
        if (_bits == 1)
        {
            return Bits.Get((byte*)_array->buffers[1], _array->offset + row) ? "\u0001"u8 : "\0"u8;
        }
        return new ReadOnlySpan<byte>(
            (byte*)_array->buffers[1] + ((_array->offset + row) * (_bits / 8)), (int)(_bits / 8));
    }

    public ulong Hash(long row) => ByteHash.Of(Key(row));

    public bool AreSame(long a, long b) => Key(a).SequenceEqual(Key(b));

    /// <summary>Whether two rows have the same value or are both null.</summary>
    public bool AreEqual(long a, long b)
    {
        if (!HasKeys)
        {
            return false;
        }
        bool isNull = IsNull(a);
        return isNull == IsNull(b) && (isNull || AreSame(a, b));
    }
}
