using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Casts;

/// <summary>
/// Yields the batches of a reader with one growing dictionary per dictionary-encoded field. All that must be released
/// belongs to the block, so that the last release frees it on any thread.
/// </summary>
internal sealed unsafe class UnifyReader : Reader
{
    private const int SourceRef = 0;
    private const int OwnedRef = 1;
    private const int Refs = 2;

    private readonly ReaderBlock* _source;
    private readonly GrowingDictionary[] _dictionaries; // in the order of the fields
    private readonly bool _isWidened;
    private int _next; // of the batch at hand

    private UnifyReader(ReaderBlock* source, SchemaBlock* schema, OwnedBlocks* owned, int count)
        : base(schema, Of(source).IsBatches)
    {
        _source = source;
        _dictionaries = new GrowingDictionary[count];
        int found = 0;
        Field* from = SchemaBlock.Root((SchemaBlock*)source->schema);
        Prepare(from, SchemaBlock.Root(schema), owned, ref found, ref _isWidened);
    }

    public static ReaderBlock* Create(ReaderBlock* source, CUnifyOptions* given)
    {
        UnifyPlan options = UnifyPlan.Parse(given);
        SchemaBlock* from = (SchemaBlock*)source->schema;
        int count = Count(SchemaBlock.Root(from));
        OwnedBlocks* owned = OwnedBlocks.New((long)count * GrowingDictionary.Slots);
        try
        {
            SchemaBlock* schema = UnifiedSchema.Make(from, options.Width, options.DropsOrder);
            ReaderBlock* block = new UnifyReader(source, schema, owned, count).Attach(Refs);
            Native.ab_retain(&source->head);
            ReaderBlock.Refs(block)[SourceRef] = &source->head;
            ReaderBlock.Refs(block)[OwnedRef] = &owned->head;
            return block;
        }
        catch
        {
            Native.ab_release(&owned->head);
            throw;
        }
    }

    /// <summary>Number of dictionary-encoded fields that are not inside of a dictionary.</summary>
    private static int Count(Field* field)
    {
        int count = field->IsDictionary ? 1 : 0;
        for (int i = 0; i < field->n_children; i++)
        {
            count += Count(field->children + i);
        }
        return count;
    }

    private void Prepare(Field* from, Field* to, OwnedBlocks* owned, ref int found, ref bool isWidened)
    {
        if (from->IsDictionary)
        {
            isWidened |= from->type != to->type;
            bool isOrdered = (to->flags & ArrowFlag.DictionaryOrdered) != 0;
            _dictionaries[found] = new GrowingDictionary(from, isOrdered, owned, (long)found * GrowingDictionary.Slots);
            found++;
        }
        for (int i = 0; i < from->n_children; i++)
        {
            Prepare(from->children + i, to->children + i, owned, ref found, ref isWidened);
        }
    }

    public override bool Next(CArrowArray* output)
    {
        Cursor.Next(_source, output);
        SchemaBlock* schema = (SchemaBlock*)_source->schema;
        Field* root = SchemaBlock.Root(schema);
        _next = 0;
        if (output->release == null || (!_isWidened && AreCurrent(root, output)))
        {
            return true;
        }
        ArrayBlock* shared = SharedArray.Adopt(output, schema, root, false);
        *output = default;
        try
        {
            Validation.Check(shared, Validation.Default);
            _next = 0;
            Unify(shared, output);
            return true;
        }
        finally
        {
            Native.ab_release(&shared->head);
        }
    }

    /// <summary>Whether all arrays have the dictionaries themselves.</summary>
    private bool AreCurrent(Field* field, CArrowArray* array)
    {
        if (field->IsDictionary)
        {
            return _dictionaries[_next++].IsCurrent(array->dictionary);
        }
        for (int i = 0; i < field->n_children; i++)
        {
            if (!AreCurrent(field->children + i, array->children[i]))
            {
                return false;
            }
        }
        return true;
    }

