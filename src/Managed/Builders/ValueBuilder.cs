using System.Runtime.CompilerServices;
using ArrowBridge.Abi;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Builds a column of fixed-width values. Values are stored as they are in memory: a timestamp is its count of
/// units, a decimal is its unscaled value. <see cref="ArrowTime"/> converts dates and times, <see cref="ArrowDecimal"/>
/// converts decimals.</summary>
/// <typeparam name="T">The .NET type of a value.</typeparam>
public sealed unsafe class ValueBuilder<T> : ColumnBuilder
    where T : unmanaged
{
    private readonly BufferBuilder _values = new();
    private long _capacity;

    internal ValueBuilder(ArrowField field, string path)
        : base(field, path)
    {
    }

    private protected override int BuffersAndParts => 2;

    /// <summary>Appends a value.</summary>
    /// <param name="value">The value.</param>
    public void Append(T value)
    {
        *Next() = value;
        NoteValid(1);
    }

    /// <summary>Appends a value or a null.</summary>
    /// <param name="value">The value, or null.</param>
    /// <exception cref="ArrowBridgeException">The value is null and the field is not nullable.</exception>
    public void Append(T? value)
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

    /// <summary>Appends several values.</summary>
    /// <param name="values">The values.</param>
    public void AppendRange(params ReadOnlySpan<T> values)
    {
        Reserve(Length + values.Length);
        values.CopyTo(new Span<T>((T*)_values.Data + Length, values.Length));
        Length += values.Length;
        NoteValid(values.Length);
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

    private protected override void AppendEmpty() => *Next() = default;

    private protected override void BuildParts(ref Arena arena, CArrowArray* array, OwnedBlocks* owned)
    {
        BuildBuffers(ref arena, array, owned, 2);
        PutBuffer(array, owned, 1, _values, Length * sizeof(T));
    }

    private protected override void Restart()
    {
        base.Restart();
        _capacity = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T* Next()
    {
        if (Length == _capacity)
        {
            Reserve(Length + 1);
        }
        return (T*)_values.Data + Length++;
    }

    private void Reserve(long count)
    {
        _values.Reserve(Size.Multiply(count, sizeof(T)));
        _capacity = _values.Capacity / sizeof(T);
    }
}
