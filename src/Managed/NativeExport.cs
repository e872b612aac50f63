using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Implements exported functions of native libraries that are written in C#.</summary>
/// <example>
/// <code>
/// [UnmanagedCallersOnly(EntryPoint = "my_stream", CallConvs = [typeof(CallConvCdecl)])]
/// public static int MyStream(nint stream, nint error) =>
///     NativeExport.Stream(stream, error, () => RecordBatchReader.FromEnumerable(s_schema, Batches()));
/// </code>
/// </example>
public static unsafe class NativeExport
{
    /// <summary>Creates a reader and exports it as a <c>struct ArrowArrayStream</c>. This method never
    /// throws.</summary>
    /// <param name="stream">The address of the struct to fill. It is set to zero first, and stays zero on
    /// failure.</param>
    /// <param name="error">The address of a buffer of 1024 bytes for the error message, such as a <c>struct
    /// ArrowBridgeError</c>. It is written on failure only. May be 0.</param>
    /// <param name="make">A function that creates the reader. This method disposes the reader; the stream keeps what it
    /// needs alive. If the consumer releases the stream early, a background thread disposes the source without delay:
    /// see <see cref="RecordBatchReader.FromEnumerable"/>.</param>
    /// <returns>0 on success, or an errno value: the code of an <see cref="ArrowBridgeException"/>, or the code for the
    /// type of another exception.</returns>
    public static int Stream(nint stream, nint error, Func<RecordBatchReader> make) =>
        ExceptionBoundary.Call(new StreamCall((CArrowArrayStream*)stream, make), (CError*)error);

    private readonly struct StreamCall(CArrowArrayStream* stream, Func<RecordBatchReader> make) : ICall
    {
        public static string Name => "stream";

        public void Run()
        {
            Handles.Require(stream, "stream");
            *stream = default;
            using RecordBatchReader reader = Make();
            reader.Export((nint)stream);
        }

        private RecordBatchReader Make()
        {
            try
            {
                return make();
            }
            catch (Exception exception) when (exception is not (ArrowBridgeException or OutOfMemoryException))
            {
                Throw.Authored(exception);
                throw;
            }
        }
    }
}
