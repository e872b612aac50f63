using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>Dictionary-encoded types: encoding, decoding, and other indices.</summary>
internal static unsafe class CastDictionaries
{
    public static CArrowArray* Indices(ref CastMemory memory, Window* window, Field* to)
    {
        CArrowArray* result = memory.Node(to, window->count);
        memory.ShareValidity(window, result);
        bool stays = window->field->type == to->type && window->count > 0;
        result->buffers[1] = stays
            ? (byte*)window->array->buffers[1] + (window->first * (to->bit_width / 8))
            : CastNumbers.Values(ref memory, window, to->type);
        result->dictionary = Caster.CastDictionary(ref memory, window, to->dictionary, true);
        return result;
    }

    public static CArrowArray* Decode(ref CastMemory memory, Window* window, Field* to)
    {
        CArrowArray* values = Caster.CastDictionary(ref memory, window, to, false);
        long* list = memory.Scratch(window->count);
        void* indices = window->array->buffers[1];
        for (long i = 0; i < window->count; i++)
        {
            list[i] = window->IsValid(i) ? Integers.Read(indices, window->field->type, window->first + i) : TakeIndices.Null;
        }
        return Take.Take(ref memory, to, values, new TakeIndices(list, window->count));
    }

    /// <summary>Equal values get one index, in the order in which they first come. Values with children are not compared: each row gets its own.</summary>
    public static CArrowArray* Encode(ref CastMemory memory, Window* window, Field* to)
    {
        CArrowArray* values = Caster.Cast(ref memory, window, to->dictionary);
        CArrowArray* result = memory.Node(to, window->count);
        RowEncoder keys = new(to->dictionary, values);
        Window rows = new(null, to->dictionary, values, values->offset, values->length);
        if (Layouts.Of(to->dictionary->type).HasValidity)
        {
            memory.ShareValidity(&rows, result);
        }
        byte* indices = memory.ZeroedBuffer(Size.Multiply(window->count, to->bit_width / 8));
        result->buffers[1] = indices;
        if (!keys.HasKeys)
        {
            RequireRoom(to, window->count);
            for (long i = 0; i < window->count; i++)
            {
                Integers.Write(indices, to->type, i, i);
            }
            result->dictionary = values;
            return result;
        }
        ValueHashTable table = new(ref memory, keys, window->count);
        for (long row = 0; row < window->count; row++)
        {
            if (!keys.IsNull(row))
            {
                long index = table.Find(row);
                if (index == table.Count - 1)
                {
                    RequireRoom(to, table.Count);
                }
                Integers.Write(indices, to->type, row, index);
            }
        }
        result->dictionary = Take.Take(ref memory, to->dictionary, values, table.Firsts);
        return result;
    }

    private static void RequireRoom(Field* to, long values)
    {
        if (values - 1 > Integers.Max(to->type))
        {
            Throw.Invalid(Field.Path(to), $"there are {values} values, more than indices of {to->bit_width} bits can count");
        }
    }
}
