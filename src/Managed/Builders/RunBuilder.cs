using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Takes runs of equal values: a value goes to <see cref="Items"/>, and <see cref="Append"/> says how many rows have it.</summary>
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

    /// <summary>Takes one value for each run.</summary>
    public ColumnBuilder Items => _children[1];

    private protected override int BuffersAndParts => 2;

    /// <summary>The value that was appended to <see cref="Items"/> last stands in so many rows.</summary>
    /// <param name="count">How many rows, at least 1.</param>
    /// <exception cref="ArrowBridgeException">Nothing was appended, or more than one value; or run ends of this type cannot count so many rows.</exception>
    public void Append(long count = 1)
    {
        if (count < 1)
        {
            Throw.Argument(nameof(count), $"is {count}");
        }
        Items.RequireLength(_children[0].Length + 1);
        if (count > _most - Length)
        {
            Throw.Invalid(Path, $"more than {_most} rows, which is the last one that {Field.Type.Fields[0].Type} can count; shorter batches need less");
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

    /// <summary>Nulls are those of the values.</summary>
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

    private protected override void BuildParts(ref Arena arena, CArrowArray* array, OwnedBlocks* keep)
    {
        Items.RequireLength(_children[0].Length);
        BuildChildren(ref arena, array, keep, 0, _children);
    }
}
