using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts.Devices;

/// <summary>Copies the buffers of a valid, compact array to a device.</summary>
internal readonly unsafe struct CopyToDevice(DeviceMemory device) : IArrayCopy
{
    /// <summary>Makes an array on the device with the rows of an array in main memory.</summary>
    public static void Copy(DeviceMemory device, ArrayBlock* source, CArrowArray* output)
    {
        Validation.Check(source, Validation.Default);
        ArrayBlock* compact = Compaction.Compact(source);
        try
        {
            ColumnCopies.Copy(new CopyToDevice(device), SharedArray.FieldOf(compact), &compact->array, output);
        }
        finally
        {
            Native.ab_release(&compact->head);
        }
    }

    public CArrowArray* Whole(ref CastMemory memory, Field* field, CArrowArray* source)
    {
        CArrowArray* result = Struct(ref memory, field, source);
        for (int i = 0; i < field->n_children; i++)
        {
            result->children[i] = Whole(ref memory, field->children + i, source->children[i]);
        }
        if (field->dictionary != null)
        {
            result->dictionary = Whole(ref memory, field->dictionary, source->dictionary);
        }
        return result;
    }

    public CArrowArray* Column(ref CastMemory memory, Field* field, CArrowArray* source, int index) =>
        Whole(ref memory, field->children + index, source->children[index]);

    public CArrowArray* Struct(ref CastMemory memory, Field* field, CArrowArray* source)
    {
        ref readonly Layout layout = ref Layouts.Of(field->type);
        long variadic = layout.IsVariadic ? source->n_buffers - 3 : 0;
        CArrowArray* result = memory.NewArray(field, source->length, variadic);
        result->null_count = SharedArray.NullCount(field, source);
        bool hasNoBitmap = layout.HasValidity && result->null_count == 0;
        for (int i = hasNoBitmap ? 1 : 0; i < layout.Buffers; i++)
        {
            long size = BufferBytes.OfBuffer(field, source, layout.Buffer(i), source->length);
            result->buffers[i] = device.Write(ref memory, source->buffers[i], size);
        }
        if (variadic > 0)
        {
            CopyVariadic(ref memory, source, result);
        }
        return result;
    }

    /// <summary>The lengths of variadic buffers stay in main memory (DEV-3).</summary>
    private void CopyVariadic(ref CastMemory memory, CArrowArray* source, CArrowArray* result)
    {
        long last = source->n_buffers - 1;
        long* lengths = (long*)memory.Buffer(last - 2, sizeof(long));
        Allocator.Copy(source->buffers[last], lengths, (last - 2) * sizeof(long));
        result->buffers[last] = lengths;
        for (long i = 2; i < last; i++)
        {
            result->buffers[i] = device.Write(ref memory, source->buffers[i], lengths[i - 2]);
        }
    }
}
