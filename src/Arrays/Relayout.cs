using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Makes structs of the usual form over the buffers of an array that passed a <see cref="StructureCheck"/>, but not in
/// that form: buffers that are misaligned are copied, and buffers that older versions of Arrow had are left out.
/// </summary>
internal static unsafe class Relayout
{
    /// <summary>Replaces an array by one of the usual form, which owns it.</summary>
    /// <param name="array">On failure it is unchanged, or marked released if it was moved before.</param>
    public static void Replace(CArrowArray* array, SchemaBlock* schema)
    {
        ArrayBlock* original = SharedArray.Adopt(array, schema, SchemaBlock.Root(schema), false);
        *array = default;
        try
        {
            Build(original, schema, array);
        }
        finally
        {
            Native.ab_release(&original->head);
        }
    }

    private static void Build(ArrayBlock* original, SchemaBlock* schema, CArrowArray* output)
    {
        Field* root = SchemaBlock.Root(schema);
        CArrowArray* source = &original->array;
        ExportedArrayBuilder builder = new(schema->n_fields, CountBuffers(root, source), root->n_children + 1L);
        try
        {
            Fill(ref builder, root, source, builder.Next(ExportedArrayBuilder.Root), output, ExportedArrayBuilder.Root);
        }
        catch
        {
            *output = default;
            builder.Abandon();
            throw;
        }
        builder.Finish(new Reference(&original->head));
    }

    private static long CountBuffers(Field* field, CArrowArray* array)
    {
        long count = array->n_buffers;
        for (int i = 0; i < field->n_children; i++)
        {
            count += CountBuffers(field->children + i, array->children[i]);
        }
        return field->dictionary == null ? count : count + CountBuffers(field->dictionary, array->dictionary);
    }

    private static void Fill(
        ref ExportedArrayBuilder builder, Field* field, CArrowArray* source, ExportedArray* exported,
        CArrowArray* output, int column)
    {
        CArrowArray.CopyContents(source, output);
        FillBuffers(ref builder, field, source, output, column);
        output->children = builder.Children(field->n_children);
        for (int i = 0; i < field->n_children; i++)
        {
            int below = column == ExportedArrayBuilder.Root ? i : column;
            ExportedArray* child = builder.Next(Math.Max(below, ExportedArrayBuilder.Root));
            output->children[i] = &child->value;
            Fill(ref builder, field->children + i, source->children[i], child, &child->value, below);
        }
        if (field->dictionary != null)
        {
            ExportedArray* dictionary = builder.Next(Math.Max(column, ExportedArrayBuilder.Root));
            output->dictionary = &dictionary->value;
            int below = column == ExportedArrayBuilder.Root ? ExportedArrayBuilder.BelowDictionary : column;
            Fill(ref builder, field->dictionary, source->dictionary, dictionary, &dictionary->value, below);
        }
        ExportedArrayBuilder.FinishStruct(exported, output);
    }

    private static void FillBuffers(
        ref ExportedArrayBuilder builder, Field* field, CArrowArray* source, CArrowArray* output, int column)
    {
        ref readonly Layout layout = ref Layouts.Of(field->type);
        long left = layout.IsVariadic ? 0 : source->n_buffers - field->n_buffers;
        output->n_buffers = source->n_buffers - left;
        output->buffers = builder.Buffers(output->n_buffers);
        for (long i = 0; i < output->n_buffers; i++)
        {
            output->buffers[i] = source->buffers[i + left];
        }
        long end = source->offset + source->length;
        for (int i = 0; i < layout.Buffers; i++)
        {
            BufferKind kind = layout.Buffer(i);
            if (kind != BufferKind.Validity && source->length > 0)
            {
                long size = BufferRules.SizeOf(field, kind, end);
                Align(ref builder, output, i, column, BufferRules.Alignment(field, kind), size);
            }
        }
        if (layout.IsVariadic)
        {
            long lengths = output->n_buffers - 1;
            Align(ref builder, output, lengths, column, sizeof(long), Size.Multiply(lengths - 2, sizeof(long)));
        }
    }

    private static void Align(
        ref ExportedArrayBuilder builder, CArrowArray* output, long index, int column, int alignment, long size)
    {
        void* buffer = output->buffers[index];
        if (((nint)buffer & (alignment - 1)) == 0)
        {
            return;
        }
        Block* copy = Allocator.NewBuffer(size, out byte* data);
        builder.Own(Math.Max(column, ExportedArrayBuilder.Root), copy);
        Allocator.Copy(buffer, data, size);
        Native.ab_count_copy(size);
        output->buffers[index] = data;
    }
}
