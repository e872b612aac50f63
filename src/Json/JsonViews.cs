using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Json;

/// <summary>
/// Reads arrays of views: each view is a JSON object, each variadic buffer a string of hexadecimal digits.
/// </summary>
internal static unsafe class JsonViews
{
    public static void Read(
        in JsonBuffers buffers, in JsonColumn column, Field* field, CArrowArray* array, byte* validity)
    {
        JsonValue.Elements elements = JsonColumn.Require(column.Views, "VIEWS", column.Count, field);
        long size = Size.Multiply(column.Count, sizeof(View));
        View* views = (View*)buffers.New(size);
        Allocator.Zero((byte*)views, size);
        for (long i = 0; elements.Next(); i++)
        {
            if (validity == null || Bits.Get(validity, i))
            {
                ReadView(elements.Current, views + i, field, i);
            }
        }
        array->buffers[1] = views;
        ReadVariadic(buffers, column, field, array);
    }

    private static void ReadView(JsonValue value, View* view, Field* field, long row)
    {
        if (!value.IsObject)
        {
            JsonColumn.Refuse(field, row, value, "a view");
        }
        view->length = (int)JsonBuffers.Integer(value["SIZE"u8], TypeId.Int32, field, row);
        if (view->length < 0)
        {
            JsonColumn.Refuse(field, row, value["SIZE"u8], "a size");
        }
        if (view->length <= View.MostInline)
        {
            bool hex = field->type == TypeId.BinaryView;
            ReadBytes(value["INLINED"u8], hex, (byte*)view + sizeof(int), view->length, field, row);
            return;
        }
        ReadBytes(value["PREFIX_HEX"u8], true, (byte*)&view->prefix, sizeof(uint), field, row);
        view->index = (int)JsonBuffers.Integer(value["BUFFER_INDEX"u8], TypeId.Int32, field, row);
        view->offset = (int)JsonBuffers.Integer(value["OFFSET"u8], TypeId.Int32, field, row);
    }

    private static void ReadBytes(JsonValue value, bool hex, byte* target, int size, Field* field, long row)
    {
        if (JsonBuffers.StringLength(value, hex, field, row) != size)
        {
            JsonColumn.Refuse(field, row, value, $"a string of {size} bytes");
        }
        JsonBuffers.CopyString(value, hex, target);
    }

    /// <summary>Reads the variadic buffers and adds the buffer with their lengths (VIEW-1).</summary>
    private static void ReadVariadic(in JsonBuffers buffers, in JsonColumn column, Field* field, CArrowArray* array)
    {
        long count = array->n_buffers - 3;
        JsonValue.Elements elements = JsonColumn.Require(column.Buffers, "VARIADIC_DATA_BUFFERS", count, field);
        long* lengths = (long*)buffers.New(Size.Multiply(count, sizeof(long)));
        for (long i = 0; elements.Next(); i++)
        {
            lengths[i] = JsonBuffers.StringLength(elements.Current, true, field, i);
            byte* bytes = buffers.New(lengths[i]);
            JsonBuffers.CopyString(elements.Current, true, bytes);
            array->buffers[2 + i] = bytes;
        }
        array->buffers[2 + count] = lengths;
    }
}
