using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Concatenates the rows of two arrays of one type into a new array, for example a dictionary and its delta. All data
/// are copied, so the inputs are only borrowed. The inputs have passed the structural check. Offsets, sizes and indices
/// are checked here against the lengths that are known; the length of the data buffer of 32- and 64-bit offsets and of
/// the values of run-end encoded arrays is not known. Dictionaries are
/// compared, so they have passed the check of contents. If a dictionary-encoded part has no dictionary in either input,
/// its indices are concatenated: they refer to one dictionary that is kept elsewhere.
/// </summary>
internal static unsafe partial class Concat
{
    /// <param name="field">The type of both arrays.</param>
    /// <param name="output">Receives an independent struct with offset 0. On failure it is marked as released and all
    /// memory is freed.</param>
    /// <param name="growth">If <paramref name="first"/> is its newest array, only the second is copied, after the
    /// first, except for bitmaps. The caller commits the output. Null: all buffers are new, without spare capacity.
    /// </param>
    public static void Append(
        Field* field, CArrowArray* first, CArrowArray* second, CArrowArray* output, Growth? growth = null)
    {
        ConcatTarget target = new(field, new Part(first), new Part(second), growth);
        try
        {
            target.Begin(field, ExportedArrayBuilder.Root);
            Fill(ref target, field, new Part(first), new Part(second), target.Next(ExportedArrayBuilder.Root), output,
                ExportedArrayBuilder.Root);
        }
        catch
        {
            *output = default;
            target.Abandon();
            throw;
        }
        target.Finish();
    }

    private static void Fill(
        ref ConcatTarget target, Field* field, Part first, Part second, ExportedArray* exported, CArrowArray* output,
        int column)
    {
        *output = default;
        output->length = Size.Add(first.Length, second.Length);
        ref readonly Layout layout = ref Layouts.Of(field->type);
        output->n_buffers = layout.IsVariadic ? 3 + VariadicCount(ref target, first, second) : layout.Buffers;
        if (output->n_buffers > int.MaxValue)
        {
            TooMany(field, "variadic buffers", 32);
        }
        output->buffers = output->n_buffers == 0 ? null : target.Table(output->n_buffers);
        output->null_count = field->type == TypeId.Null ? output->length : 0;
        if (layout.HasValidity)
        {
            FillValidity(ref target, first, second, output);
        }
        output->n_children = field->n_children;
        output->children = target.Children(field->n_children);
        FillRest(ref target, field, first, second, output, column);
        ExportedArrayBuilder.FinishStruct(exported, output);
    }

    private static void FillRest(
        ref ConcatTarget target, Field* field, Part first, Part second, CArrowArray* output, int column)
    {
        ref readonly Layout layout = ref Layouts.Of(field->type);
        switch (layout.B1)
        {
            case BufferKind.Values when field->dictionary != null:
                FillDictionary(ref target, field, first, second, output, column);
                return;
            case BufferKind.Values:
                FillValues(ref target, field, first, second, output);
                return;
            case BufferKind.Views:
                FillViews(ref target, field, first, second, output);
                return;
            case BufferKind.Offsets32 or BufferKind.Offsets64 when layout.B2 == BufferKind.Bytes:
                FillBytes(ref target, field, first, second, output);
                return;
            case BufferKind.Offsets32 or BufferKind.Offsets64:
                FillLists(ref target, field, first, second, output, column);
                return;
            default:
                break;
        }
        switch (field->type)
        {
            case TypeId.ListView or TypeId.LargeListView:
                FillListViews(ref target, field, first, second, output, column);
                return;
            case TypeId.FixedSizeList:
                long size = field->fixed_size;
                FillChild(ref target, field, 0,
                    first.Child(0, Size.Multiply(first.Start, size), Size.Multiply(first.Length, size)),
                    second.Child(0, Size.Multiply(second.Start, size), Size.Multiply(second.Length, size)), output,
                    column);
                return;
            case TypeId.RunEndEncoded:
                FillRuns(ref target, field, first, second, output, column);
                return;
            case TypeId.DenseUnion:
                FillDenseUnion(ref target, field, first, second, output, column);
                return;
            case TypeId.SparseUnion:
                FillTypeIds(ref target, first, second, output);
                break;
            default:
                break;
        }
        for (int i = 0; i < field->n_children; i++)
        {
            FillChild(ref target, field, i, first.SameChild(i), second.SameChild(i), output, column);
        }
    }

    /// <summary>Fills the next child, in the order of the schema.</summary>
    private static void FillChild(
        ref ConcatTarget target, Field* parent, int index, Part first, Part second, CArrowArray* output, int column)
    {
        Field* field = parent->children + index;
        if (column == ExportedArrayBuilder.Root)
        {
            column = index;
            target.Begin(field, column);
        }
        ExportedArray* exported = target.Next(column);
        output->children[index] = &exported->value;
        Fill(ref target, field, first, second, exported, &exported->value, column);
    }

    /// <summary>Writes a validity bitmap if there are nulls, and their exact number.</summary>
    private static void FillValidity(ref ConcatTarget target, Part first, Part second, CArrowArray* output)
    {
        output->null_count = (target.KeepsFirst ? first.Array->null_count : Nulls(first)) + Nulls(second);
        output->buffers[0] = null;
        if (output->null_count == 0)
        {
            return;
        }
        byte* bitmap = target.ZeroedBuffer(Size.Bits(output->length));
        AppendBits(first.Buffer(0), first, bitmap, 0);
        AppendBits(second.Buffer(0), second, bitmap, first.Length);
        output->buffers[0] = bitmap;
    }

    private static long Nulls(Part part)
    {
        byte* bitmap = part.Buffer(0);
        return bitmap == null || part.Length == 0 ? 0 : part.Length - Bits.Count(bitmap, part.Start, part.Length);
    }

    /// <summary>
    /// Appends the bits of a part to a bitmap that is zero from there on. Without a source bitmap, all bits are ones.
    /// </summary>
    private static void AppendBits(byte* source, Part part, byte* target, long at)
    {
        long done = 0;
        for (; done < part.Length && ((at + done) & 7) != 0; done++)
        {
            if (source == null || Bits.Get(source, part.Start + done))
            {
                Bits.Set(target, at + done);
            }
        }
        if (source != null)
        {
            Bits.Copy(source, part.Start + done, part.Length - done, target + ((at + done) >> 3));
            return;
        }
        long bytes = (part.Length - done) >> 3;
        System.Runtime.InteropServices.NativeMemory.Fill(target + ((at + done) >> 3), (nuint)bytes, 0xFF);
        for (done += bytes << 3; done < part.Length; done++)
        {
            Bits.Set(target, at + done);
        }
    }

    /// <summary>Whether a row of the output is null.</summary>
    private static bool IsNull(CArrowArray* output, long row) =>
        output->buffers[0] != null && !Bits.Get((byte*)output->buffers[0], row);

    private static void TooMany(Field* field, string what, int bits) =>
        Throw.NotSupported(
            null, Field.Path(field), $"concatenated, the arrays have more {what} than {bits} bits can count");
}