    private void Unify(ArrayBlock* source, CArrowArray* output)
    {
        Field* from = SharedArray.FieldOf(source);
        Field* to = SchemaBlock.Root(Schema);
        CastMemory memory = new();
        OwnedBlocks* owners = null;
        try
        {
            owners = OwnedBlocks.New(from->n_children + 1L);
            Reference reference = SharedArray.ReferenceTo(source);
            CArrowArray* result = memory.CopyStruct(&source->array);
            if (from->IsDictionary)
            {
                result = Encoded(ref memory, from, &source->array, to, reference);
            }
            OwnedBlocks.Set(owners, from->n_children, memory.EndColumn());
            for (int i = 0; i < from->n_children; i++)
            {
                Reference column = reference.column >= 0 ? reference : new Reference(reference.block, i);
                result->children[i] =
                    Walk(ref memory, from->children + i, source->array.children[i], to->children + i, column);
                OwnedBlocks.Set(owners, i, memory.EndColumn());
            }
            ExportedArrayLayout.LayOut(result, owners, reference, output);
        }
        finally
        {
            memory.Dispose();
            Native.ab_release((Block*)owners);
        }
    }

    private CArrowArray* Walk(
        ref CastMemory memory, Field* from, CArrowArray* source, Field* to, Reference reference)
    {
        if (from->IsDictionary)
        {
            return Encoded(ref memory, from, source, to, reference);
        }
        if (from->n_children == 0)
        {
            return source;
        }
        CArrowArray* result = memory.CopyStruct(source);
        for (int i = 0; i < from->n_children; i++)
        {
            result->children[i] =
                Walk(ref memory, from->children + i, source->children[i], to->children + i, reference);
        }
        return result;
    }

    /// <summary>The array with the dictionary so far, and with its indices into that.</summary>
    private CArrowArray* Encoded(
        ref CastMemory memory, Field* from, CArrowArray* source, Field* to, Reference reference)
    {
        GrowingDictionary dictionary = _dictionaries[_next++];
        long* places = dictionary.Add(source, (SchemaBlock*)_source->schema, reference);
        CArrowArray* result;
        if (places == null && from->type == to->type)
        {
            result = memory.CopyStruct(source);
        }
        else
        {
            RowRange range = new(null, from, source, source->offset, source->length);
            result = memory.NewArray(to, source->length);
            memory.ShareValidity(&range, result);
            result->buffers[1] = memory.Buffer(source->length, to->bit_width / 8);
            MapIndices(&range, to, places, result->buffers[1]);
        }
        result->dictionary = &dictionary.Current->array;
        memory.Own(&dictionary.Current->head);
        return result;
    }

    /// <summary>
    /// Writes the new indices. Those of nulls become 0, and so do those that no row refers to and that were therefore
    /// not checked.
    /// </summary>
    private static void MapIndices(RowRange* range, Field* to, long* places, void* target)
    {
        const int MostAtOnce = 256;
        long* block = stackalloc long[MostAtOnce];
        ulong values = (ulong)range->array->dictionary->length;
        long most = Integers.Max(to->type);
        for (long first = 0; first < range->count; first += MostAtOnce)
        {
            long count = Math.Min(MostAtOnce, range->count - first);
            Integers.ReadAll(range->array->buffers[1], range->field->type, range->first + first, count, block);
            for (long i = 0; i < count; i++)
            {
                bool isKnown = (ulong)block[i] < values && range->IsValid(first + i);
                block[i] = !isKnown ? 0 : places == null ? block[i] : places[block[i]];
                if (block[i] > most)
                {
                    Throw.NotSupported(null, Field.Path(to),
                        $"the dictionary of the stream has more values than indices of {to->bit_width} bits can " +
                        "count; set the option that widens them");
                }
            }
            Integers.WriteAll(target, to->type, first, block, count);
        }
    }
}
