using System.Runtime.CompilerServices;
using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge;

// Reading values.
public partial class ArrowArray
{
    /// <summary>Determines whether a value is null, according to the validity bitmap of the array itself.</summary>
    /// <param name="index">The index, from 0 to <see cref="Length"/> - 1.</param>
    /// <returns>true if the value is null; otherwise, false.</returns>
    /// <exception cref="ArrowBridgeException">The index is out of range.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public unsafe bool IsNull(long index)
    {
        using Call call = Enter();
        CheckIndex(index, Length);
        ArrayBlock* block = Of(call);
        return IsNull(SharedArray.FieldOf(block), &block->array, index);
    }

    /// <summary>Copies a range of fixed-width values. The result is undefined at positions that are null.</summary>
    /// <typeparam name="T">A type that is as wide as a value, such as <see cref="long"/> for timestamps or
    /// <see cref="Int128"/> for 128-bit decimals.</typeparam>
    /// <param name="offset">The index of the first value to copy.</param>
    /// <param name="values">The destination, which is filled completely.</param>
    /// <exception cref="ArrowBridgeException">The values do not have the width of <typeparamref name="T"/>, or the
    /// array has too few values.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public unsafe void CopyTo<T>(long offset, Span<T> values)
        where T : unmanaged
    {
        using Call call = Enter();
        ArrayBlock* block = Of(call);
        T* source = ValuesOf<T>(block);
        if (offset < 0 || values.Length > Length || offset > Length - values.Length)
        {
            Throw.Argument(
                "offset", $"is {offset}, with {values.Length} values to copy, but the array has {Length} values");
        }
        new ReadOnlySpan<T>(source + block->array.offset + offset, values.Length).CopyTo(values);
    }

    /// <summary>Gets a value of any type as a .NET object. For types that are not nested, the typed methods are
    /// faster.</summary>
    /// <param name="index">The index, from 0 to <see cref="Length"/> - 1.</param>
    /// <returns>
    /// null for a null; otherwise:
    /// <list type="bullet">
    /// <item><description>numbers: the .NET number type of the same width;</description></item>
    /// <item><description>decimals: <see cref="decimal"/>, or the unscaled <see cref="System.Numerics.BigInteger"/> if
    /// the type has more than 28 digits;</description></item>
    /// <item><description>dates: <see cref="DateOnly"/>; times: <see cref="TimeOnly"/>; durations:
    /// <see cref="TimeSpan"/>; timestamps: <see cref="DateTimeOffset"/>, or <see cref="DateTime"/> if the type has no
    /// time zone. Times, durations and timestamps in nanoseconds are <see cref="long"/>, because these types are too
    /// coarse for them;</description></item>
    /// <item><description>strings: <see cref="string"/>; binary values: an array of bytes;</description></item>
    /// <item><description>lists: an array of values; structs: an array of pairs of name and value; maps: an array of
    /// pairs of key and value;</description></item>
    /// <item><description>dictionary-encoded, union and run-end encoded values: the value that the row
    /// represents.</description></item>
    /// </list>
    /// </returns>
    /// <exception cref="ArrowBridgeException">The index is out of range, the contents of the array break a rule, or a
    /// date or time is outside the range of the .NET type.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public unsafe object? GetValue(long index)
    {
        using Call call = Enter();
        CheckIndex(index, Length);
        ArrayBlock* block = Of(call);
        Validation.Check(block, Validation.Full);
        return ValueReader.Read(SharedArray.FieldOf(block), &block->array, index);
    }

    /// <summary>Returns a value of any type as text, as <see cref="ToString()"/> shows it in a table: <c>null</c> for a
    /// null.</summary>
    /// <param name="index">The index, from 0 to <see cref="Length"/> - 1.</param>
    /// <param name="maxWidth">The maximum width. Longer text is cut and ends with an ellipsis. 0: no limit.</param>
    /// <returns>The text.</returns>
    /// <exception cref="ArrowBridgeException">The index is out of range, or the contents of the array break a
    /// rule.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public unsafe string FormatValue(long index, long maxWidth = 0)
    {
        using Call call = Enter();
        using PooledText text = new();
        ValuePrinter.Print(Of(call), index, maxWidth, text);
        return text.ToString();
    }

    /// <summary>Gets the dictionary of a dictionary-encoded array: the values that its indices refer to.</summary>
    /// <returns>The dictionary. The caller disposes it.</returns>
    /// <exception cref="ArrowBridgeException">The array is not dictionary-encoded.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public unsafe ArrowArray GetDictionary()
    {
        using Call call = Enter();
        ArrayBlock* block = Of(call);
        Field* field = SharedArray.FieldOf(block);
        Require(field, field->IsDictionary, "dictionary-encoded");
        return new ArrowArray(SharedArray.View(
            *block->array.dictionary, SharedArray.SchemaOf(block), field->dictionary,
            SharedArray.ReferenceTo(block), false));
    }

    /// <summary>Gets a fixed-width value. The result is undefined if the value is null.</summary>
    /// <typeparam name="T">A type that is as wide as a value.</typeparam>
    /// <param name="index">The index, from 0 to <see cref="Length"/> - 1.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArrowBridgeException">The values do not have the width of <typeparamref name="T"/>, or the
    /// index is out of range.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public T GetValue<T>(long index)
        where T : unmanaged
    {
        Unsafe.SkipInit(out T value);
        CopyTo(index, new Span<T>(ref value));
        return value;
    }

