using ArrowBridge.Abi;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

// Nested values. Loops stop when the text is full, so a long list costs only what is shown of it.
internal static unsafe partial class ValuePrinter
{
    private static void AppendNested(DisplayText text, Field* field, CArrowArray* array, long slot)
    {
        switch (field->type)
        {
            case TypeId.List:
                int* offsets = (int*)array->buffers[1];
                AppendList(text, field, array, offsets[slot], offsets[slot + 1] - offsets[slot]);
                break;
            case TypeId.LargeList:
                long* largeOffsets = (long*)array->buffers[1];
                AppendList(text, field, array, largeOffsets[slot], largeOffsets[slot + 1] - largeOffsets[slot]);
                break;
            case TypeId.ListView:
                AppendList(text, field, array, ((int*)array->buffers[1])[slot], ((int*)array->buffers[2])[slot]);
                break;
            case TypeId.LargeListView:
                AppendList(text, field, array, ((long*)array->buffers[1])[slot], ((long*)array->buffers[2])[slot]);
                break;
            case TypeId.FixedSizeList:
                AppendList(text, field, array, slot * field->fixed_size, field->fixed_size);
                break;
            case TypeId.Struct:
                AppendStruct(text, field, array, slot);
                break;
            case TypeId.Map:
                AppendMap(text, field, array, slot);
                break;
            case TypeId.DenseUnion or TypeId.SparseUnion:
                AppendUnion(text, field, array, slot);
                break;
            default:
                long run = ValueBytes.Run(field, array, slot);
                Append(text, field->children + 1, array->children[1], run, false);
                break;
        }
    }

    private static void AppendList(DisplayText text, Field* field, CArrowArray* array, long start, long count)
    {
        text.Append("[");
        for (long i = 0; i < count && !text.IsFull; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            Append(text, field->children, array->children[0], start + i, true);
        }
        text.Append("]");
    }

    private static void AppendStruct(DisplayText text, Field* field, CArrowArray* array, long slot)
    {
        text.Append("{");
        for (int i = 0; i < field->n_children && !text.IsFull; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            AppendMember(text, field, i, array, slot);
        }
        text.Append("}");
    }

    private static void AppendMember(DisplayText text, Field* field, int index, CArrowArray* array, long row)
    {
        text.AppendUtf8(field->children[index].Name);
        text.Append(": ");
        Append(text, field->children + index, array->children[index], row, true);
    }

    private static void AppendMap(DisplayText text, Field* field, CArrowArray* array, long slot)
    {
        Field* entryField = field->children;
        CArrowArray* entries = array->children[0];
        long start = ((int*)array->buffers[1])[slot];
        long end = ((int*)array->buffers[1])[slot + 1];
        text.Append("{");
        for (long i = start; i < end && !text.IsFull; i++)
        {
            text.Append(i == start ? "" : ", ");
            Append(text, entryField->children, entries->children[0], entries->offset + i, true);
            text.Append(": ");
            Append(text, entryField->children + 1, entries->children[1], entries->offset + i, true);
        }
        text.Append("}");
    }

    private static void AppendUnion(DisplayText text, Field* field, CArrowArray* array, long slot)
    {
        (int child, long row) = ValueBytes.Member(field, array, slot);
        text.Append("{");
        AppendMember(text, field, child, array, row);
        text.Append("}");
    }
}
