using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Json;

/// <summary>
/// Reads arrays. First each array becomes a temporary struct over newly allocated buffers. When all are complete, the
/// structs are copied to one block, as for export, and each column owns its buffers.
/// </summary>
internal unsafe ref struct JsonArrays
{
    private readonly JsonDictionaries _dictionaries;
    private readonly List<nint> _blocks = [];
    private readonly JsonBuffers _buffers;
    private Arena _arena;

    private JsonArrays(JsonDictionaries dictionaries)
    {
        _dictionaries = dictionaries;
        _buffers = new JsonBuffers(_blocks);
    }

    /// <summary>Reads a record batch.</summary>
    public static void Batch(JsonValue batch, Field* root, JsonDictionaries dictionaries, CArrowArray* output)
    {
        if (!batch.IsObject)
        {
            Throw.Invalid(null, $"the batch is {batch.Display()}, not an object");
        }
        Read(batch, true, root, dictionaries, output);
    }

    /// <summary>Reads an array of any type, such as the values of a dictionary.</summary>
    public static void Values(JsonValue column, Field* field, JsonDictionaries dictionaries, CArrowArray* output) =>
        Read(column, false, field, dictionaries, output);

    private static void Read(
        JsonValue value, bool isBatch, Field* root, JsonDictionaries dictionaries, CArrowArray* output)
    {
        JsonArrays reader = new(dictionaries);
        OwnedBlocks* owners = null;
        try
        {
            owners = OwnedBlocks.New(root->n_children + 1L);
            CArrowArray* array;
            if (isBatch)
            {
                array = reader.ReadBatch(value, root, owners);
            }
            else
            {
                array = reader.ReadColumn(new JsonColumn(value, root), root);
                OwnedBlocks.Set(owners, root->n_children, reader.TakeBlocks());
            }
            ExportedArrayLayout.LayOut(array, owners, default, output);
        }
        finally
        {
            foreach (nint block in reader._blocks)
            {
                Native.ab_release((Block*)block);
            }
            Native.ab_release((Block*)owners);
            reader._arena.Dispose();
        }
        Check(root, output);
    }

    private static void Check(Field* root, CArrowArray* output)
    {
        try
        {
            Validation.Check(root, output, Validation.Default);
        }
        catch
        {
            output->release(output);
            *output = default;
            throw;
        }
    }

    /// <summary>One block that owns the buffers read since the last call; NULL if there are none.</summary>
    private readonly Block* TakeBlocks()
    {
        if (_blocks.Count == 0)
        {
            return null;
        }
        OwnedBlocks* owned = OwnedBlocks.New(_blocks.Count);
        for (int i = 0; i < _blocks.Count; i++)
        {
            OwnedBlocks.Set(owned, i, (Block*)_blocks[i]);
        }
        _blocks.Clear();
        return &owned->head;
    }

    private CArrowArray* NewArray(Field* field, long variadic = 0)
    {
        CArrowArray* array = (CArrowArray*)_arena.Take(sizeof(CArrowArray));
        array->n_buffers = field->n_buffers + variadic;
        array->buffers = (void**)_arena.Take(array->n_buffers * sizeof(void*));
        array->n_children = field->n_children;
        array->children = field->n_children == 0
            ? null
            : (CArrowArray**)_arena.Take((long)field->n_children * sizeof(CArrowArray*));
        return array;
    }

    private CArrowArray* ReadBatch(JsonValue batch, Field* root, OwnedBlocks* owners)
    {
        CArrowArray* array = NewArray(root);
        array->length = JsonNumbers.Require(batch, "count"u8, 0, long.MaxValue, null);
        ReadChildren(batch["columns"u8], "columns", root, array, owners, array->length);
        return array;
    }

    /// <param name="owners">Receives the owner of each child's buffers; NULL: the parent's owner has them.</param>
    /// <param name="rows">Required number of rows of the children; -1: any number.</param>
    private void ReadChildren(
        JsonValue children, string name, Field* field, CArrowArray* array, OwnedBlocks* owners, long rows)
    {
        JsonValue.Elements elements = JsonColumn.Require(children, name, field->n_children, field);
        for (int i = 0; elements.Next(); i++)
        {
            Field* child = field->children + i;
            JsonColumn column = new(elements.Current, child);
            column.RequireName(child);
            if (rows >= 0 && column.Count != rows)
            {
                Throw.Invalid(Field.Path(child), $"the array has {column.Count} rows, not {rows}");
            }
            array->children[i] = ReadColumn(column, child);
            if (owners != null)
            {
                OwnedBlocks.Set(owners, i, TakeBlocks());
            }
        }
    }

    private CArrowArray* ReadColumn(in JsonColumn column, Field* field)
    {
        bool isView = field->dictionary == null && Layouts.Of(field->type).IsVariadic;
        CArrowArray* array = NewArray(field, isView ? column.Buffers.Count() : 0);
        ReadArray(column, field, array);
        return array;
    }

    private void ReadArray(in JsonColumn column, Field* field, CArrowArray* array)
    {
        array->length = column.Count;
        ref readonly Layout layout = ref Layouts.Of(field->type);
        byte* validity = null;
        if (layout.HasValidity)
        {
            validity = _buffers.Validity(column, field, out array->null_count);
            array->buffers[0] = validity;
        }
        else if (field->type == TypeId.Null)
        {
            array->null_count = column.Count;
        }
        if (field->dictionary != null)
        {
            array->buffers[1] = JsonValues.Read(_buffers, column, field, validity);
            ArrayBlock* values = _dictionaries.Get(field);
            Native.ab_retain(&values->head);
            _blocks.Add((nint)values);
            array->dictionary = &values->array;
            return;
        }
        ReadBuffers(column, field, array, validity);
        if (field->n_children > 0)
        {
            bool sameRows = field->type is TypeId.Struct or TypeId.SparseUnion;
            ReadChildren(column.Children, "children", field, array, null, sameRows ? column.Count : -1);
        }
    }

    private readonly void ReadBuffers(in JsonColumn column, Field* field, CArrowArray* array, byte* validity)
    {
        switch (field->type)
        {
            case TypeId.Binary or TypeId.Utf8 or TypeId.LargeBinary or TypeId.LargeUtf8:
                bool large = field->type is TypeId.LargeBinary or TypeId.LargeUtf8;
                bool hex = field->type is TypeId.Binary or TypeId.LargeBinary;
                array->buffers[2] = _buffers.Strings(column, field, validity, large, hex, out array->buffers[1]);
                break;
            case TypeId.BinaryView or TypeId.Utf8View:
                JsonViews.Read(_buffers, column, field, array, validity);
                break;
            case TypeId.List or TypeId.Map:
                array->buffers[1] = _buffers.ListOffsets(column, TypeId.Int32, field);
                break;
            case TypeId.LargeList:
                array->buffers[1] = _buffers.ListOffsets(column, TypeId.Int64, field);
                break;
            case TypeId.ListView or TypeId.LargeListView:
                TypeId type = field->type == TypeId.ListView ? TypeId.Int32 : TypeId.Int64;
                array->buffers[1] = _buffers.Integers(column.Offsets, "OFFSET", type, column.Count, field);
                array->buffers[2] = _buffers.Integers(column.Sizes, "SIZE", type, column.Count, field);
                break;
            case TypeId.DenseUnion or TypeId.SparseUnion:
                array->buffers[0] = _buffers.Integers(column.TypeIds, "TYPE_ID", TypeId.Int8, column.Count, field);
                if (field->type == TypeId.DenseUnion)
                {
                    array->buffers[1] = _buffers.Integers(column.Offsets, "OFFSET", TypeId.Int32, column.Count, field);
                }
                break;
            case TypeId.Null or TypeId.Struct or TypeId.FixedSizeList or TypeId.RunEndEncoded:
                break;
            default:
                array->buffers[1] = JsonValues.Read(_buffers, column, field, validity);
                break;
        }
    }
}