    /// <summary>Copies all fixed-width values to a new array. Nulls are null.</summary>
    /// <typeparam name="T">A type that is as wide as a value.</typeparam>
    /// <returns>The values.</returns>
    /// <exception cref="ArrowBridgeException">The values do not have the width of <typeparamref name="T"/>.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public unsafe T?[] ToArray<T>()
        where T : unmanaged
    {
        using Call call = Enter();
        ArrayBlock* block = Of(call);
        T* source = ValuesOf<T>(block) + block->array.offset;
        Field* field = SharedArray.FieldOf(block);
        T?[] values = new T?[Length];
        for (long i = 0; i < values.LongLength; i++)
        {
            values[i] = IsNull(field, &block->array, i) ? null : source[i];
        }
        return values;
    }

    /// <summary>Gets a value of type <see cref="TypeId.Boolean"/>. The result is undefined if the value is
    /// null.</summary>
    /// <param name="index">The index, from 0 to <see cref="Length"/> - 1.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArrowBridgeException">The values are not booleans, or the index is out of range.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public unsafe bool GetBoolean(long index)
    {
        using Call call = Enter();
        CheckIndex(index, Length);
        ArrayBlock* block = Of(call);
        Field* field = SharedArray.FieldOf(block);
        Require(field, field->type == TypeId.Boolean && !field->IsDictionary, "booleans");
        return Bits.Get((byte*)block->array.buffers[1], block->array.offset + index);
    }

    /// <summary>Gets a string value. For a dictionary-encoded array, gets the string that the index refers
    /// to.</summary>
    /// <param name="index">The index, from 0 to <see cref="Length"/> - 1.</param>
    /// <returns>The string, or null for a null.</returns>
    /// <exception cref="ArrowBridgeException">The values are not strings, the index is out of range, or the contents of
    /// the array break a rule.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public unsafe string? GetString(long index)
    {
        using Call call = Enter();
        BytesView values = new(Of(call));
        return values.TryGet(index, out ReadOnlySpan<byte> bytes) ? Encoding.UTF8.GetString(bytes) : null;
    }

    /// <summary>Gets the bytes of a string or binary value. For a dictionary-encoded array, gets those of the value
    /// that the index refers to.</summary>
    /// <param name="index">The index, from 0 to <see cref="Length"/> - 1.</param>
    /// <returns>A copy of the bytes, or null for a null.</returns>
    /// <exception cref="ArrowBridgeException">The values are neither strings nor bytes, the index is out of range, or
    /// the contents of the array break a rule.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public unsafe byte[]? GetBytes(long index)
    {
        using Call call = Enter();
        BytesView values = new(Of(call));
        return values.TryGet(index, out ReadOnlySpan<byte> bytes) ? bytes.ToArray() : null;
    }

    /// <summary>Gets the items of one list, or the entries of one map.</summary>
    /// <param name="index">The index, from 0 to <see cref="Length"/> - 1.</param>
    /// <returns>An array of the items, which the caller disposes, or null for a null.</returns>
    /// <exception cref="ArrowBridgeException">The values are neither lists nor maps, the index is out of range, or the
    /// contents of the array break a rule.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public unsafe ArrowArray? GetItems(long index)
    {
        using Call call = Enter();
        CheckIndex(index, Length);
        ArrayBlock* block = Of(call);
        Field* field = SharedArray.FieldOf(block);
        Require(field, field->type is >= TypeId.List and <= TypeId.FixedSizeList or TypeId.Map && !field->IsDictionary,
            "lists");
        Validation.Check(block, Validation.Default);
        if (IsNull(field, &block->array, index))
        {
            return null;
        }
        (long start, long count) = ValueBytes.Items(field, &block->array, block->array.offset + index);
        using ArrowArray items = Column(0);
        return items.Slice(start, count);
    }

    internal static void CheckIndex(long index, long length)
    {
        if ((ulong)index >= (ulong)length)
        {
            Throw.Argument("index", $"is {index}, but the array has {length} values");
        }
    }

    internal static unsafe void Require(Field* field, bool condition, string what)
    {
        if (!condition)
        {
            Throw.Invalid(
                Schemas.Field.Path(field), $"values are not {what}, but {CheckedSchema.Describe(field).Type}");
        }
    }

    private static unsafe T* ValuesOf<T>(ArrayBlock* block)
        where T : unmanaged
    {
        Field* field = SharedArray.FieldOf(block);
        if (Layouts.Of(field->type).B1 != BufferKind.Values || field->bit_width != 8 * sizeof(T))
        {
            Require(field, false, $"{sizeof(T)} bytes wide");
        }
        return (T*)block->array.buffers[1];
    }

    internal static unsafe bool IsNull(Field* field, CArrowArray* array, long index) => field->type == TypeId.Null ||
        (array->null_count != 0 && Layouts.Of(field->type).HasValidity && array->buffers[0] != null &&
            !Bits.Get((byte*)array->buffers[0], array->offset + index));
}
