using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Streams;

/// <summary>
/// Yields the rows of a reader in batches of other lengths. Slicing shares memory, concatenating copies. The batch that
/// is being sliced and the parts of the next one belong to the block, so that the last release frees them on any
/// thread.
/// </summary>
internal sealed unsafe class RebatchReader : AdapterReader
{
    private const int CurrentRef = 1;
    private const int PartsRef = 2;
    private const int Refs = 2;

    /// <summary>Initial capacity for the parts of a batch.</summary>
    private const int FirstParts = 4;

    private readonly long _min;
    private readonly long _max;

    /// <summary>The first row of the current batch that was not yielded yet.</summary>
    private long _position;

    private RebatchReader(ReaderBlock* source, long min, long max)
        : base(source)
    {
        _min = min;
        _max = max == 0 ? long.MaxValue : max;
    }

    /// <summary>Empty: a batch concatenated from several has new dictionaries, which fields no longer share.</summary>
    public override ReadOnlySpan<int> DictionaryNumbers => _min > 1 ? default : base.DictionaryNumbers;

    private ref ArrayBlock* Current => ref ((ArrayBlock**)ReaderBlock.Refs(Block))[CurrentRef];

    private ref BatchesBlock* Parts => ref ((BatchesBlock**)ReaderBlock.Refs(Block))[PartsRef];

    public static ReaderBlock* Create(ReaderBlock* source, long min, long max)
    {
        if (min < 0)
        {
            Throw.Argument("min_rows", $"is {min}");
        }
        if (max < 0 || (max > 0 && max < min))
        {
            Throw.Argument("max_rows", max < 0 ? $"is {max}" : $"is {max}, but min_rows is {min}");
        }
        BatchesBlock* parts = NewParts(FirstParts);
        try
        {
            ReaderBlock* block = new RebatchReader(source, min, max).AttachToSource(Refs);
            ReaderBlock.Refs(block)[PartsRef] = &parts->head;
            return block;
        }
        catch
        {
            Native.ab_release(&parts->head);
            throw;
        }
    }

    public override bool Next(CArrowArray* output)
    {
        long rows = 0;
        do
        {
            if (Current == null && !Fetch(output))
            {
                break;
            }
            if (output->release != null)
            {
                return true; // just right as it came
            }
            long taken = Math.Min(Current->array.length - _position, _max - rows);
            Take(taken);
            rows += taken;
        }
        while (rows < _min);
        Hand(output);
        return true;
    }

    /// <summary>
    /// Reads the next batch, to be sliced, or directly into the output if it needs no change. Returns whether there is
    /// one. An error is reported after the rows before it were yielded.
    /// </summary>
    private bool Fetch(CArrowArray* output)
    {
        try
        {
            Cursor.StopIfCancelled(Block);
            Cursor.Next(Source, output);
            while (output->release != null && output->length == 0 && _min > 0)
            {
                Handles.Release(output);
                Cursor.StopIfCancelled(Block);
                Cursor.Next(Source, output);
            }
        }
        catch (ArrowBridgeException) when (Parts->count > 0 && Cursor.HasFailed(Source))
        {
            return false;
        }
        if (output->release == null)
        {
            return false;
        }
        if (Parts->count == 0 && output->length >= _min && output->length <= _max)
        {
            return true;
        }
        Current = SharedArray.Adopt(output, Schema, SchemaBlock.Root(Schema), IsBatches);
        *output = default;
        Validation.Check(Current, Validation.Default); // before rows are sliced and copied
        _position = 0;
        return true;
    }

    /// <summary>Makes the next rows of the current batch a part.</summary>
    private void Take(long rows)
    {
        if (Parts->count == Capacity(Parts))
        {
            Grow();
        }
        ExportSlice(Current, _position, rows, BatchesBlock.Arrays(Parts) + Parts->count);
        Parts->count++;
        _position += rows;
        if (_position == Current->array.length)
        {
            Native.ab_release(&Current->head);
            Current = null;
        }
    }

    /// <summary>Yields the concatenation of the parts.</summary>
    private void Hand(CArrowArray* output)
    {
        CArrowArray* parts = BatchesBlock.Arrays(Parts);
        while (Parts->count > 1)
        {
            Parts->count = JoinPairs(parts, Parts->count);
        }
        if (Parts->count == 1)
        {
            *output = parts[0];
            Parts->count = 0;
        }
    }

    /// <summary>Concatenates neighbours pairwise, so that each row is copied log2(parts) times at most.</summary>
    private long JoinPairs(CArrowArray* parts, long count)
    {
        Field* root = SchemaBlock.Root(Schema);
        for (long i = 0; i + 1 < count; i += 2)
        {
            Cursor.StopIfCancelled(Block);
            CArrowArray joined;
            Concat.Append(root, parts + i, parts + i + 1, &joined);
            Handles.Release(parts + i);
            Handles.Release(parts + i + 1);
            parts[i / 2] = joined;
        }
        if ((count & 1) != 0)
        {
            CArrowArray last = parts[count - 1];
            parts[count - 1] = default;
            parts[count / 2] = last;
        }
        return (count + 1) / 2;
    }

    private static BatchesBlock* NewParts(long capacity)
    {
        BatchesBlock* parts = (BatchesBlock*)Allocator.New(BlockKind.Batches,
            Size.Add(sizeof(BatchesBlock), Size.Multiply(capacity, sizeof(CArrowArray))));
        parts->count = 0;
        return parts;
    }

    private static long Capacity(BatchesBlock* parts) =>
        (parts->head.size - sizeof(BatchesBlock)) / sizeof(CArrowArray);

    private void Grow()
    {
        BatchesBlock* larger = NewParts(Size.Multiply(Capacity(Parts), 2));
        Allocator.Copy(BatchesBlock.Arrays(Parts), BatchesBlock.Arrays(larger), Parts->count * sizeof(CArrowArray));
        larger->count = Parts->count;
        Parts->count = 0;
        Native.ab_release(&Parts->head);
        Parts = larger;
    }
}
