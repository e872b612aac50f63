using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.C;
using Apache.Arrow.Ipc;

namespace DotnetAdapter;

/// <summary>
/// Exports IPC files as a producer, and imports streams and reads every column as a consumer. As pass-through
/// functions: import and export, and an IPC stream in memory.
/// </summary>
public static unsafe class Adapter
{
    private const int Invalid = 22;

    private static int Try(Action work)
    {
        try
        {
            work();
            return 0;
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine($"Apache.Arrow: {exception.GetType().Name}: {exception.Message}");
            return Invalid;
        }
    }

    private static ArrowStreamReader Open(byte* path) =>
        new(new MemoryStream(File.ReadAllBytes(Marshal.PtrToStringUTF8((nint)path)!)));

    [UnmanagedCallersOnly(EntryPoint = "DotnetProduce", CallConvs = [typeof(CallConvCdecl)])]
    public static int Produce(CArrowArrayStream* output, byte* path) =>
        Try(() => CArrowArrayStreamExporter.ExportArrayStream(Open(path), output));

    [UnmanagedCallersOnly(EntryPoint = "DotnetProduceSchema", CallConvs = [typeof(CallConvCdecl)])]
    public static int ProduceSchema(CArrowSchema* output, byte* path) => Try(() =>
    {
        using ArrowStreamReader reader = Open(path);
        CArrowSchemaExporter.ExportSchema(reader.Schema, output);
    });

    [UnmanagedCallersOnly(EntryPoint = "DotnetProduceArray", CallConvs = [typeof(CallConvCdecl)])]
    public static int ProduceArray(CArrowArray* output, CArrowSchema* schema, byte* path) => Try(() =>
    {
        using ArrowStreamReader reader = Open(path);
        CArrowArrayExporter.ExportRecordBatch(reader.ReadNextRecordBatch(), output);
        CArrowSchemaExporter.ExportSchema(reader.Schema, schema);
    });

    /// <summary>Like <see cref="ProduceArray"/>, with zeroed outputs, which Apache.Arrow requires.</summary>
    [UnmanagedCallersOnly(EntryPoint = "DotnetProduceArrayIntoZeros", CallConvs = [typeof(CallConvCdecl)])]
    public static int ProduceArrayIntoZeros(CArrowArray* output, CArrowSchema* schema, byte* path) => Try(() =>
    {
        *output = default;
        *schema = default;
        using ArrowStreamReader reader = Open(path);
        CArrowArrayExporter.ExportRecordBatch(reader.ReadNextRecordBatch(), output);
        CArrowSchemaExporter.ExportSchema(reader.Schema, schema);
    });

    [UnmanagedCallersOnly(EntryPoint = "DotnetConsume", CallConvs = [typeof(CallConvCdecl)])]
    public static int Consume(CArrowArrayStream* input) => Try(() =>
    {
        using IArrowArrayStream stream = CArrowArrayStreamImporter.ImportArrayStream(input);
        while (stream.ReadNextRecordBatchAsync().AsTask().GetAwaiter().GetResult() is { } batch)
        {
            using (batch)
            {
                for (int i = 0; i < batch.ColumnCount; i++)
                {
                    ReadNullCounts(batch.Column(i).Data);
                }
            }
        }
    });

    [UnmanagedCallersOnly(EntryPoint = "DotnetPass", CallConvs = [typeof(CallConvCdecl)])]
    public static int Pass(CArrowArrayStream* input, CArrowArrayStream* output) => Try(() =>
    {
        *output = default; // Apache.Arrow requires it
        CArrowArrayStreamExporter.ExportArrayStream(CArrowArrayStreamImporter.ImportArrayStream(input), output);
    });

    [UnmanagedCallersOnly(EntryPoint = "DotnetPassIpc", CallConvs = [typeof(CallConvCdecl)])]
    public static int PassIpc(CArrowArrayStream* input, CArrowArrayStream* output) => Try(() =>
    {
        *output = default;
        MemoryStream bytes = new();
        using (IArrowArrayStream stream = CArrowArrayStreamImporter.ImportArrayStream(input))
        {
            using ArrowStreamWriter writer = new(bytes, stream.Schema, leaveOpen: true);
            writer.WriteStart();
            while (stream.ReadNextRecordBatchAsync().AsTask().GetAwaiter().GetResult() is { } batch)
            {
                using (batch)
                {
                    writer.WriteRecordBatch(batch);
                }
            }
            writer.WriteEnd();
        }
        bytes.Position = 0;
        CArrowArrayStreamExporter.ExportArrayStream(new ArrowStreamReader(bytes), output);
    });

    private static void ReadNullCounts(ArrayData data)
    {
        _ = data.GetNullCount();
        foreach (ArrayData child in data.Children ?? [])
        {
            ReadNullCounts(child);
        }
        if (data.Dictionary is { } dictionary)
        {
            ReadNullCounts(dictionary);
        }
    }
}
