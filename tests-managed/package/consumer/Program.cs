using System.Runtime.CompilerServices;
using ArrowBridge;

// Computes rows, writes them to a file and reads them back, all without pointers.
ArrowSchema schema = new(
    new ArrowField("n", DataType.Int64, isNullable: false),
    new ArrowField("name", DataType.Utf8));

using (RecordBatchReader numbers = RecordBatchReader.FromEnumerable(schema, Numbers(schema)))
{
    numbers.WriteIpcFile(args[0]);
}
using (RecordBatchReader file = RecordBatchReader.OpenIpcFile(
    args[0], new IpcReadOptions { Validation = ValidationLevel.Full }))
{
    long sum = 0;
    foreach (RecordBatch batch in file.ReadAll())
    {
        using (batch)
        using (ArrowArray column = batch.Column("n"))
        {
            sum += column.ToArray<long>().Sum(value => value ?? 0);
        }
    }
    Console.WriteLine($"sum {sum}");
}
try
{
    RecordBatchReader.OpenIpcFile(args[0] + ".missing");
}
catch (ArrowBridgeException exception) when (exception.Code == ErrorCode.NotFound)
{
    Console.WriteLine("a missing file is NotFound");
}
Console.WriteLine(Devices.ThereAndBack(RecordBatchReader.FromEnumerable(schema, Numbers(schema))));
// The .NET runtime ignores SIGPIPE, and a program may restore its default action. In both cases, a pipe without a
// reader is an error, and no signal is raised.
PrintPipe(schema);
Pipes.RestoreSignal();
PrintPipe(schema);
Console.WriteLine(RuntimeFeature.IsDynamicCodeSupported ? "on CoreCLR" : "ahead of time");
ArrowMemory left = ArrowMemory.Read();
Console.WriteLine($"not released: {left.Bytes} bytes, {left.Objects} objects");
// The source of the last stream takes its time to be disposed, and the process does not end before that.
Streams.ReadOneAndRelease(RecordBatchReader.FromEnumerable(schema, SlowToEnd(schema)));
return left.Bytes == 0 && left.Objects == 0 ? 0 : 1;

static IEnumerable<RecordBatch> SlowToEnd(ArrowSchema schema)
{
    try
    {
        foreach (RecordBatch batch in Numbers(schema))
        {
            yield return batch;
        }
    }
    finally
    {
        Thread.Sleep(300);
        Console.WriteLine("the last source is disposed");
    }
}

static void PrintPipe(ArrowSchema schema)
{
    string action = Pipes.IsSignalIgnored ? "ignored" : "not ignored";
    Console.WriteLine($"SIGPIPE is {action}: {Pipes.WriteToClosed(schema, Numbers(schema))}");
}

static IEnumerable<RecordBatch> Numbers(ArrowSchema schema)
{
    using RecordBatchBuilder rows = new(schema);
    for (int batch = 0; batch < 3; batch++)
    {
        for (int row = 0; row < 4; row++)
        {
            long number = (4 * batch) + row;
            rows["n"].Values<long>().Append(number);
            rows["name"].Bytes().Append(number % 3 == 0 ? null : $"number {number}");
        }
        yield return rows.Finish();
    }
}
