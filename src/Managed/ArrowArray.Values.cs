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
    // The level at which contents were checked: values are read only of contents that are known to be sound.
    private int _checked;

    /// <summary>Whether a value is null by the array's own bitmap.</summary>
    /// <param name="index">From 0 to <see cref="Length"/>, exclusive.</param>
    public unsafe bool IsNull(long index)
    {
        using Call call = Enter();
        CheckIndex(index);
        ArrayBlock* block = Of(call);
        return IsNull(SharedArray.FieldOf(block), &block->array, index);
    }

    /// <summary>Copies values of fixed width out. What stands at nulls has no meaning.</summary>
    /// <typeparam name="T">A type as wide as a value, such as <see cref="long"/> for timestamps or <see cref="Int128"/> for decimals of 128 bits.</typeparam>
    /// <param name="offset">The first value.</param>
    /// <param name="values">Filled whole.</param>
    /// <exception cref="ArrowBridgeException">Values are not of this width, or there are not so many.</exception>
    public unsafe void CopyTo<T>(long offset, Span<T> values)
        where T : unmanaged
    {
        using Call call = Enter();
        ArrayBlock* block = Of(call);
        T* source = ValuesOf<T>(block);
        if (offset < 0 || values.Length > Length || offset > Length - values.Length)
        {
            Throw.Argument("offset", $"is {offset}, for {values.Length} of {Length} values");
        }
        new ReadOnlySpan<T>(source + block->array.offset + offset, values.Length).CopyTo(values);
    }

    /// <summary>A value of any type as what C# has for it; null for nulls. Plain columns are read faster by the other methods.</summary>
    /// <param name="index">From 0 to <see cref="Length"/>, exclusive.</param>
    /// <returns>Numbers as the .NET type of their width; decimals as <see cref="decimal"/>, but as the unscaled <see cref="System.Numerics.BigInteger"/> where the type has more than
    /// 28 digits; dates as <see cref="DateOnly"/>, times as <see cref="TimeOnly"/>, durations as <see cref="TimeSpan"/>, timestamps as <see cref="DateTimeOffset"/>, or
    /// <see cref="DateTime"/> where the type has no timezone, but all of nanoseconds, for which these are too coarse, as <see cref="long"/>; texts and bytes as
    /// <see cref="string"/> and arrays of bytes; lists as arrays of values, structs as arrays of names with values, maps as arrays of keys with
    /// values. Of dictionaries, unions and runs it is the value that the row stands for.</returns>
    /// <exception cref="ArrowBridgeException">The array's contents are not sound, or a date or time is beyond what .NET knows.</exception>
    public unsafe object? GetValue(long index)
    {
        using Call call = Enter();
        CheckIndex(index);
        ArrayBlock* block = Of(call);
        EnsureSound(block, ValidationLevel.Full);
        return ValueReader.Read(SharedArray.FieldOf(block), &block->array, index);
    }

    /// <summary>The values that indices into a dictionary stand for.</summary>
    /// <returns>An array of its own, the caller's to dispose.</returns>
    /// <exception cref="ArrowBridgeException">The array is not dictionary-encoded.</exception>
    public unsafe ArrowArray GetDictionary()
    {
        using Call call = Enter();
        ArrayBlock* block = Of(call);
        Field* field = SharedArray.FieldOf(block);
        Require(field, field->IsDictionary, "indices into a dictionary");
        return new ArrowArray(SharedArray.View(
            *block->array.dictionary, SharedArray.SchemaOf(block), field->dictionary, SharedArray.ReferenceTo(block), false));
    }

    /// <summary>A value of fixed width; what stands at a null has no meaning.</summary>
    /// <typeparam name="T">A type as wide as a value.</typeparam>
    /// <param name="index">From 0 to <see cref="Length"/>, exclusive.</param>
    public T GetValue<T>(long index)
        where T : unmanaged
    {
        Unsafe.SkipInit(out T value);
        CopyTo(index, new Span<T>(ref value));
        return value;
    }

    /// <summary>All values of fixed width; nulls are null.</summary>
    /// <typeparam name="T">A type as wide as a value.</typeparam>
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

    /// <summary>A value of the type <see cref="TypeId.Boolean"/>; what stands at a null has no meaning.</summary>
    /// <param name="index">From 0 to <see cref="Length"/>, exclusive.</param>
    public unsafe bool GetBoolean(long index)
    {
        using Call call = Enter();
        CheckIndex(index);
        ArrayBlock* block = Of(call);
        Field* field = SharedArray.FieldOf(block);
        Require(field, field->type == TypeId.Boolean && !field->IsDictionary, "booleans");
        return Bits.Get((byte*)block->array.buffers[1], block->array.offset + index);
    }

    /// <summary>A text, or the text that an index into a dictionary stands for; null for nulls.</summary>
    /// <param name="index">From 0 to <see cref="Length"/>, exclusive.</param>
    /// <exception cref="ArrowBridgeException">Values are no texts, or the array's contents are not sound.</exception>
    public string? GetString(long index)
    {
        using Call call = Enter();
        return TryGetBytes(call, index, out ReadOnlySpan<byte> bytes) ? Encoding.UTF8.GetString(bytes) : null;
    }

    /// <summary>The bytes of a text or binary value, or of what an index into a dictionary stands for; null for nulls.</summary>
    /// <param name="index">From 0 to <see cref="Length"/>, exclusive.</param>
    /// <exception cref="ArrowBridgeException">Values are neither texts nor bytes, or the array's contents are not sound.</exception>
    public byte[]? GetBytes(long index)
    {
        using Call call = Enter();
        return TryGetBytes(call, index, out ReadOnlySpan<byte> bytes) ? bytes.ToArray() : null;
    }

    /// <summary>The items of one list, or the entries of one map; null for nulls.</summary>
    /// <param name="index">From 0 to <see cref="Length"/>, exclusive.</param>
    /// <returns>An array of its own, the caller's to dispose.</returns>
    public unsafe ArrowArray? GetItems(long index)
    {
        using Call call = Enter();
        CheckIndex(index);
        ArrayBlock* block = Of(call);
        Field* field = SharedArray.FieldOf(block);
        Require(field, field->type is >= TypeId.List and <= TypeId.FixedSizeList or TypeId.Map && !field->IsDictionary, "lists");
        EnsureSound(block, ValidationLevel.Default);
        if (IsNull(field, &block->array, index))
        {
            return null;
        }
        (long start, long count) = ValueBytes.Items(field, &block->array, block->array.offset + index);
        using ArrowArray items = Column(0);
        return items.Slice(start, count);
    }

    private unsafe bool TryGetBytes(Call call, long index, out ReadOnlySpan<byte> bytes)
    {
        CheckIndex(index);
        ArrayBlock* block = Of(call);
        Field* field = SharedArray.FieldOf(block);
        Field* values = field->IsDictionary ? field->dictionary : field;
        Require(field, values->type is >= TypeId.FixedSizeBinary and <= TypeId.Utf8View && !values->IsDictionary, "texts or bytes");
        // Only the closest look says that views and indices lead somewhere.
        EnsureSound(block, field->IsDictionary || Layouts.Of(values->type).IsVariadic ? ValidationLevel.Full : ValidationLevel.Default);
        CArrowArray* array = &block->array;
        bytes = default;
        if (IsNull(field, array, index))
        {
            return false;
        }
        index += array->offset;
        if (field->IsDictionary)
        {
            index = Integers.Read(array->buffers[1], field->type, index);
            array = array->dictionary;
            if (IsNull(values, array, index))
            {
                return false;
            }
            index += array->offset;
        }
        byte* start = ValueBytes.Of(values, array, index, out long length);
        if (length > Array.MaxLength)
        {
            Throw.Invalid(Schemas.Field.Path(field), $"the value has {length} bytes, more than a .NET array can hold");
        }
        bytes = new ReadOnlySpan<byte>(start, (int)length);
        return true;
    }

    private unsafe void EnsureSound(ArrayBlock* block, ValidationLevel level)
    {
        if (Volatile.Read(ref _checked) < (int)level)
        {
            Validation.Check(block, (int)level);
            Volatile.Write(ref _checked, (int)level);
        }
    }

    private void CheckIndex(long index)
    {
        if ((ulong)index >= (ulong)Length)
        {
            Throw.Argument("index", $"is {index}, but the array has {Length} values");
        }
    }

    private static unsafe void Require(Field* field, bool holds, string what)
    {
        if (!holds)
        {
            Throw.Invalid(Schemas.Field.Path(field), $"values are not {what}, but {CheckedSchema.Describe(field).Type}");
        }
    }

    private static unsafe T* ValuesOf<T>(ArrayBlock* block)
        where T : unmanaged
    {
        Field* field = SharedArray.FieldOf(block);
        Require(field, Layouts.Of(field->type).B1 == BufferKind.Values && field->bit_width == 8 * sizeof(T),
            $"{sizeof(T)} bytes wide");
        return (T*)block->array.buffers[1];
    }

    internal static unsafe bool IsNull(Field* field, CArrowArray* array, long index) => field->type == TypeId.Null ||
        (array->null_count != 0 && Layouts.Of(field->type).HasValidity && array->buffers[0] != null && !Bits.Get((byte*)array->buffers[0], array->offset + index));
}
