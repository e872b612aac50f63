using System.Text;
using System.Text.Unicode;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Builds a column of strings or byte strings, of variable or fixed size.</summary>
public sealed unsafe class BytesBuilder : ColumnBuilder
{
    private readonly OffsetBuffer? _offsets;
    private readonly ViewBuffers? _views;
    private readonly BufferBuilder _bytes = new();
    private readonly int _fixedSize;
    private readonly bool _isText;
    private long _size;

    internal BytesBuilder(ArrowField field, string path)
        : base(field, path)
    {
        TypeId type = field.Type.Id;
        _fixedSize = field.Type.FixedSize;
        _isText = type is TypeId.Utf8 or TypeId.LargeUtf8 or TypeId.Utf8View;
        _views = type is TypeId.BinaryView or TypeId.Utf8View ? new ViewBuffers() : null;
        _offsets = type == TypeId.FixedSizeBinary || _views is not null
            ? null
            : new OffsetBuffer(type is TypeId.LargeBinary or TypeId.LargeUtf8, path);
    }

    private protected override int BuffersAndParts => _views is not null ? 3 + _views.Count : _offsets is null ? 2 : 3;

    /// <summary>Appends a string or a null. Invalid UTF-16 is replaced with replacement characters.</summary>
    /// <param name="value">The string, or null.</param>
    /// <exception cref="ArrowBridgeException">The value is null and the field is not nullable, its size is not that of
    /// a fixed-size type, or the batch exceeds the offsets of its type.</exception>
    public void Append(string? value)
    {
        if (value is null)
        {
            AppendNull();
        }
        else
        {
            Append(value.AsSpan());
        }
    }

    /// <summary>Appends a string. Invalid UTF-16 is replaced with replacement characters.</summary>
    /// <param name="value">The string.</param>
    /// <exception cref="ArrowBridgeException">The size of the string is not that of a fixed-size type, or the batch
    /// exceeds the offsets of its type.</exception>
    public void Append(ReadOnlySpan<char> value)
    {
        int size = Encoding.UTF8.GetByteCount(value);
        Encoding.UTF8.GetBytes(value, ReserveValue(size));
        Commit(size);
    }

    /// <summary>Appends bytes.</summary>
    /// <param name="value">The bytes. For a string type they must be valid UTF-8; for a fixed-size type there must be
    /// exactly as many as each value has.</param>
    /// <exception cref="ArrowBridgeException">The bytes are not valid UTF-8, their number is not that of a fixed-size
    /// type, or the batch exceeds the offsets of its type.</exception>
    public void Append(ReadOnlySpan<byte> value)
    {
        if (_isText && !Utf8.IsValid(value))
        {
            Throw.Rule("COL-8", Path, "a string that is not valid UTF-8");
        }
        value.CopyTo(ReserveValue(value.Length));
        Commit(value.Length);
    }

    internal override void Clear()
    {
        base.Clear();
        _bytes.Clear();
        _offsets?.Clear();
        _views?.Clear();
    }

    internal override void Close()
    {
        base.Close();
        _bytes.Close();
        _offsets?.Close();
        _views?.Close();
    }

    private protected override void Restart()
    {
        base.Restart();
        _size = 0;
        _views?.Restart();
    }

    private protected override void AppendEmpty()
    {
        if (_views is not null)
        {
            _views.ReserveValue(Length, 0);
        }
        else if (_offsets is null)
        {
            ReserveValue(_fixedSize).Clear();
            _size += _fixedSize;
        }
        else
        {
            _offsets.Put(Length, _size);
        }
        Length++;
    }

    private protected override void BuildParts(ref Arena arena, CArrowArray* array, OwnedBlocks* owned)
    {
        BuildBuffers(ref arena, array, owned, BuffersAndParts);
        if (_views is not null)
        {
            _views.Measure();
            PutBuffer(array, owned, 1, _views.Views, Length * sizeof(View));
            for (int i = 0; i < _views.Count; i++)
            {
                PutBuffer(array, owned, 2 + i, _views.Bytes(i), _views.SizeOf(i));
            }
            PutBuffer(array, owned, 2 + _views.Count, _views.Lengths, (long)_views.Count * sizeof(long));
            return;
        }
        if (_offsets is not null)
        {
            _offsets.Put(Length, _size);
            PutBuffer(array, owned, 1, _offsets.Buffer, _offsets.SizeOf(Length + 1));
        }
        PutBuffer(array, owned, BuffersAndParts - 1, _bytes, _size);
    }

    private Span<byte> ReserveValue(int size)
    {
        if (_views is not null)
        {
            return _views.ReserveValue(Length, size);
        }
        if (_offsets is null && size != _fixedSize)
        {
            Throw.Invalid(Path, $"a value of {size} bytes, but the type requires {_fixedSize}");
        }
        _offsets?.Put(Length, _size);
        _offsets?.Check(_size + size);
        _bytes.Reserve(_size + size);
        return new Span<byte>(_bytes.Data + _size, size);
    }

    private void Commit(int size)
    {
        _views?.Commit(Length, size);
        _size += size;
        Length++;
        NoteValid(1);
    }
}
