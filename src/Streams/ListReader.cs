using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Streams;

/// <summary>Reads a list of batches; each is moved out when it is read.</summary>
internal sealed unsafe class ListReader : Reader
{
    private readonly BatchesBlock* _batches;
    private long _next;

    private ListReader(SchemaBlock* schema, BatchesBlock* batches, bool isBatches)
        : base(schema, isBatches)
    {
        _batches = batches;
    }

    public override bool MayBlock => false;

    /// <summary>
    /// Checks all batches, then takes them over; on failure they still belong to the caller. The schema is consumed in
    /// every outcome.
    /// </summary>
    public static ReaderBlock* Create(CArrowSchema* schema, long count, CArrowArray* batches, bool isBatches)
    {
        SchemaBlock* own = null;
        BatchesBlock* list = null;
        try
        {
            if (count < 0)
            {
                Throw.Argument("n_batches", $"is {count}");
            }
            if (count > 0 && batches == null)
            {
                Throw.NullArgument("batches");
            }
            own = SchemaImport.Import(schema);
            if (isBatches)
            {
                SharedArray.RequireStruct(SchemaBlock.Root(own));
            }
            list = (BatchesBlock*)Allocator.New(BlockKind.Batches,
                Size.Add(sizeof(BatchesBlock), Size.Multiply(count, sizeof(CArrowArray))));
            list->count = 0;
            Check(own, count, batches);
            Take(list, count, batches);
            ReaderBlock* block = new ListReader(own, list, isBatches).AttachOwned(ref own);
            ReaderBlock.Refs(block)[0] = &list->head;
            return block;
        }
        catch
        {
            Native.ab_release((Block*)list);
            Native.ab_release((Block*)own);
            throw;
        }
    }

    private ReaderBlock* AttachOwned(ref SchemaBlock* schema)
    {
        schema = null; // Attach takes the reference over, on failure too
        return Attach(1);
    }

    private static void Check(SchemaBlock* schema, long count, CArrowArray* batches)
    {
        for (long i = 0; i < count; i++)
        {
            try
            {
                if (batches[i].release == null)
                {
                    Throw.Rule("MEM-5", null, "the array was released before");
                }
                StructureCheck check = new(acceptsOlder: true, copiesMisaligned: false);
                Structure.Check(SchemaBlock.Root(schema), batches + i, ref check);
            }
            catch (ArrowBridgeException exception)
            {
                exception.Batch = i;
                throw;
            }
        }
    }

    private static void Take(BatchesBlock* list, long count, CArrowArray* batches)
    {
        for (long i = 0; i < count; i++)
        {
            BatchesBlock.Arrays(list)[i] = batches[i];
            batches[i].release = null;
        }
        list->count = count;
    }

    public override bool Next(CArrowArray* output)
    {
        if (_next < _batches->count)
        {
            CArrowArray* array = BatchesBlock.Arrays(_batches) + _next++;
            *output = *array;
            array->release = null;
        }
        return false;
    }
}
