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

    /// <summary>A union cannot be null, so a null index that no row refers to must be marked as such.</summary>
    public static CArrowArray* Decode(ref CastMemory memory, RowRange* range, Field* to)
    {
        CArrowArray* values = Caster.CastDictionary(ref memory, range, to, false);
        long* list = memory.Scratch(range->count);
        void* indices = range->array->buffers[1];
        byte* reachable = to->type is TypeId.DenseUnion or TypeId.SparseUnion
            ? ConversionErrors.ReachableRowsOf(ref memory, range)
            : null;
        Integers.ReadAll(indices, range->field->type, range->first, range->count, list);
        for (long i = 0; range->Validity != null && i < range->count; i++)
        {
            if (!range->IsValid(i))
            {
                list[i] = reachable == null || Bits.Get(reachable, i) ? TakeIndices.Null : TakeIndices.Unreachable;
            }
        }
        return Take.Rows(ref memory, to, values, new TakeIndices(list, range->count));
    }

    /// <summary>
    /// Equal values get the same index, in the order of their first occurrence. Values with children are not compared:
    /// each row gets its own index. Rows that are not reachable become null: a dictionary has no null rows above it, so
    /// all of its values must be valid.
    /// </summary>
    public static CArrowArray* Encode(ref CastMemory memory, RowRange* range, Field* to)
    {
        CArrowArray* values = Caster.Cast(ref memory, range, to->dictionary);
        CArrowArray* result = memory.NewArray(to, range->count);
        byte* reachable = ConversionErrors.ReachableRowsOf(ref memory, range);
        ShareOrRestrictValidity(ref memory, to, values, reachable, result);
        byte* indices = memory.Buffer(range->count, to->bit_width / 8);
        result->buffers[1] = indices;
        RowEncoder keys = new(to->dictionary, values);
        result->dictionary = keys.HasKeys
            ? EncodeDistinct(ref memory, keys, to, values, reachable, indices)
            : EncodeAll(ref memory, to, values, reachable, indices);
        return result;
    }

    private static void ShareOrRestrictValidity(
        ref CastMemory memory, Field* to, CArrowArray* values, byte* reachable, CArrowArray* result)
    {
        RowRange rows = new(null, to->dictionary, values, values->offset, values->length);
        if (reachable == null)
        {
            if (Layouts.Of(to->dictionary->type).HasValidity)
            {
                memory.ShareValidity(&rows, result);
            }
            return;
        }
        byte* validity = memory.CopyValidity(&rows);
        for (long i = 0; i < Size.Bits(values->length); i++)
        {
            validity[i] &= reachable[i];
        }
        result->buffers[0] = validity;
        result->null_count = values->length - Bits.Count(validity, 0, values->length);
    }

    private static CArrowArray* EncodeAll(
        ref CastMemory memory, Field* to, CArrowArray* values, byte* reachable, byte* indices)
    {
        long* list = reachable == null ? null : memory.Scratch(values->length);
        Allocator.Zero(indices, values->length * (to->bit_width / 8));
        long count = 0;
        for (long i = 0; i < values->length; i++)
        {
            if (reachable == null || Bits.Get(reachable, i))
            {
                Integers.Write(indices, to->type, i, count);
                if (list != null)
                {
                    list[count] = i;
                }
                count++;
            }
        }
        CheckIndexWidth(to, count);
        return list == null ? values : Take.Rows(ref memory, to->dictionary, values, new TakeIndices(list, count));
    }

    private static CArrowArray* EncodeDistinct(
        ref CastMemory memory, in RowEncoder rows, Field* to, CArrowArray* values, byte* reachable, byte* indices)
    {
        BufferKind kind = Layouts.Of(to->dictionary->type).B1;
        if (kind == BufferKind.Offsets32)
        {
            return EncodeDistinct(ref memory, rows, new BytesKeys(values), to, values, reachable, indices);
        }
        return (kind == BufferKind.Values ? to->dictionary->bit_width : 0) switch
        {
            8 => EncodeDistinct(ref memory, rows, new FixedKeys<byte>(values), to, values, reachable, indices),
            16 => EncodeDistinct(ref memory, rows, new FixedKeys<ushort>(values), to, values, reachable, indices),
            32 => EncodeDistinct(ref memory, rows, new FixedKeys<uint>(values), to, values, reachable, indices),
            64 => EncodeDistinct(ref memory, rows, new FixedKeys<ulong>(values), to, values, reachable, indices),
            _ => EncodeDistinct(ref memory, rows, rows, to, values, reachable, indices),
        };
    }

    private static CArrowArray* EncodeDistinct<TKeys>(ref CastMemory memory, in RowEncoder rows, in TKeys keys,
        Field* to, CArrowArray* values, byte* reachable, byte* indices)
        where TKeys : struct, IHashKeys
    {
        ValueHashTable<TKeys> table = new(keys);
        try
        {
            long most = Integers.Max(to->type);
            long* found = stackalloc long[ValueHashTable<TKeys>.BlockSize];
            for (long row = 0; row < values->length; row += ValueHashTable<TKeys>.BlockSize)
            {
                int count = (int)Math.Min(ValueHashTable<TKeys>.BlockSize, values->length - row);
                ulong wanted = rows.ValidBits(row, count);
                wanted &= reachable == null ? ulong.MaxValue : Bits.Read(reachable, row, count);
                new Span<long>(found, count).Clear();
                table.Find(row, count, wanted, found);
                if (table.Count - 1 > most)
                {
                    CheckIndexWidth(to, most + 2); // the number at the first value that does not fit
                }
                Integers.WriteAll(indices, to->type, row, found, count);
            }
            return Take.Rows(ref memory, to->dictionary, values, new TakeIndices(table.Firsts, table.Count));
        }
        finally
        {
            table.Dispose();
        }
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
