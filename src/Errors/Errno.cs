using System.Runtime.InteropServices;

namespace ArrowBridge.Errors;

/// <summary>The mapping between <see cref="ErrorCode"/> and the errno values of this platform (STR-15).</summary>
internal static unsafe partial class Errno
{
    [DllImport("arrowbridge_native")]
    private static extern int* ab_errno_table(int* count);

    private static readonly int[] s_numbers = Load();

    /// <summary>Reads the table. This is the first call into C, so it reports a missing native library.</summary>
    private static int[] Load()
    {
        int count;
        try
        {
            int* table = ab_errno_table(&count);
            return new ReadOnlySpan<int>(table, count).ToArray();
        }
        catch (DllNotFoundException exception)
        {
            Throw.NoNativePart(exception);
            throw;
        }
    }

    public static int Of(ErrorCode code) => s_numbers[(int)code];

    /// <summary>The kind of a code of any origin; None if it has no name.</summary>
    public static ErrorCode KindOf(int number) => (ErrorCode)Math.Max(0, Array.IndexOf(s_numbers, number));

    /// <summary>The errno that a C caller receives for an exception.</summary>
    public static int Of(Exception exception) => exception switch
    {
        ArrowBridgeException own => own.ErrorNumber,
        OutOfMemoryException => Of(ErrorCode.OutOfMemory),
        InsufficientExecutionStackException => Of(ErrorCode.OutOfMemory),
        NotSupportedException => Of(ErrorCode.NotSupported),
        OperationCanceledException => Of(ErrorCode.Cancelled),
        TimeoutException => Of(ErrorCode.TimedOut),
        IOException => Of(ErrorCode.InputOutput),
        _ => Of(ErrorCode.Invalid),
    };
}
