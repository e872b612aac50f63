using Apache.Arrow.C;

namespace ArrowBridge.ApacheArrow;

/// <summary>Apache.Arrow stores lengths, offsets and buffer sizes in 32 bits. These checks throw for larger ones, and
/// name the field.</summary>
internal static unsafe class Limits
{
    /// <summary>Throws if <paramref name="rows"/> exceeds 32 bits.</summary>
    public static void CheckRows(long rows, string what)
    {
        if (rows > int.MaxValue)
        {
            Throw.TooLarge(what, $"{rows} rows");
        }
    }

    /// <summary>Throws if a length, an offset or the size of a buffer exceeds 32 bits, in the array or in a child or
    /// dictionary of it.</summary>
    public static void Check(string path, DataType type, CArrowArray* array)
    {
        string what = $"field '{path}'";
        CheckRows(array->length, what);
        CheckRows(array->offset, what);
        long rows = array->offset + array->length;
        CheckRows(rows, what);
        CheckBytes(type, array, rows, what);
        for (int i = 0; i < array->n_children; i++)
        {
            Check($"{path}.{type.Fields[i].Name}", type.Fields[i].Type, array->children[i]);
        }
        if (array->dictionary != null)
        {
            Check($"{path}.(dictionary)", type.DictionaryValues!, array->dictionary);
        }
    }

    private static void CheckBytes(DataType type, CArrowArray* array, long rows, string what)
    {
        switch (type.Id)
        {
            case TypeId.Binary or TypeId.Utf8:
                CheckBuffer((rows + 1) * sizeof(int), what);
                break;
            case TypeId.LargeBinary or TypeId.LargeUtf8:
                CheckBuffer((rows + 1) * sizeof(long), what);
                CheckBuffer(((long*)array->buffers[1])[rows], what);
                break;
            case TypeId.List or TypeId.Map:
                CheckBuffer((rows + 1) * sizeof(int), what);
                break;
            case TypeId.LargeList:
                CheckBuffer((rows + 1) * sizeof(long), what);
                break;
            case TypeId.ListView or TypeId.DenseUnion:
                CheckBuffer(rows * sizeof(int), what);
                break;
            case TypeId.LargeListView:
                CheckBuffer(rows * sizeof(long), what);
                break;
            case TypeId.BinaryView or TypeId.Utf8View:
                CheckBuffer(rows * 16, what);
                long* lengths = (long*)array->buffers[array->n_buffers - 1];
                for (long i = 0; i < array->n_buffers - 3; i++)
                {
                    CheckBuffer(lengths[i], what);
                }
                break;
            default:
                CheckBuffer(rows / 8 * type.BitWidth, what);
                break;
        }
    }

    private static void CheckBuffer(long bytes, string what)
    {
        if (bytes > int.MaxValue)
        {
            Throw.TooLarge(what, $"a buffer of {bytes} bytes");
        }
    }
}
