// Data of Apache.Arrow written as an IPC file by ArrowBridge, read back by ArrowBridge, and given to Apache.Arrow
// again.
using System.Runtime.CompilerServices;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using ArrowBridge;
using ArrowBridge.ApacheArrow;
using ApacheBatch = Apache.Arrow.RecordBatch;
using ApacheSchema = Apache.Arrow.Schema;

ApacheSchema schema = new ApacheSchema.Builder()
    .Field(new Field("n", Int64Type.Default, nullable: false))
    .Field(new Field("name", StringType.Default, nullable: true))
    .Build();

using (RecordBatchReader numbers = new NumbersStream(schema).ToArrowBridge())
{
    numbers.WriteIpcFile(args[0]);
}

long sum = 0;
List<string> names = [];
using (IArrowArrayStream file = RecordBatchReader.OpenIpcFile(args[0]).ToApacheArrow())
{
    while (await file.ReadNextRecordBatchAsync() is { } batch)
    {
        using (batch)
        {
            StringArray texts = (StringArray)batch.Column("name");
            for (int i = 0; i < batch.Length; i++)
            {
                sum += ((Int64Array)batch.Column("n")).GetValue(i)!.Value;
                names.Add(texts.GetString(i) ?? "null");
            }
        }
    }
}
Console.WriteLine($"sum {sum}, names {string.Join(' ', names)}");

using (RecordBatchReader reader = new NumbersStream(schema) { Fails = true }.ToArrowBridge())
{
    try
    {
        foreach (ArrowBridge.RecordBatch batch in reader.ReadAll())
        {
            Console.WriteLine($"{batch.Length} rows");
            batch.Dispose();
        }
    }
    catch (InvalidDataException exception)
    {
        Console.WriteLine(exception.Message);
    }
}

Console.WriteLine(RuntimeFeature.IsDynamicCodeSupported ? "on CoreCLR" : "ahead of time");
ArrowMemory left = ArrowMemory.Read();
Console.WriteLine($"not released: {left.Bytes} bytes, {left.Objects} objects");
return left.Bytes == 0 && left.Objects == 0 ? 0 : 1;

/// <summary>Two batches of three rows each, made by Apache.Arrow's builders; then the end of stream, or an
/// error.</summary>
internal sealed class NumbersStream(ApacheSchema schema) : IArrowArrayStream
{
    private int _batches;

    public ApacheSchema Schema => schema;

    public bool Fails { get; init; }

    public ValueTask<ApacheBatch?> ReadNextRecordBatchAsync(CancellationToken cancellationToken = default)
    {
        if (_batches == 2)
        {
            return Fails
                ? throw new InvalidDataException("the third batch is damaged")
                : ValueTask.FromResult<ApacheBatch?>(null);
        }
        int first = 3 * _batches++;
        Int64Array.Builder numbers = new();
        StringArray.Builder names = new();
        for (int i = first; i < first + 3; i++)
        {
            numbers.Append(i);
            _ = i % 3 == 1 ? names.AppendNull() : names.Append($"n{i}");
        }
        return ValueTask.FromResult<ApacheBatch?>(new ApacheBatch(schema, [numbers.Build(), names.Build()], 3));
    }

    public void Dispose()
    {
    }
}
