using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Reads one value of an array: the value that a row stands for, through dictionaries, runs and unions.
/// </summary>
internal unsafe ref struct ScalarReader
{
    private const int MostTypeText = 200;

    private Field* _field;
    private CArrowArray* _array;
    private long _slot;

    /// <summary>Checks the array, once, and finds the value.</summary>
    /// <param name="index">The row, from 0.</param>
    public ScalarReader(ArrayBlock* block, long index)
    {
        RequireRow(block, index);
        Validation.Check(block, Validation.Default);
        _field = SharedArray.FieldOf(block);
        _array = &block->array;
        IsNull = !Find(index);
    }

    public bool IsNull { get; }

    public static void RequireRow(ArrayBlock* block, long index)
    {
        if (index < 0 || index >= block->array.length)
        {
            Throw.Argument("index", $"is {index}, but the array has {block->array.length} rows");
        }
    }

    /// <summary>Whether the value is of one of two ranges of types. Nulls have a type, too.</summary>
    public readonly bool IsOf(TypeId first, TypeId last) => _field->type >= first && _field->type <= last;

    /// <summary>Throws because a value is not of the type that the caller asks for.</summary>
    public readonly void Refuse(string expected)
    {
        DisplayText type = new(MostTypeText);
        TypeName.AppendWhole(type, _field);
        Throw.Invalid(Field.Path(_field), $"the type is {type}, not {expected}");
    }

    public readonly long Int64()
    {
        if (_field->bit_width == 32 && _field->type >= TypeId.Date32)
        {
            return ((int*)_array->buffers[1])[_slot];
        }
        long value = Integers.Read(_array->buffers[1], _field->type, _slot);
        if (_field->type == TypeId.UInt64 && value < 0)
        {
            Throw.Invalid(Field.Path(_field), $"the value {(ulong)value} is too large for int64");
        }
        return value;
    }

    public readonly double Double() => _field->type switch
    {
        TypeId.Float16 => (double)((Half*)_array->buffers[1])[_slot],
        TypeId.Float32 => ((float*)_array->buffers[1])[_slot],
        _ => ((double*)_array->buffers[1])[_slot],
    };

    public readonly bool Boolean() => Bits.Get((byte*)_array->buffers[1], _slot);

    public readonly byte* Bytes(out long size) => ValueBytes.Of(_field, _array, _slot, out size);

    /// <summary>Follows the row to its value. Of a null, only the type is found.</summary>
    private bool Find(long row)
    {
        bool isValid = true;
        while (true)
        {
            _slot = isValid ? _array->offset + row : 0;
            isValid = isValid && _field->type != TypeId.Null && ValuePrinter.IsValid(_field, _array, _slot);
            if (_field->dictionary != null)
            {
                row = isValid ? Integers.Read(_array->buffers[1], _field->type, _slot) : 0;
                Enter(_field->dictionary, isValid ? _array->dictionary : null);
            }
            else if (_field->type == TypeId.RunEndEncoded)
            {
                row = isValid ? ValueBytes.Run(_field, _array, _slot) : 0;
                Enter(_field->children + 1, isValid ? _array->children[1] : null);
            }
            else if (isValid && _field->type is TypeId.DenseUnion or TypeId.SparseUnion)
            {
                (int child, row) = ValueBytes.Member(_field, _array, _slot);
                Enter(_field->children + child, _array->children[child]);
            }
            else
            {
                return isValid;
            }
        }
    }

    private void Enter(Field* field, CArrowArray* array)
    {
        _field = field;
        _array = array;
    }
}
