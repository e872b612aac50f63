using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using ArrowBridge;

internal static class Pipes
{
    private const int Sigpipe = 13;

    /// <summary>What the system says of this process.</summary>
    public static bool IsSignalIgnored
    {
        get
        {
            string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
            return (ulong.Parse(line.AsSpan(7), NumberStyles.HexNumber | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture) & (1UL << (Sigpipe - 1))) != 0;
        }
    }

    [DllImport("libc")]
    private static extern nint signal(int number, nint handler);

    /// <summary>As a program does that shall end with its reader.</summary>
    public static void RestoreSignal() => _ = signal(Sigpipe, 0);

    /// <summary>Writes into a pipe whose other end is closed once it was opened.</summary>
    public static string WriteToClosed(ArrowSchema schema, IEnumerable<RecordBatch> batches)
    {
        AnonymousPipeServerStream reader = new(PipeDirection.In);
        using SafeHandle writer = reader.ClientSafePipeHandle;
        IEnumerable<RecordBatch> Close()
        {
            reader.Dispose();
            foreach (RecordBatch batch in batches)
            {
                yield return batch;
            }
        }
        using RecordBatchReader numbers = RecordBatchReader.FromEnumerable(schema, Close());
        try
        {
            numbers.WriteIpcFile($"/proc/self/fd/{writer.DangerousGetHandle()}");
            return "all was written";
        }
        catch (ArrowBridgeException exception)
        {
            return $"{exception.Code} ({exception.Number})";
        }
    }
}
