using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Streams;

/// <summary>
/// Concatenates readers: all batches of the first, then of the second, and so on. The block keeps alive those that are
/// not at end of stream.
/// </summary>
internal sealed unsafe class ChainReader : Reader
{
    private readonly int _count;
    private int _current;

    private ChainReader(ReaderBlock* first, int count)
        : base((SchemaBlock*)first->schema, Of(first).IsBatches)
    {
        _count = count;
    }

    public static ReaderBlock* Create(long count, ReaderBlock** readers)
    {
        if (count is < 1 or > int.MaxValue)
        {
            Throw.Argument("n_readers", $"is {count}");
        }
        if (readers == null)
        {
            Throw.NullArgument("readers");
        }
        for (long i = 0; i < count; i++)
        {
            Check(readers, i);
        }
        Native.ab_retain(readers[0]->schema);
        ReaderBlock* block = new ChainReader(readers[0], (int)count).Attach((int)count);
        for (long i = 0; i < count; i++)
        {
            Native.ab_retain(&readers[i]->head);
            ReaderBlock.Refs(block)[i] = &readers[i]->head;
        }
        return block;
    }

    private static void Check(ReaderBlock** readers, long i)
    {
        string name = $"readers[{i}]";
        ReaderBlock* reader = Checked(readers[i], name);
        if (i == 0)
        {
            return;
        }
        if (Of(reader).IsBatches != Of(readers[0]).IsBatches)
        {
            Throw.Argument(name, "and the first reader are not both readers of record batches");
        }
        try
        {
            SchemaDifference.Refuse(SchemaBlock.Root((SchemaBlock*)reader->schema),
                SchemaBlock.Root((SchemaBlock*)readers[0]->schema));
        }
        catch (ArrowBridgeException difference)
        {
            Throw.Argument(name, $"has another schema than the first reader: {difference.Message}");
        }
    }

    public override bool Next(CArrowArray* output)
    {
        for (; _current < _count; _current++)
        {
            Block** place = ReaderBlock.Refs(Block) + _current;
            Cursor.Next((ReaderBlock*)*place, output);
            if (output->release != null)
            {
                break;
            }
            Native.ab_release(*place);
            *place = null;
        }
        return true;
    }
}
