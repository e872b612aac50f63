using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Builds a column of booleans.</summary>
public sealed unsafe class BooleanBuilder : ColumnBuilder
{
    private readonly BufferBuilder _values = new();

    internal BooleanBuilder(ArrowField field, string path)
        : base(field, path)
    {
    }

    private protected override int BuffersAndParts => 2;

    /// <summary>Appends a value.</summary>
    /// <param name="value">The value.</param>
    public void Append(bool value)
    {
        AppendEmpty();
        if (value)
        {
            Bits.Set(_values.Data, Length - 1);
        }
        NoteValid(1);
    }

    /// <summary>Appends a value or a null.</summary>
    /// <param name="value">The value, or null.</param>
    /// <exception cref="ArrowBridgeException">The value is null and the field is not nullable.</exception>
    public void Append(bool? value)
    {
        if (value is { } given)
        {
            Append(given);
        }
        else
        {
            AppendNull();
        }
    }

    internal override void Clear()
    {
        base.Clear();
        _values.Clear();
    }

    internal override void Close()
    {
        base.Close();
        _values.Close();
    }

    private protected override void AppendEmpty()
    {
        _values.Reserve(Size.Bits(Length + 1));
        Length++;
    }

    private protected override void BuildParts(ref Arena arena, CArrowArray* array, OwnedBlocks* owned)
    {
        BuildBuffers(ref arena, array, owned, 2);
        PutBuffer(array, owned, 1, _values, Size.Bits(Length));
    }
}
