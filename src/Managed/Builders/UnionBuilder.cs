using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Takes values of a union: <see cref="Append"/> says whose field the next one is, and that field takes it.</summary>
/// <example>
/// <code>
/// UnionBuilder either = rows["either"].Unions();
/// either.Append(5).Values&lt;long&gt;().Append(42);
/// either.Append(7).Bytes().Append("forty-two");
/// </code>
/// </example>
public sealed unsafe class UnionBuilder : ColumnBuilder
{
    private readonly GrowingBuffer _typeIds = new();
    private readonly OffsetBuffer? _offsets;
    private readonly ColumnBuilder[] _children;

    // How many values each field must have by now.
    private readonly long[] _counts;
    private int _last;

    internal UnionBuilder(ArrowField field, string path)
        : base(field, path)
    {
        _offsets = field.Type.Id == TypeId.DenseUnion ? new OffsetBuffer(false, path) : null;
        _children = ColumnBuilders.Make(field.Type.Fields, path);
        _counts = new long[_children.Length];
    }

    /// <summary>The fields, in order.</summary>
    public IReadOnlyList<ColumnBuilder> Fields => _children;

    private protected override int BuffersAndParts => Buffers + _children.Length;

    private int Buffers => _offsets is null ? 1 : 2;

    /// <summary>Begins a value of one field. Of a sparse union the others get a value that does not count.</summary>
    /// <param name="typeId">The id of the field: see <see cref="DataType.TypeIds"/>.</param>
    /// <returns>The field, which takes exactly one value now; a null is one, too.</returns>
    /// <exception cref="ArrowBridgeException">No field has this id, or the last value was never appended.</exception>
    public ColumnBuilder Append(int typeId)
    {
        int child = 0;
        while (child < _children.Length && Field.Type.TypeIds[child] != typeId)
        {
            child++;
        }
        if (child == _children.Length)
        {
            Throw.Argument(nameof(typeId), $"is {typeId}, which no field of {Field.Type} has");
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
        Throw.Invalid(Path, "a null for a union, which has none of its own: append one to a field");

    private protected override void AppendEmpty()
    {
        if (_children.Length == 0)
        {
            Throw.Invalid(Path, "a union without fields has no values");
        }
        Begin(0);
        _children[0].AppendPlaceholder();
    }

    private protected override void BuildParts(ref Arena arena, CArrowArray* array, OwnedBlocks* keep)
    {
        for (int i = 0; i < _children.Length; i++)
        {
            _children[i].RequireLength(_counts[i]);
        }
        BuildBuffers(ref arena, array, keep, Buffers);
        PutBuffer(array, keep, 0, _typeIds, Length);
        if (_offsets is not null)
        {
            PutBuffer(array, keep, 1, _offsets.Buffer, _offsets.SizeOf(Length));
        }
        BuildChildren(ref arena, array, keep, Buffers, _children);
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
