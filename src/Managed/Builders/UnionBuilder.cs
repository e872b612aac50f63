using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Builds a column of union values. <see cref="Append"/> selects the field of the next value and returns the
/// builder of that field, to which the value is appended.</summary>
/// <example>
/// <code>
/// UnionBuilder either = rows["either"].Unions();
/// either.Append(5).Values&lt;long&gt;().Append(42);
/// either.Append(7).Bytes().Append("forty-two");
/// </code>
/// </example>
public sealed unsafe class UnionBuilder : ColumnBuilder
{
    private readonly BufferBuilder _typeIds = new();
    private readonly OffsetBuffer? _offsets;
    private readonly ColumnBuilder[] _children;

    // The number of values that each field must have by now.
    private readonly long[] _counts;
    private int _last;

    internal UnionBuilder(ArrowField field, string path)
        : base(field, path)
    {
        _offsets = field.Type.Id == TypeId.DenseUnion ? new OffsetBuffer(false, path) : null;
        _children = ColumnBuilders.Make(field.Type.Fields, path);
        _counts = new long[_children.Length];
    }

    /// <summary>Gets the builders of the fields, in order.</summary>
    public IReadOnlyList<ColumnBuilder> Fields => _children;

    private protected override int BuffersAndParts => Buffers + _children.Length;

    private int Buffers => _offsets is null ? 1 : 2;

    /// <summary>Starts a value of one field. In a sparse union, the other fields get a placeholder.</summary>
    /// <param name="typeId">The type id of the field: see <see cref="DataType.TypeIds"/>.</param>
    /// <returns>The builder of the field. Exactly one value, which may be a null, must be appended to it.</returns>
    /// <exception cref="ArrowBridgeException">No field has this type id, or the previous value was never
    /// appended.</exception>
    public ColumnBuilder Append(int typeId)
    {
        int child = 0;
        while (child < _children.Length && Field.Type.TypeIds[child] != typeId)
        {
            child++;
        }
        if (child == _children.Length)
        {
            Throw.Argument(nameof(typeId), $"is {typeId}, which is not the type id of a field of {Field.Type}");
        }
        Begin(child);
        return _children[child];
    }

    internal override void Clear()
    {
        base.Clear();
        _typeIds.Clear();
        _offsets?.Clear();
        Array.ForEach(_children, child => child.Clear());
    }

    internal override void Close()
    {
        base.Close();
        _typeIds.Close();
        _offsets?.Close();
        Array.ForEach(_children, child => child.Close());
    }

    private protected override void Restart()
    {
        base.Restart();
        Array.Clear(_counts);
        _last = 0;
    }

    private protected override void AppendNullValue() =>
        Throw.Invalid(Path, "a null for a union, which has no nulls of its own: append the null to one of its fields");

    private protected override void AppendEmpty()
    {
        if (_children.Length == 0)
        {
            Throw.Invalid(Path, "a union without fields has no values");
        }
        Begin(0);
        _children[0].AppendPlaceholder();
    }

    private protected override void BuildParts(ref Arena arena, CArrowArray* array, OwnedBlocks* owned)
    {
        for (int i = 0; i < _children.Length; i++)
        {
            _children[i].RequireLength(_counts[i]);
        }
        BuildBuffers(ref arena, array, owned, Buffers);
        PutBuffer(array, owned, 0, _typeIds, Length);
        if (_offsets is not null)
        {
            PutBuffer(array, owned, 1, _offsets.Buffer, _offsets.SizeOf(Length));
        }
        BuildChildren(ref arena, array, owned, Buffers, _children);
    }

    private void Begin(int child)
    {
        if (Length > 0)
        {
            _children[_last].RequireLength(_counts[_last]);
        }
        _offsets?.Put(Length, _counts[child]);
        _typeIds.Reserve(Length + 1);
        _typeIds.Data[Length] = (byte)Field.Type.TypeIds[child];
        for (int i = 0; i < _children.Length; i++)
        {
            if (i != child && _offsets is null)
            {
                _children[i].AppendPlaceholder();
            }
            _counts[i] += i == child || _offsets is null ? 1 : 0;
        }
        _last = child;
        Length++;
    }
}
