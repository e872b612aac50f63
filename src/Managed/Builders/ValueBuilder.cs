using System.Runtime.CompilerServices;
using ArrowBridge.Abi;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Takes values of fixed width, as they stand in memory: a timestamp is its count, a decimal number its unscaled value.
/// <see cref="ArrowTime"/> converts dates and times, <see cref="ArrowDecimal"/> decimal numbers.</summary>
/// <typeparam name="T">The .NET type of a value.</typeparam>
public sealed unsafe class ValueBuilder<T> : ColumnBuilder
    where T : unmanaged
{
    private readonly GrowingBuffer _values = new();
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

    /// <summary>Appends a value, or a null.</summary>
    /// <param name="value">The value.</param>
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

    /// <summary>Appends values.</summary>
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

    private protected override void BuildParts(ref Arena arena, CArrowArray* array, OwnedBlocks* keep)
    {
        BuildBuffers(ref arena, array, keep, 2);
        PutBuffer(array, keep, 1, _values, Length * sizeof(T));
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
