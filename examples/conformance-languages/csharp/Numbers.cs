using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

/// <summary>A stream of a column of int64: the numbers 0, 1, 2, ... in batches of these lengths.</summary>
internal sealed class Numbers(params int[] lengths) : IArrowArrayStream
{
    private readonly Queue<int> _lengths = new(lengths);
    private long _next;

    public Schema Schema { get; } = new([new Field("n", Int64Type.Default, nullable: false)], []);

    public ValueTask<RecordBatch> ReadNextRecordBatchAsync(CancellationToken cancellationToken = default)
    {
        if (!_lengths.TryDequeue(out int length))
        {
            return default;
        }
        Int64Array.Builder column = new();
        for (int i = 0; i < length; i++)
        {
            column.Append(_next++);
        }
        return new(new RecordBatch(Schema, [column.Build()], length));
    }

    public void Dispose()
    {
    }

    /// <summary>Reads a stream to its end, and releases it.</summary>
    public static long CountRows(IArrowArrayStream stream)
    {
        using (stream)
        {
            long rows = 0;
            while (stream.ReadNextRecordBatchAsync().AsTask().GetAwaiter().GetResult() is { } batch)
            {
                rows += batch.Length;
                batch.Dispose();
            }
            return rows;
        }
    }
}
