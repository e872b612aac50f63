using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>The object of an array handle: an imported struct or a view of one, with its type.</summary>
internal static unsafe class SharedArray
{
    public static Field* FieldOf(ArrayBlock* array) => (Field*)array->field;

    public static SchemaBlock* SchemaOf(ArrayBlock* array) => (SchemaBlock*)array->schema;

    /// <summary>A reference to the owner of the array's buffers.</summary>
    public static Reference ReferenceTo(ArrayBlock* array) =>
        array->reference.block != null ? array->reference : new Reference(&array->head);

    /// <summary>Refuses a pointer that is not an array handle.</summary>
    public static ArrayBlock* Checked(ArrayBlock* array, string name)
    {
        if (array == null)
        {
            Throw.NullArgument(name);
        }
        if (array->head.kind != BlockKind.Array)
        {
            Throw.Argument(name, "is not an array handle");
        }
        return array;
    }

    /// <summary>Moves the struct in and checks it. If the check fails, releases it.</summary>
    /// <param name="copiesMisaligned">Whether misaligned buffers are copied instead of refused (ARR-10).</param>
    public static ArrayBlock* Import(
        CArrowArray* array, SchemaBlock* schema, bool isBatch, bool copiesMisaligned = false)
    {
        if (array == null)
        {
            Throw.NullArgument("array");
        }
        if (array->release == null)
        {
            Throw.Rule("MEM-5", null, "the array was released before");
        }
        CArrowArray moved = *array;
        array->release = null;
        try
        {
            Field* root = SchemaBlock.Root(SchemaBlock.Checked(schema, "schema"));
            if (isBatch)
            {
                RequireStruct(root);
            }
            bool shareable = Accept(&moved, schema, copiesMisaligned);
            return Adopt(&moved, schema, root, shareable);
        }
        catch
        {
            if (moved.release != null)
            {
                moved.release(&moved);
            }
            throw;
        }
    }

    /// <summary>
    /// Checks a foreign struct of the type of a schema, and replaces it if it is not of the usual form. On failure the
    /// caller still owns it, unless it is marked released.
    /// </summary>
    /// <returns>Whether the structs can be exported without a change.</returns>
    public static bool Accept(CArrowArray* array, SchemaBlock* schema, bool copiesMisaligned)
    {
        Field* root = SchemaBlock.Root(schema);
        StructureCheck check = new(acceptsOlder: true, copiesMisaligned);
        Structure.Check(root, array, ref check);
        if (check.NeedsRelayout)
        {
            Relayout.Replace(array, schema);
            return Structure.Check(root, array);
        }
        return check.IsShareable;
    }

    public static void RequireStruct(Field* root)
    {
        if (root->type != TypeId.Struct || root->dictionary != null)
        {
            Throw.Rule("RB-1", null,
                $"a record batch is a struct, but the format is '{Utf8Text.Display(Utf8Text.Span(root->format))}'; " +
                "use the functions for arrays");
        }
    }

    /// <summary>Takes over a struct that is already checked. On failure the caller still owns it.</summary>
    public static ArrayBlock* Adopt(CArrowArray* array, SchemaBlock* schema, Field* field, bool shareable)
    {
        int columns = field->n_children;
        ArrayBlock* block =
            (ArrayBlock*)Allocator.New(BlockKind.Array, sizeof(ArrayBlock) + ArrayBlock.ColumnBytes(columns));
        int* refs = ArrayBlock.ColumnRefs(block);
        for (int i = 0; i < columns; i++)
        {
            refs[i] = 1;
        }
        block->array = *array;
        block->reference = default;
        block->n_columns = columns;
        Describe(block, schema, field, shareable);
        return block;
    }

    /// <summary>Takes over a struct that the library has made, or releases it on failure.</summary>
    public static ArrayBlock* AdoptMade(CArrowArray* array, SchemaBlock* schema, Field* field)
    {
        try
        {
            return Adopt(array, schema, field, Structure.Check(field, array));
        }
        catch
        {
            array->release(array);
            throw;
        }
    }

    /// <summary>
    /// A view: its own struct over buffers that <paramref name="reference"/> keeps alive. Its struct is never released.
    /// </summary>
    public static ArrayBlock* View(
        CArrowArray array, SchemaBlock* schema, Field* field, Reference reference, bool shareable)
    {
        ArrayBlock* block = (ArrayBlock*)Allocator.New(BlockKind.Array, sizeof(ArrayBlock));
        block->array = array;
        block->array.release = null;
        block->array.private_data = null;
        block->n_columns = 0;
        block->reference = reference;
        Native.ab_reference_retain(reference);
        Describe(block, schema, field, shareable);
        return block;
    }

    private static void Describe(ArrayBlock* block, SchemaBlock* schema, Field* field, bool shareable)
    {
        block->memory = 1;
        block->validated = Validation.Minimal;
        block->end_offset = block->array.offset + block->array.length;
        block->shareable = shareable ? 1 : 0;
        block->field = field;
        block->schema = &schema->head;
        Native.ab_retain(&schema->head);
    }

    /// <summary>The type as an independent schema.</summary>
    public static SchemaBlock* TypeOf(ArrayBlock* array)
    {
        SchemaBlock* schema = SchemaOf(array);
        Field* field = FieldOf(array);
        if (field->parent == null)
        {
            Native.ab_retain(&schema->head);
            return schema;
        }
        CArrowSchema exported;
        SchemaExport.Export(schema, field, &exported);
        return SchemaImport.Import(&exported);
    }

    /// <summary>
    /// The number of nulls in the validity bitmap. Types without a bitmap have none, except the null type.
    /// </summary>
    public static long NullCount(Field* field, CArrowArray* array)
    {
        if (field->type == TypeId.Null)
        {
            return array->length;
        }
        if (!Layouts.Of(field->type).HasValidity || array->buffers[0] == null)
        {
            return 0;
        }
        return array->null_count >= 0
            ? array->null_count
            : array->length - Bits.Count((byte*)array->buffers[0], array->offset, array->length);
    }
}
