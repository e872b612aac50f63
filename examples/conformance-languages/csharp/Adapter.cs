// dotnet publish adapter.csproj -r linux-x64 -o out
using System.Runtime.InteropServices;
using Apache.Arrow.C;

public static unsafe class Adapter
{
    [UnmanagedCallersOnly(EntryPoint = "CsharpStream")]
    public static int Stream(CArrowArrayStream* output) =>
        Try(() => CArrowArrayStreamExporter.ExportArrayStream(new Numbers(3, 0, 2), output));

    [UnmanagedCallersOnly(EntryPoint = "CsharpConsume")]
    public static int Consume(CArrowArrayStream* stream) =>
        Try(() => Numbers.CountRows(CArrowArrayStreamImporter.ImportArrayStream(stream)));

    private static int Try(Action work) // an exception must not leave the function
    {
        try { work(); return 0; } catch (Exception) { return 22; }
    }
}
