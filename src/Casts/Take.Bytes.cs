using System.Numerics;
using System.Runtime.Intrinsics;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

internal static unsafe partial class Take
{
    private static void TakeBytes(
        ref CastMemory memory, Field* field, CArrowArray* source, in TakeIndices indices, CArrowArray* result)
    {
        if (Layouts.Of(field->type).B1 == BufferKind.Offsets64)
        {
            TakeBytes<long>(ref memory, field, source, indices, result);
        }
        else
        {
            TakeBytes<int>(ref memory, field, source, indices, result);
        }
    }

    private static void TakeBytes<T>(
        ref CastMemory memory, Field* field, CArrowArray* source, in TakeIndices indices, CArrowArray* result)
        where T : unmanaged, IBinaryInteger<T>
    {
        T* offsets = (T*)memory.Buffer(Size.Add(indices.Count, 1), sizeof(T));
        long total = TakeOffsets(field, source, indices, offsets);
        byte* bytes = memory.Buffer(total);
        CopyBytes(source, indices, offsets, bytes, total);
        result->buffers[1] = offsets;
        result->buffers[2] = bytes;
    }

    /// <returns>Number of bytes of all rows.</returns>
    private static long TakeOffsets<T>(Field* field, CArrowArray* source, in TakeIndices indices, T* target)
        where T : unmanaged, IBinaryInteger<T>
    {
        T* offsets = (T*)source->buffers[1] + source->offset;
        bool hasNulls = source->null_count != 0 && source->buffers[0] != null;
        long total = 0;
        long signs = 0; // of all sums: the first one that overflows is negative
        target[0] = T.Zero;
        for (long i = 0; i < indices.Count; i++)
        {
            long row = indices[i];
            if (row >= 0 && !(hasNulls && IsNull(source, row)))
            {
                total += long.CreateTruncating(offsets[row + 1]) - long.CreateTruncating(offsets[row]);
                signs |= total;
            }
            target[i + 1] = T.CreateTruncating(total);
        }
        if (signs < 0 && sizeof(T) == sizeof(long))
        {
            Throw.Overflow(null, null, "a size");
        }
        CheckOffsetWidth(field, sizeof(T) == sizeof(long), signs < 0 ? long.MaxValue : total, "bytes");
        return total;
    }

    /// <summary>Copies the values to where the new offsets say.</summary>
    private static void CopyBytes<T>(
        CArrowArray* source, in TakeIndices indices, T* targets, byte* bytes, long total)
        where T : unmanaged, IBinaryInteger<T>
    {
        const int vector = 16;
        T* offsets = (T*)source->buffers[1] + source->offset;
        byte* data = (byte*)source->buffers[2];
        // Short values are copied as vectors, of which the next value overwrites what is too much.
        long lastReadable = source->length == 0 ? -vector : long.CreateTruncating(offsets[source->length]) - vector;
        long padded = Size.Align(total, Allocator.Alignment);
        long lastWritable = padded - vector;
        long place = 0;
        for (long i = 0; i < indices.Count; i++)
        {
            long end = long.CreateTruncating(targets[i + 1]);
            long length = end - place;
            if (length > 0)
            {
                long start = long.CreateTruncating(offsets[indices[i]]);
                if (length <= vector && start <= lastReadable && place <= lastWritable)
                {
                    Vector128.Store(Vector128.Load(data + start), bytes + place);
                }
                else
                {
                    Allocator.Copy(data + start, bytes + place, length);
                }
            }
            place = end;
        }
        Allocator.Zero(bytes + total, padded - total);
    }
}
