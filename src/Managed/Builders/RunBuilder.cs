using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Builds a run-end encoded column. Append a value to <see cref="Items"/>, then call <see cref="Append"/> with
/// the number of rows that have it.</summary>
/// <example>
/// <code>
/// RunBuilder state = rows["state"].Runs();
/// state.Items.Bytes().Append("idle");
/// state.Append(1000);
/// </code>
/// </example>
public sealed unsafe class RunBuilder : ColumnBuilder
{
    private readonly ColumnBuilder[] _children;
    private readonly long _most;

    internal RunBuilder(ArrowField field, string path)
        : base(field, path)
    {
        _children = ColumnBuilders.Make(field.Type.Fields, path);
        _most = Integers.Max(field.Type.Fields[0].Type.Id);
    }

    /// <summary>Gets the builder of the values, which receives one value for each run.</summary>
    public ColumnBuilder Items => _children[1];

    private protected override int BuffersAndParts => 2;

    /// <summary>Appends a run of the value that was last appended to <see cref="Items"/>.</summary>
    /// <param name="count">The number of rows in the run, at least 1.</param>
    /// <exception cref="ArrowBridgeException"><paramref name="count"/> is less than 1, not exactly one value was
    /// appended to <see cref="Items"/> since the last run, or the type of the run ends cannot count this number of
    /// rows.</exception>
    public void Append(long count = 1)
    {
        if (count < 1)
        {
            Throw.Argument(nameof(count), $"is {count}");
        }
        Items.RequireLength(_children[0].Length + 1);
        if (count > _most - Length)
        {
            Throw.Invalid(Path,
                $"more than {_most} rows, the maximum for run ends of type {Field.Type.Fields[0].Type}; " +
                "use a wider type, or shorter batches");
        }
        Length += count;
        switch (_children[0])
        {
            case ValueBuilder<short> ends:
                ends.Append((short)Length);
                break;
            case ValueBuilder<int> ends:
                ends.Append((int)Length);
                break;
            default:
                _children[0].Values<long>().Append(Length);
                break;
        }
    }

    internal override void Clear()
    {
        base.Clear();
        Array.ForEach(_children, child => child.Clear());
    }

    internal override void Close()
    {
        base.Close();
        Array.ForEach(_children, child => child.Close());
    }

    /// <summary>A null is a run with a null value.</summary>
    private protected override void AppendNullValue()
    {
        Items.AppendNull();
        Append();
    }

    private protected override void AppendEmpty()
    {
        Items.AppendPlaceholder();
        Append();
    }

    private protected override void BuildParts(ref Arena arena, CArrowArray* array, OwnedBlocks* owned)
    {
        Items.RequireLength(_children[0].Length);
        BuildChildren(ref arena, array, owned, 0, _children);
    }
}
