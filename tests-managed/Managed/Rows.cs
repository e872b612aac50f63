using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Managed;

/// <summary>Batches for the tests of the managed API.</summary>
internal static class Rows
{
    public static ArrowSchema Schema { get; } = new(
        new ArrowField("n", DataType.Int32, isNullable: false),
        new ArrowField("text", DataType.Utf8));

    /// <summary>A batch with numbers from <paramref name="first"/>. Every third string is null.</summary>
    public static RecordBatch Batch(int first, int count)
    {
        using RecordBatchBuilder rows = new(Schema);
        for (int i = first; i < first + count; i++)
        {
            rows["n"].Values<int>().Append(i);
            rows["text"].Bytes().Append(i % 3 == 2 ? null : $"text {i}");
        }
        return rows.Finish();
    }

    public static IEnumerable<RecordBatch> Batches(int batches, int rows = 4, Action? end = null)
    {
        try
        {
            for (int i = 0; i < batches; i++)
            {
                yield return Batch(i * rows, rows);
            }
        }
        finally
        {
            end?.Invoke();
        }
    }

    /// <summary>Reads all numbers of a reader.</summary>
    public static List<int?> Numbers(RecordBatchReader reader)
    {
        List<int?> numbers = [];
        foreach (RecordBatch batch in reader.ReadAll())
        {
            using (batch)
            using (ArrowArray column = batch.Column("n"))
            {
                numbers.AddRange(column.ToArray<int>());
            }
        }
        return numbers;
    }
}
