using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>Views of arrays: slices and columns.</summary>
internal static unsafe class Columns
{
    /// <summary>
    /// A view of <paramref name="length"/> rows of an array, from row <paramref name="offset"/>. The sizes of buffers
    /// are not stored: the last offset of an array is the size of its bytes. So a view must not have a last offset
    /// beyond that of the whole, which the contents, if they were not validated, may well have.
    /// </summary>
    public static CArrowArray Narrow(Field* field, CArrowArray* source, long offset, long length)
    {
        CArrowArray view = *source;
        if (offset == 0 && length == source->length)
        {
            return view;
        }
        if (length == 0)
        {
            view.offset = 0;
            view.length = 0;
            view.null_count = 0;
            return view;
        }
        ValidationOffsets.CheckEndOffset(field, source, source->offset + offset, length);
        view.offset += offset;
        view.length = length;
        view.null_count = source->null_count == 0 ? 0 : source->null_count == source->length ? length : -1;
        return view;
    }

    public static ArrayBlock* Slice(ArrayBlock* array, long offset, long length)
    {
        if (offset < 0 || offset > array->array.length)
        {
            Throw.Argument("offset", $"is {offset}, but the array has {array->array.length} rows");
        }
        if (length < 0)
        {
            Throw.Argument("length", $"is {length}");
        }
        Field* field = SharedArray.FieldOf(array);
        CArrowArray view = Narrow(field, &array->array, offset, Math.Min(length, array->array.length - offset));
        ArrayBlock* slice = SharedArray.View(
            view, SharedArray.SchemaOf(array), field, SharedArray.ReferenceTo(array), IsReady(array, field, &view));
        slice->end_offset = array->end_offset;
        slice->validated = Volatile.Read(ref array->validated);
        return slice;
    }

    /// <summary>
    /// Whether a view can be exported without a change. A struct cannot, since it may have to be exported as a batch.
    /// </summary>
    private static bool IsReady(ArrayBlock* of, Field* field, CArrowArray* view) =>
        of->shareable != 0 && field->type != TypeId.Struct && view->length > 0 &&
        (view->null_count >= 0 ||
            (!field->IsDictionary && Layouts.Of(field->type).HasValidity && view->buffers[0] != null));

    public static ArrayBlock* Column(ArrayBlock* array, long index)
    {
        Field* field = SharedArray.FieldOf(array);
        if (index < 0 || index >= field->n_children)
        {
            Throw.Argument("index", $"is {index}, but the array has {field->n_children} columns");
        }
        CArrowArray* source = &array->array;
        Field* childField = field->children + index;
        CArrowArray child = *source->children[index];
        Block* owner = null;
        if (field->type == TypeId.Struct)
        {
            child = Narrow(childField, &child, source->offset, source->length);
            if (SharedArray.NullCount(field, source) > 0)
            {
                owner = PushNulls(childField, &child, (byte*)source->buffers[0], source->offset);
            }
        }
        Reference reference = SharedArray.ReferenceTo(array);
        if (reference.column < 0)
        {
            reference.column = index;
        }
        ArrayBlock* column = WithOwner(&child, array, childField, reference, owner);
        column->end_offset = source->children[index]->offset + source->children[index]->length;
        if (owner == null && field->type == TypeId.Struct)
        {
            column->validated = Volatile.Read(ref array->validated);
        }
        return column;
    }

    /// <summary>
    /// A column with a new validity bitmap needs both its old buffers and the new one, so it becomes an array with its
    /// own exported struct.
    /// </summary>
    private static ArrayBlock* WithOwner(
        CArrowArray* child, ArrayBlock* array, Field* field, Reference reference, Block* owner)
    {
        SchemaBlock* schema = SharedArray.SchemaOf(array);
        if (owner == null)
        {
            return SharedArray.View(*child, schema, field, reference, IsReady(array, field, child));
        }
        ArrayBlock* view = null;
        CArrowArray exported = default;
        try
        {
            view = SharedArray.View(*child, schema, field, reference, false);
            ArrayExport.Export(view, &exported, owner);
            return SharedArray.Adopt(&exported, schema, field, field->type != TypeId.Struct);
        }
        catch
        {
            if (exported.release != null)
            {
                exported.release(&exported);
            }
            throw;
        }
        finally
        {
            Native.ab_release(owner);
            Native.ab_release((Block*)view);
        }
    }

    public static ArrayBlock* ColumnByName(ArrayBlock* array, byte* name)
    {
        if (name == null)
        {
            Throw.NullArgument("name");
        }
        ReadOnlySpan<byte> wanted = Utf8Text.Span(name);
        Field* field = SharedArray.FieldOf(array);
        int found = -1;
        for (int i = 0; i < field->n_children; i++)
        {
            if (field->children[i].Name.SequenceEqual(wanted))
            {
                if (found >= 0)
                {
                    Throw.Argument("name",
                        $"'{Utf8Text.Display(wanted)}' is the name of columns {found} and {i}; use the index");
                }
                found = i;
            }
        }
        if (found < 0)
        {
            Throw.Argument("name", $"'{Utf8Text.Display(wanted)}' is not the name of a column");
        }
        return Column(array, found);
    }

    /// <summary>Marks the rows that are null in the parent as null in a column (RB-1), in a new bitmap.</summary>
    /// <returns>The new owner of the changed struct's memory, or NULL if nothing changed.</returns>
    public static Block* PushNulls(Field* field, CArrowArray* column, byte* validity, long offset)
    {
        if (field->type == TypeId.Null)
        {
            return null;
        }
        if (!Layouts.Of(field->type).HasValidity)
        {
            Throw.NotSupported("RB-1", Field.Path(field),
                "the batch has null rows, which a union or run-end encoded column cannot represent");
        }
        byte* existing = (byte*)column->buffers[0];
        // The new bitmap has the column's offset, like its other buffers.
        long bits = Size.Add(column->offset, column->length);
        Block* owner = ReplaceBuffers(column, 0, Size.Bits(bits), out byte* bitmap);
        Allocator.Zero(bitmap, Size.Bits(bits));
        for (long i = 0; i < column->length; i++)
        {
            if (Bits.Get(validity, offset + i) && (existing == null || Bits.Get(existing, column->offset + i)))
            {
                Bits.Set(bitmap, column->offset + i);
            }
        }
        column->null_count = column->length - Bits.Count(bitmap, column->offset, column->length);
        Native.ab_count_copy(Size.Bits(column->length));
        return owner;
    }

    /// <summary>
    /// Gives a struct its own table of buffers and replaces one of them by a new buffer of <paramref name="size"/>
    /// bytes.
    /// </summary>
    public static Block* ReplaceBuffers(CArrowArray* array, int index, long size, out byte* buffer)
    {
        long table = Size.Align(array->n_buffers * sizeof(void*), Allocator.Alignment);
        Block* owner = Allocator.NewBuffer(Size.Add(table, size), out byte* data);
        Allocator.Copy(array->buffers, data, array->n_buffers * sizeof(void*));
        buffer = data + table;
        array->buffers = (void**)data;
        array->buffers[index] = buffer;
        return owner;
    }
}
