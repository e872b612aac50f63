using System.Text;
using System.Text.Unicode;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Takes texts or bytes, of one size each or of any.</summary>
public sealed unsafe class BytesBuilder : ColumnBuilder
{
    private readonly OffsetBuffer? _offsets;
    private readonly ViewBuffers? _views;
    private readonly GrowingBuffer _bytes = new();
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
        _offsets = type == TypeId.FixedSizeBinary || _views is not null ? null : new OffsetBuffer(type is TypeId.LargeBinary or TypeId.LargeUtf8, path);
    }

    private protected override int BuffersAndParts => _views is not null ? 3 + _views.Count : _offsets is null ? 2 : 3;

    /// <summary>Appends a text, or a null. What is no sound UTF-16 becomes replacement characters.</summary>
    /// <param name="value">The text.</param>
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

    /// <summary>Appends a text. What is no sound UTF-16 becomes replacement characters.</summary>
    /// <param name="value">The text.</param>
    public void Append(ReadOnlySpan<char> value)
    {
        int size = Encoding.UTF8.GetByteCount(value);
        Encoding.UTF8.GetBytes(value, GrowableBuffer(size));
        Commit(size);
    }

    /// <summary>Appends bytes.</summary>
    /// <param name="value">The bytes: UTF-8 for a column of texts, as many as each value has for one of fixed size.</param>
    /// <exception cref="ArrowBridgeException">They are not.</exception>
    public void Append(ReadOnlySpan<byte> value)
    {
        if (_isText && !Utf8.IsValid(value))
        {
            Throw.Rule("COL-8", Path, "a text that is not UTF-8");
        }
        value.CopyTo(GrowableBuffer(value.Length));
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
            _views.GrowableBuffer(Length, 0);
        }
        else if (_offsets is null)
        {
            GrowableBuffer(_fixedSize).Clear();
            _size += _fixedSize;
        }
        else
        {
            _offsets.Put(Length, _size);
        }
        Length++;
    }

    private protected override void BuildParts(ref Arena arena, CArrowArray* array, OwnedBlocks* keep)
    {
        BuildBuffers(ref arena, array, keep, BuffersAndParts);
        if (_views is not null)
        {
            _views.Measure();
            PutBuffer(array, keep, 1, _views.Views, Length * sizeof(View));
            for (int i = 0; i < _views.Count; i++)
            {
                PutBuffer(array, keep, 2 + i, _views.Bytes(i), _views.SizeOf(i));
            }
            PutBuffer(array, keep, 2 + _views.Count, _views.Lengths, (long)_views.Count * sizeof(long));
            return;
        }
        if (_offsets is not null)
        {
            _offsets.Put(Length, _size);
            PutBuffer(array, keep, 1, _offsets.Buffer, _offsets.SizeOf(Length + 1));
        }
        PutBuffer(array, keep, BuffersAndParts - 1, _bytes, _size);
    }

    private Span<byte> GrowableBuffer(int size)
    {
        if (_views is not null)
        {
            return _views.GrowableBuffer(Length, size);
        }
        if (_offsets is null && size != _fixedSize)
        {
            Throw.Invalid(Path, $"a value of {size} bytes, though each has {_fixedSize}");
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
