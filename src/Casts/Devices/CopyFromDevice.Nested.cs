using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts.Devices;

// What has offsets or children.
internal readonly unsafe partial struct CopyFromDevice
{
    /// <summary>Bytes or items from the first offset to the last.</summary>
    private void CopyItems(ref CastMemory memory, Field* field, CArrowArray* source, long first, CArrowArray* result)
    {
        bool large = Layouts.Of(field->type).B1 == BufferKind.Offsets64;
        long width = large ? sizeof(long) : sizeof(int);
        long count = result->length;
        byte* offsets = memory.Buffer(count + 1, width);
        result->buffers[1] = offsets;
        long start = 0;
        long end = 0;
        if (count == 0)
        {
            new Numbers32Or64(offsets, large)[0] = 0;
        }
        else
        {
            device.Read(source->buffers[1], first * width, (count + 1) * width, offsets);
            (start, end) = CheckItems(field, source, result);
            CompactCopy.CopyShifted(offsets, large, 0, count + 1, start, offsets);
        }
        if (field->n_children > 0)
        {
            result->children[0] = Child(ref memory, field, source, 0, start, end - start);
            return;
        }
        result->buffers[2] = memory.Buffer(end - start);
        device.Read(source->buffers[2], start, end - start, result->buffers[2]);
    }

    /// <summary>Checks the offsets of the result (COL-5), which has rows, against the items or the data of the source.
    /// </summary>
    private static (long Start, long End) CheckItems(Field* field, CArrowArray* source, CArrowArray* result)
    {
        RowRange range = new(null, field, result, 0, result->length);
        if (field->n_children > 0)
        {
            result->children[0] = source->children[0];
            return ValidationOffsets.CheckList(&range);
        }
        result->buffers[2] = source->buffers[2];
        ValidationOffsets.CheckBytes(&range, false);
        Numbers32Or64 offsets = new((byte*)result->buffers[1], Layouts.Of(field->type).B1 == BufferKind.Offsets64);
        return (offsets[0], offsets[result->length]);
    }

    private void CopyNested(ref CastMemory memory, Field* field, CArrowArray* source, long first, CArrowArray* result)
    {
        switch (field->type)
        {
            case TypeId.ListView or TypeId.LargeListView:
                CopyListViews(ref memory, field, source, first, result);
                return;
            case TypeId.FixedSizeList:
                long size = field->fixed_size;
                result->children[0] = Child(ref memory, field, source, 0, first * size, result->length * size);
                return;
            case TypeId.DenseUnion:
                CopyNumbers(ref memory, source, 0, sizeof(byte), first, result);
                CopyNumbers(ref memory, source, 1, sizeof(int), first, result);
                for (int i = 0; i < field->n_children; i++)
                {
                    result->children[i] = Whole(ref memory, field->children + i, source->children[i]);
                }
                return;
            case TypeId.RunEndEncoded:
                CopyRuns(ref memory, field, source, first, result);
                return;
            case TypeId.SparseUnion:
                CopyNumbers(ref memory, source, 0, sizeof(byte), first, result);
                break;
            default:
                break; // structs, and types without values
        }
        for (int i = 0; i < field->n_children; i++)
        {
            result->children[i] = Child(ref memory, field, source, i, first, result->length);
        }
    }

    /// <summary>Items from the first to the last that a list refers to.</summary>
    private void CopyListViews(
        ref CastMemory memory, Field* field, CArrowArray* source, long first, CArrowArray* result)
    {
        bool large = field->type == TypeId.LargeListView;
        long width = large ? sizeof(long) : sizeof(int);
        Numbers32Or64 starts = new(CopyNumbers(ref memory, source, 1, width, first, result), large);
        Numbers32Or64 sizes = new(CopyNumbers(ref memory, source, 2, width, first, result), large);
        result->children[0] = source->children[0];
        RowRange range = new(null, field, result, 0, result->length);
        (long start, long end) = ValidationOffsets.CheckListViews(&range);
        for (long i = 0; i < result->length; i++)
        {
            starts[i] = sizes[i] == 0 ? 0 : starts[i] - start;
        }
        result->children[0] = Child(ref memory, field, source, 0, start, end - start);
    }

    /// <summary>The runs that the rows are in. All run ends are read, to find them.</summary>
    private void CopyRuns(ref CastMemory memory, Field* field, CArrowArray* source, long first, CArrowArray* result)
    {
        CastMemory temporary = new();
        try
        {
            CArrowArray* whole = temporary.CopyStruct(source);
            whole->children[0] = Whole(ref temporary, field->children, source->children[0]);
            RowRange range = new(null, field, whole, first, result->length);
            ValidationIndices.CheckRunEnds(&range);
            RunRows rows = new(whole, field);
            (long run, long runs) = CastRuns.Touched(&range, rows);
            result->children[0] = CastRuns.ShiftedEnds(ref memory, &range, field, rows, run, runs);
            result->children[1] = Child(ref memory, field, source, 1, run, runs);
        }
        finally
        {
            temporary.Dispose();
        }
    }
}
