using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Casts.Statistics;

/// <summary>Collects statistics of the batches that it hands on.</summary>
internal sealed unsafe class StatisticsReader : AdapterReader
{
    private const int OwnedRef = 1;

    private readonly StatisticsCollector _statistics;

    private StatisticsReader(ReaderBlock* source)
        : base(source)
    {
        _statistics = new StatisticsCollector(Schema);
    }

    public static ReaderBlock* Create(ReaderBlock* source)
    {
        StatisticsReader reader = new(source);
        OwnedBlocks* owned = reader._statistics.Owned;
        try
        {
            ReaderBlock* block = reader.AttachToSource(1);
            ReaderBlock.Refs(block)[OwnedRef] = &owned->head;
            return block;
        }
        catch
        {
            Native.ab_release(&owned->head);
            throw;
        }
    }

    public override bool Next(CArrowArray* output)
    {
        Cursor.Next(Source, output);
        if (output->release != null)
        {
            Add(_statistics, output);
        }
        return true;
    }

    private static void Add(StatisticsCollector statistics, CArrowArray* batch)
    {
        Field* root = SchemaBlock.Root(statistics.Schema);
        Validation.Check(root, batch, 0, batch->length, batch->offset + batch->length, Validation.Default);
        statistics.Add(batch);
    }

    /// <summary>The statistics of the batches that were read so far.</summary>
    public static ArrayBlock* Collected(ReaderBlock* block)
    {
        if (Of(block) is not StatisticsReader reader)
        {
            Throw.Argument("reader", "collects no statistics; make one with ArrowBridgeReaderWithStatistics");
            return null;
        }
        Cursor.Enter(block);
        try
        {
            if (Cursor.HasFailed(block))
            {
                Throw.Argument("reader", "has failed, so its statistics are not complete");
            }
            return StatisticsArray.Make(reader._statistics);
        }
        finally
        {
            Cursor.Leave(block);
        }
    }

    /// <summary>The statistics of all batches that are left.</summary>
    public static ArrayBlock* OfRemaining(ReaderBlock* source)
    {
        SchemaBlock* schema = (SchemaBlock*)source->schema;
        StatisticsCollector statistics = new(schema);
        CArrowArray batch = default;
        try
        {
            for (Cursor.Next(source, &batch); batch.release != null; Cursor.Next(source, &batch))
            {
                Add(statistics, &batch);
                Handles.Release(&batch);
            }
            return StatisticsArray.Make(statistics);
        }
        finally
        {
            Handles.Release(&batch);
            Native.ab_release(&statistics.Owned->head);
        }
    }

    public static ArrayBlock* OfArray(ArrayBlock* array)
    {
        SchemaBlock* schema = SharedArray.TypeOf(array);
        StatisticsCollector? statistics = null;
        try
        {
            Validation.Check(array, Validation.Default);
            statistics = new StatisticsCollector(schema);
            statistics.Add(&array->array);
            return StatisticsArray.Make(statistics);
        }
        finally
        {
            Native.ab_release(&schema->head);
            if (statistics is not null)
            {
                Native.ab_release(&statistics.Owned->head);
            }
        }
    }
}
