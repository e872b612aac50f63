using System.Runtime.CompilerServices;
using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Fills ArrowArray structs that share the buffers of an array. Each struct is a copy of the shared one, in one new
/// block. With normalization, the output has what all consumers understand: a batch's offset and nulls are moved into
/// its columns, required null counts are computed, missing offsets are supplied.
/// </summary>
internal static unsafe class ArrayExport
{
    /// <summary>Exports an array with its offset.</summary>
    /// <param name="owner">Further memory that the struct itself needs, or NULL. The struct gets its own
    /// reference.</param>
    public static void Export(ArrayBlock* array, CArrowArray* output, Block* owner = null)
    {
        Field* field = SharedArray.FieldOf(array);
        bool shareable = array->shareable != 0;
        ExportedArrayBuilder builder =
            new(Count(SharedArray.SchemaOf(array), field), 0, shareable ? 0 : field->n_children + 1);
        try
        {
            if (owner != null)
            {
                Native.ab_retain(owner);
                builder.Own(-1, owner);
            }
            Fill(ref builder, field, &array->array, builder.Next(-1), output, -1, shareable);
        }
        catch
        {
            *output = default;
            builder.Abandon();
            throw;
        }
        builder.Finish(SharedArray.ReferenceTo(array));
    }

    /// <summary>
    /// Exports a batch in the form that every consumer accepts: no offset, no nulls in the struct, columns of the
    /// batch's length.
    /// </summary>
    public static void ExportBatch(ArrayBlock* array, CArrowArray* output)
    {
        if (array->shareable != 0 && array->array.offset == 0)
        {
            Export(array, output);
            return;
        }
        Field* field = SharedArray.FieldOf(array);
        CArrowArray* source = &array->array;
        long nulls = SharedArray.NullCount(field, source);
        ExportedArrayBuilder builder = new(Count(SharedArray.SchemaOf(array), field), 1, field->n_children + 1);
        try
        {
            ExportedArray* root = builder.Next(-1);
            CArrowArray** children = builder.Children(field->n_children);
            for (int i = 0; i < field->n_children; i++)
            {
                CArrowArray child = Columns.Narrow(
                    field->children + i, source->children[i], source->offset, source->length);
                ExportedArray* exported = builder.Next(i);
                children[i] = &exported->value;
                if (nulls > 0)
                {
                    Block* owner =
                        Columns.PushNulls(field->children + i, &child, (byte*)source->buffers[0], source->offset);
                    if (owner != null)
                    {
                        builder.Own(i, owner);
                    }
                }
                Fill(ref builder, field->children + i, &child, exported, &exported->value, i, false);
            }
            *output = *source;
            output->buffers = builder.Buffers(1);
            output->buffers[0] = null;
            output->offset = 0;
            output->null_count = 0;
            output->children = children;
            ExportedArrayBuilder.FinishStruct(root, output);
        }
        catch
        {
            *output = default;
            builder.Abandon();
            throw;
        }
        builder.Finish(SharedArray.ReferenceTo(array));
    }

    /// <summary>
    /// Exports the type of an exported array if <paramref name="output"/> is not NULL. On failure the array is released
    /// too.
    /// </summary>
    public static void ExportType(ArrayBlock* array, CArrowArray* exported, CArrowSchema* output)
    {
        if (output == null)
        {
            return;
        }
        try
        {
            SchemaExport.Export(SharedArray.SchemaOf(array), SharedArray.FieldOf(array), output);
        }
        catch
        {
            exported->release(exported);
            throw;
        }
    }

    /// <summary>Number of structs in an array of this field.</summary>
    public static long Count(SchemaBlock* schema, Field* field) =>
        field->parent == null ? schema->n_fields : CountBelow(field);

    private static long CountBelow(Field* field)
    {
        long count = 1;
        for (int i = 0; i < field->n_children; i++)
        {
            count += CountBelow(field->children + i);
        }
        return field->dictionary == null ? count : count + CountBelow(field->dictionary);
    }

    /// <summary>Fills an exported struct and all structs below it.</summary>
    /// <param name="shareable">Whether the source needs no normalization.</param>
    public static void Fill(
        ref ExportedArrayBuilder builder, Field* field, CArrowArray* source, ExportedArray* exported,
        CArrowArray* output, int column, bool shareable)
    {
        CArrowArray.CopyContents(source, output);
        if (!shareable)
        {
            Normalize(ref builder, field, output, column);
        }
        if (field->n_children > 0)
        {
            FillChildren(ref builder, field, source, output, column, shareable);
        }
        if (field->dictionary != null)
        {
            ExportedArray* dictionary = builder.Next(Math.Max(column, ExportedArrayBuilder.Root));
            output->dictionary = &dictionary->value;
            int below = column == ExportedArrayBuilder.Root ? ExportedArrayBuilder.BelowDictionary : column;
            Fill(ref builder, field->dictionary, source->dictionary, dictionary, &dictionary->value, below, shareable);
        }
        ExportedArrayBuilder.FinishStruct(exported, output);
    }

    private static void FillChildren(
        ref ExportedArrayBuilder builder, Field* field, CArrowArray* source, CArrowArray* output, int column,
        bool shareable)
    {
        int count = field->n_children;
        CArrowArray** children = builder.Children(count);
        output->children = children;
        int step = column == ExportedArrayBuilder.Root ? 1 : 0;
        int i = 0;
        while (i < count)
        {
            int childColumn = step != 0 ? i : column;
            if (shareable)
            {
                int plain = builder.CopyPlain(
                    field->children + i, source->children + i, children + i, count - i,
                    Math.Max(childColumn, ExportedArrayBuilder.Root), step);
                i += plain;
                if (i == count)
                {
                    return;
                }
                childColumn += plain * step;
            }
            ExportedArray* exported = builder.Next(Math.Max(childColumn, ExportedArrayBuilder.Root));
            children[i] = &exported->value;
            Fill(ref builder, field->children + i, source->children[i], exported, &exported->value, childColumn,
                shareable);
            i++;
        }
    }

    /// <summary>
    /// Computes null counts where consumers need them (X8, dictionaries) and supplies the offset of an array without
    /// rows (X9), which begins at 0: offsets that are missing, or anything, break some consumers.
    /// </summary>
    private static void Normalize(ref ExportedArrayBuilder builder, Field* field, CArrowArray* output, int column)
    {
        ref readonly Layout layout = ref Layouts.Of(field->type);
        if (output->null_count < 0 && (field->IsDictionary || !layout.HasValidity || output->buffers[0] == null))
        {
            output->null_count = SharedArray.NullCount(field, output);
        }
        if (output->length > 0)
        {
            return;
        }
        output->offset = 0;
        if (layout.B1 is BufferKind.Offsets32 or BufferKind.Offsets64)
        {
            builder.Own(column, Columns.ReplaceBuffers(output, 1, sizeof(long), out byte* offsets));
            Allocator.Zero(offsets, sizeof(long));
        }
    }
}
