using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using ArrowBridge;

internal static class Pipes
{
    private const int Sigpipe = 13;

    /// <summary>Whether this process ignores SIGPIPE, according to the operating system.</summary>
    public static bool IsSignalIgnored
    {
        get
        {
            string line = File.ReadLines("/proc/self/status").First(
                line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
            return (ulong.Parse(line.AsSpan(7), NumberStyles.HexNumber | NumberStyles.AllowLeadingWhite,
                CultureInfo.InvariantCulture) & (1UL << (Sigpipe - 1))) != 0;
        }
    }

    [DllImport("libc")]
    private static extern nint signal(int number, nint handler);

    /// <summary>Restores the default action of SIGPIPE, as a program does that should end when its reader
    /// ends.</summary>
    public static void RestoreSignal() => _ = signal(Sigpipe, 0);

    /// <summary>Writes to a pipe whose reading end is closed after the pipe was opened.</summary>
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
            return $"{exception.Code} ({exception.ErrorNumber})";
        }
    }
}
