using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>Casts from and to dictionary-encoded types: encoding, decoding, and other index types.</summary>
internal static unsafe class CastDictionaries
{
    public static CArrowArray* Indices(ref CastMemory memory, RowRange* range, Field* to)
    {
        CArrowArray* result = memory.NewArray(to, range->count);
        memory.ShareValidity(range, result);
        bool stays = range->field->type == to->type && range->count > 0;
        result->buffers[1] = stays
            ? (byte*)range->array->buffers[1] + (range->first * (to->bit_width / 8))
            : CastNumbers.Values(ref memory, range, to->type);
        result->dictionary = Caster.CastDictionary(ref memory, range, to->dictionary, true);
        return result;
    }

    public static CArrowArray* Decode(ref CastMemory memory, RowRange* range, Field* to)
    {
        CArrowArray* values = Caster.CastDictionary(ref memory, range, to, false);
        long* list = memory.Scratch(range->count);
        void* indices = range->array->buffers[1];
        for (long i = 0; i < range->count; i++)
        {
            list[i] = range->IsValid(i)
                ? Integers.Read(indices, range->field->type, range->first + i)
                : TakeIndices.Null;
        }
        return Take.Rows(ref memory, to, values, new TakeIndices(list, range->count));
    }

    /// <summary>
    /// Equal values get the same index, in the order of their first occurrence. Values with children are not compared:
    /// each row gets its own index.
    /// </summary>
    public static CArrowArray* Encode(ref CastMemory memory, RowRange* range, Field* to)
    {
        CArrowArray* values = Caster.Cast(ref memory, range, to->dictionary);
        CArrowArray* result = memory.NewArray(to, range->count);
        RowEncoder keys = new(to->dictionary, values);
        RowRange rows = new(null, to->dictionary, values, values->offset, values->length);
        if (Layouts.Of(to->dictionary->type).HasValidity)
        {
            memory.ShareValidity(&rows, result);
        }
        byte* indices = memory.ZeroedBuffer(Size.Multiply(range->count, to->bit_width / 8));
        result->buffers[1] = indices;
        if (!keys.HasKeys)
        {
            CheckIndexWidth(to, range->count);
            for (long i = 0; i < range->count; i++)
            {
                Integers.Write(indices, to->type, i, i);
            }
            result->dictionary = values;
            return result;
        }
        ValueHashTable table = new(ref memory, keys, range->count);
        for (long row = 0; row < range->count; row++)
        {
            if (!keys.IsNull(row))
            {
                long index = table.Find(row);
                if (index == table.Count - 1)
                {
                    CheckIndexWidth(to, table.Count);
                }
                Integers.Write(indices, to->type, row, index);
            }
        }
        result->dictionary = Take.Rows(ref memory, to->dictionary, values, table.Firsts);
        return result;
    }

    private static void CheckIndexWidth(Field* to, long values)
    {
        if (values - 1 > Integers.Max(to->type))
        {
            Throw.Invalid(
                Field.Path(to), $"there are {values} values, more than indices of {to->bit_width} bits can count");
        }
    }
}
