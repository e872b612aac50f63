using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>Which buffers may be NULL, and how they must be aligned (ARR-9, ARR-10, ARR-11, VIEW-1).</summary>
internal static unsafe class BufferRules
{
    public static void Check(Field* field, CArrowArray* array, ref StructureCheck check)
    {
        ref readonly Layout layout = ref Layouts.Of(field->type);
        if (layout.HasValidity)
        {
            CheckValidity(field, array, ref check);
        }
        else if (array->null_count > 0 && field->type != TypeId.Null)
        {
            Throw.Rule(field->type == TypeId.RunEndEncoded ? "COL-16" : "COL-14", Field.Path(field),
                $"null_count is {array->null_count}, but the type has no validity bitmap");
        }
        else
        {
            check.IsShareable &= array->null_count >= 0;
        }
        // DuckDB drops the nulls of dictionary-encoded arrays whose null count is unknown.
        check.IsShareable &= !field->IsDictionary || array->null_count >= 0;
        long older = layout.IsVariadic ? 0 : array->n_buffers - field->n_buffers; // StructureCheck.AcceptsOlderForm
        for (int i = layout.HasValidity ? 1 : 0; i < layout.Buffers; i++)
        {
            CheckBuffer(field, array, i + (int)older, layout.Buffer(i), ref check);
        }
        if (layout.IsVariadic)
        {
            CheckVariadic(field, array, ref check);
        }
    }

    private static void CheckValidity(Field* field, CArrowArray* array, ref StructureCheck check)
    {
        if (array->buffers[0] != null)
        {
            return;
        }
        if (array->null_count > 0)
        {
            Throw.Rule(
                "ARR-11", Field.Path(field), $"the validity bitmap is NULL, but null_count is {array->null_count}");
        }
        check.IsShareable &= array->null_count == 0; // X8: accepted, but not exported without normalization
    }

    private static void CheckBuffer(
        Field* field, CArrowArray* array, int index, BufferKind kind, ref StructureCheck check)
    {
        long end = array->offset + array->length;
        void* buffer = array->buffers[index];
        bool empty = array->length == 0;
        if (kind == BufferKind.Values)
        {
            if (field->bit_width != 0 && end > (long.MaxValue - 7) / field->bit_width)
            {
                Throw.Rule("ARR-9", Field.Path(field), $"no buffer can hold {end} values");
            }
            empty |= field->bit_width == 0;
        }
        else if (kind == BufferKind.Bytes)
        {
            // Reads the last offset only if the result depends on it: offsets are contents, not structure.
            empty = empty || buffer != null || check.IsOnDevice || LastOffset(field, array, end) == 0;
        }
        else if (end > long.MaxValue / 16)
        {
            Throw.Rule("ARR-9", Field.Path(field), $"no buffer can hold {end} values");
        }
        if (empty)
        {
            // X9: an empty array may lack its offsets. An exported array always has its first offset, and it is 0.
            check.IsShareable &= array->length > 0 || kind is not (BufferKind.Offsets32 or BufferKind.Offsets64);
            return;
        }
        if (buffer == null)
        {
            Throw.Rule("ARR-11", Field.Path(field), $"buffer {index} ({Name(kind)}) is NULL, but not empty");
        }
        int alignment = Alignment(field, kind);
        if (((nint)buffer & (alignment - 1)) != 0 && !check.AcceptsMisaligned())
        {
            Throw.Rule(
                "ARR-10", Field.Path(field), $"buffer {index} ({Name(kind)}) is not aligned to {alignment} bytes");
        }
    }

    /// <summary>
    /// The alignment of a buffer by its kind, since the buffers of a dense union need different alignments.
    /// </summary>
    public static int Alignment(Field* field, BufferKind kind) => kind switch
    {
        BufferKind.Bytes or BufferKind.TypeIds => 1,
        BufferKind.Starts32 => sizeof(int),
        _ => field->alignment_mask + 1,
    };

    /// <summary>
    /// The size in bytes of a buffer whose size follows from the number of rows; 0 for the others, and for type ids.
    /// </summary>
    public static long SizeOf(Field* field, BufferKind kind, long rows) => kind switch
    {
        BufferKind.Values => Size.Bits(Size.Multiply(rows, field->bit_width)),
        BufferKind.Offsets32 => Size.Multiply(Size.Add(rows, 1), sizeof(int)),
        BufferKind.Offsets64 => Size.Multiply(Size.Add(rows, 1), sizeof(long)),
        BufferKind.Starts32 or BufferKind.Sizes32 => Size.Multiply(rows, sizeof(int)),
        BufferKind.Starts64 or BufferKind.Sizes64 => Size.Multiply(rows, sizeof(long)),
        BufferKind.Views => Size.Multiply(rows, 16),
        _ => 0,
    };

    /// <summary>
    /// The last offset, which is the size of the data buffer. The offsets buffer was already found not to be NULL.
    /// </summary>
    public static long LastOffset(Field* field, CArrowArray* array, long end) =>
        Layouts.Of(field->type).B1 == BufferKind.Offsets32
            ? ((int*)array->buffers[1])[end]
            : ((long*)array->buffers[1])[end];

    private static void CheckVariadic(Field* field, CArrowArray* array, ref StructureCheck check)
    {
        long count = array->n_buffers - 3;
        long* lengths = (long*)array->buffers[array->n_buffers - 1];
        if (count == 0)
        {
            return;
        }
        if (lengths == null)
        {
            Throw.Rule("VIEW-1", Field.Path(field), $"the buffer with the lengths of {count} variadic buffers is NULL");
        }
        if (((nint)lengths & 7) != 0 && !check.AcceptsMisaligned())
        {
            Throw.Rule("ARR-10", Field.Path(field),
                "the buffer with the lengths of variadic buffers is not aligned to 8 bytes");
        }
        for (long i = 0; i < count; i++)
        {
            if (lengths[i] < 0)
            {
                Throw.Rule("VIEW-1", Field.Path(field), $"the length of variadic buffer {i} is {lengths[i]}");
            }
            if (lengths[i] > 0 && array->buffers[i + 2] == null)
            {
                Throw.Rule("ARR-11", Field.Path(field), $"variadic buffer {i} is NULL, but its length is {lengths[i]}");
            }
        }
    }

    public static string Name(BufferKind kind) => kind switch
    {
        BufferKind.Values => "values",
        BufferKind.Offsets32 or BufferKind.Offsets64 or BufferKind.Starts32 or BufferKind.Starts64 => "offsets",
        BufferKind.Sizes32 or BufferKind.Sizes64 => "sizes",
        BufferKind.Bytes => "data",
        BufferKind.Views => "views",
        BufferKind.TypeIds => "type ids",
        _ => "validity",
    };
}
