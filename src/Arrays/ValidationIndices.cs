using System.Numerics;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>Checks indices into dictionaries (COL-15) and run ends (COL-16).</summary>
internal static unsafe class ValidationIndices
{
    public static void Check(RowRange* range)
    {
        if (range->count == 0)
        {
            return;
        }
        switch (range->field->type)
        {
            case TypeId.Int8:
                Check<sbyte>(range);
                break;
            case TypeId.UInt8:
                Check<byte>(range);
                break;
            case TypeId.Int16:
                Check<short>(range);
                break;
            case TypeId.UInt16:
                Check<ushort>(range);
                break;
            case TypeId.Int32:
                Check<int>(range);
                break;
            case TypeId.UInt32:
                Check<uint>(range);
                break;
            case TypeId.Int64:
                Check<long>(range);
                break;
            default:
                Check<ulong>(range);
                break;
        }
    }

    private static void Check<T>(RowRange* range)
        where T : unmanaged, IBinaryInteger<T>
    {
        T* indices = range->Values<T>();
        ulong entries = (ulong)range->array->dictionary->length;
        for (long i = 0; i < range->count; i++)
        {
            // Signed numbers are sign-extended, so that negative ones become large.
            if ((ulong)long.CreateTruncating(indices[i]) >= entries && range->IsValid(i))
            {
                range->Refuse("COL-15", i, $"the index is {indices[i]}, but the dictionary has {entries} entries");
            }
        }
    }

    /// <summary>Checks all run ends, since a row is found by binary search in all of them.</summary>
    public static void CheckRunEnds(RowRange* range)
    {
        CArrowArray* ends = range->array->children[0];
        if (ends->length == 0)
        {
            return; // the structural check has found that there are no rows
        }
        RowRange all = new(range, range->field->children, ends, ends->offset, ends->length);
        byte* validity = (byte*)ends->buffers[0];
        if (validity != null && Bits.Count(validity, ends->offset, ends->length) != ends->length)
        {
            Throw.Rule("COL-16", Field.Path(all.field), "there are nulls among the run ends");
        }
        long last = all.field->type switch
        {
            TypeId.Int16 => CheckAscending<short>(&all),
            TypeId.Int32 => CheckAscending<int>(&all),
            _ => CheckAscending<long>(&all),
        };
        long rows = range->array->offset + range->array->length;
        if (last < rows)
        {
            Throw.Rule("COL-16", Field.Path(range->field),
                $"the last run ends at {last}, but offset and length reach to {rows}");
        }
    }

    private static long CheckAscending<T>(RowRange* ends)
        where T : unmanaged, IBinaryInteger<T>
    {
        T* values = ends->Values<T>();
        T previous = T.Zero;
        for (long i = 0; i < ends->count; i++)
        {
            if (values[i] <= previous)
            {
                ends->Refuse("COL-16", i, $"the run end {values[i]} is not greater than {previous}");
            }
            previous = values[i];
        }
        return long.CreateTruncating(previous);
    }
}
