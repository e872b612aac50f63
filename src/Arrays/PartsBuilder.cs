using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Builds an array from its parts, as one exported array. Its buffers are copied into one block per column or stay in
/// the caller's memory with their owners. All steps that can fail come first; then owned buffers and finished arrays
/// are taken over, which cannot fail. The structural check is last and may refuse the result.
/// </summary>
internal unsafe ref struct PartsBuilder
{
    private const int Released = 2; // state of an exported array, see exported.inc

    private readonly CArrayPart* _parts;
    private readonly long _count;
    private readonly OwnerBlock** _owners;
    private readonly CArrowArray** _arrays;
    private ExportedArrayBuilder _exported;
    private long _part;
    private long _owner;
    private long _array;

    // Of the current column: the next slot for an owner of its buffers, and the position of the next copy.
    private Block** _blocks;
    private byte* _copies;

    private PartsBuilder(
        CArrayPart* parts, long count, ExportedArrayBuilder exported, OwnerBlock** owners, CArrowArray** arrays)
    {
        _parts = parts;
        _count = count;
        _exported = exported;
        _owners = owners;
        _arrays = arrays;
    }

    /// <param name="taken">Set when owned buffers and finished arrays have been taken over from the caller.</param>
    public static ArrayBlock* Build(SchemaBlock* schema, CArrayPart* parts, long count, ref bool taken)
    {
        Field* root = SchemaBlock.Root(schema);
        PartsMeasure measure = new(parts, count);
        measure.MeasureAll(root);
        measure.CheckAllUsed();
        if (parts->array != null)
        {
            return SharedArray.Import(parts->array, schema, false);
        }
        CArrowArray built = default;
        Arena arena = default;
        try
        {
            LayOut(schema, parts, count, measure, ref arena, &built);
        }
        finally
        {
            arena.Dispose();
        }
        taken = true;
        return SharedArray.AdoptMade(&built, schema, root);
    }

    private static void LayOut(SchemaBlock* schema, CArrayPart* parts, long count, in PartsMeasure measure,
        ref Arena arena, CArrowArray* output)
    {
        Field* root = SchemaBlock.Root(schema);
        OwnerBlock** owners = (OwnerBlock**)arena.Take(Size.Multiply(measure.Owners, sizeof(void*)));
        CArrowArray** arrays = (CArrowArray**)arena.Take(Size.Multiply(measure.Arrays, sizeof(void*)));
        ExportedArrayBuilder exported = new(measure.Structs, measure.Entries, root->n_children + 1L);
        PartsBuilder builder = new(parts, count, exported, owners, arrays);
        try
        {
            builder.FillRoot(root, output);
        }
        catch
        {
            builder._exported.Abandon();
            throw;
        }
        builder.TakeOver();
        builder._exported.Finish(new Reference(null));
    }

    /// <summary>Calls the release callbacks of all buffers, if none was taken over.</summary>
    public static void EndBuffers(CArrayPart* parts, long count)
    {
        for (long i = 0; parts != null && i < count; i++)
        {
            for (long j = 0; parts[i].array == null && parts[i].buffers != null && j < parts[i].n_buffers; j++)
            {
                CallerMemory.End(parts[i].buffers[j].release, parts[i].buffers[j].context);
            }
        }
    }

    private void FillRoot(Field* root, CArrowArray* output)
    {
        PartsMeasure measure = new(_parts, _count);
        measure.MeasureOne(root);
        if (root->dictionary != null)
        {
            measure.MeasureAll(root->dictionary);
        }
        Begin(ExportedArrayBuilder.Root, measure);
        Fill(root, _exported.Next(ExportedArrayBuilder.Root), output, ExportedArrayBuilder.Root);
    }

    /// <summary>Starts a top-level column, or the root and its dictionary: the next buffers belong to it.</summary>
    private void Begin(int column, in PartsMeasure measure)
    {
        long owners = measure.Owners + (measure.Bytes > 0 ? 1 : 0);
        if (owners == 0)
        {
            return;
        }
        OwnedBlocks* owned = OwnedBlocks.New(owners);
        _exported.Own(column, &owned->head);
        _blocks = OwnedBlocks.Blocks(owned);
        if (measure.Bytes > 0)
        {
            *_blocks++ = Allocator.NewBuffer(measure.Bytes, out _copies);
        }
    }

    private void Fill(Field* field, ExportedArray* exported, CArrowArray* output, int column)
    {
        CArrayPart* part = _parts + _part++;
        if (part->array != null)
        {
            // The finished array has its own release callback, so this struct owns nothing.
            exported->state = Released;
            _arrays[_array++] = output;
            return;
        }
        *output = default;
        output->length = part->length;
        output->offset = part->offset;
        FillBuffers(field, part, output);
        output->null_count = part->null_count >= 0 && field->type != TypeId.Null
            ? part->null_count
            : SharedArray.NullCount(field, output);
        output->n_children = field->n_children;
        output->children = _exported.Children(field->n_children);
        for (int i = 0; i < field->n_children; i++)
        {
            int below = column;
            if (column == ExportedArrayBuilder.Root)
            {
                below = i;
                PartsMeasure measure = new(_parts, _count) { Part = _part };
                measure.MeasureAll(field->children + i);
                Begin(i, measure);
            }
            output->children[i] = Below(field->children + i, below);
        }
        if (field->dictionary != null)
        {
            output->dictionary = Below(
                field->dictionary, column == ExportedArrayBuilder.Root ? ExportedArrayBuilder.BelowDictionary : column);
        }
        ExportedArrayBuilder.FinishStruct(exported, output);
    }

    private CArrowArray* Below(Field* field, int column)
    {
        ExportedArray* exported = _exported.Next(Math.Max(column, ExportedArrayBuilder.Root));
        Fill(field, exported, &exported->value, column);
        return &exported->value;
    }

    private void FillBuffers(Field* field, CArrayPart* part, CArrowArray* output)
    {
        ref readonly Layout layout = ref Layouts.Of(field->type);
        long buffers = layout.IsVariadic ? Math.Max(part->n_buffers, layout.Buffers) : layout.Buffers;
        output->n_buffers = layout.IsVariadic ? buffers + 1 : buffers;
        output->buffers = _exported.Buffers(output->n_buffers);
        for (int i = 0; i < buffers; i++)
        {
            output->buffers[i] = Locate(field, PartsMeasure.Given(part, i), PartsMeasure.KindOf(field, i));
        }
        output->null_count = -1;
        if (layout.IsVariadic)
        {
            long count = buffers - layout.Buffers;
            long* lengths = (long*)Reserve(count * sizeof(long));
            for (long i = 0; i < count; i++)
            {
                lengths[i] = part->buffers[layout.Buffers + i].size;
            }
            output->buffers[buffers] = count == 0 ? null : lengths;
        }
    }

    /// <summary>The address of a buffer of the new array; copies it if necessary.</summary>
    private void* Locate(Field* field, in CBuffer buffer, BufferKind kind)
    {
        bool copied = buffer.size == 0 || PartsMeasure.IsCopied(field, buffer, kind);
        if (buffer.release != null)
        {
            // The release callback is set at the end, so that a failure before that calls none. A copied buffer needs
            // no block: its callback is called as soon as nothing can fail.
            OwnerBlock* owner = null;
            if (!copied)
            {
                owner = (OwnerBlock*)Allocator.New(BlockKind.Owner, sizeof(OwnerBlock));
                owner->release = null;
                *_blocks++ = &owner->head;
            }
            _owners[_owner++] = owner;
        }
        if (!copied)
        {
            return buffer.data;
        }
        if (buffer.size == 0)
        {
            return kind == BufferKind.Validity ? null : Reserve(PartsMeasure.Empty);
        }
        byte* copy = Reserve(buffer.size);
        Allocator.Copy(buffer.data, copy, buffer.size);
        if (buffer.release != null)
        {
            Native.ab_count_copy(buffer.size);
        }
        return copy;
    }

    /// <summary>
    /// Reserves memory in the column's block. The padding after <paramref name="size"/> bytes is zero; a buffer into
    /// which nothing is copied is all zero.
    /// </summary>
    private byte* Reserve(long size)
    {
        long padded = (size + Allocator.Alignment - 1) & ~(long)(Allocator.Alignment - 1);
        byte* start = _copies;
        _copies += padded;
        if (padded > 0)
        {
            Allocator.Zero(start + padded - Allocator.Alignment, Allocator.Alignment);
        }
        return start;
    }

    /// <summary>Takes over owned buffers and finished arrays, in the order of the parts.</summary>
    private readonly void TakeOver()
    {
        long owner = 0;
        long array = 0;
        for (long i = 0; i < _count; i++)
        {
            CArrayPart* part = _parts + i;
            if (part->array != null)
            {
                *_arrays[array++] = *part->array;
                part->array->release = null;
                continue;
            }
            for (long j = 0; j < part->n_buffers; j++)
            {
                CBuffer buffer = part->buffers[j];
                if (buffer.release == null)
                {
                    continue;
                }
                OwnerBlock* block = _owners[owner++];
                if (block == null)
                {
                    buffer.release(buffer.context);
                    continue;
                }
                block->release = buffer.release;
                block->owner = buffer.context;
            }
        }
    }
}
