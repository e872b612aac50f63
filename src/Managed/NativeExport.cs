using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>For C# that is published as a native library of its own: the body of an exported function that hands out a stream.</summary>
/// <example>
/// <code>
/// [UnmanagedCallersOnly(EntryPoint = "my_stream", CallConvs = [typeof(CallConvCdecl)])]
/// public static int MyStream(nint stream, nint error) =>
///     NativeExport.Stream(stream, error, () => RecordBatchReader.FromEnumerable(s_schema, Batches()));
/// </code>
/// </example>
public static unsafe class NativeExport
{
    /// <summary>Makes a reader and hands it out as a <c>struct ArrowArrayStream</c>. No exception leaves.</summary>
    /// <param name="stream">The address of room for the stream; set to zero first, and left so on failure.</param>
    /// <param name="error">The address of room for 1024 bytes of text, such as a <c>struct ArrowBridgeError</c>, which is written on failure; may be 0.</param>
    /// <param name="make">Makes the reader, which is disposed here: the stream keeps what it needs.</param>
    /// <returns>0, or an errno: the number of an <see cref="ArrowBridgeException"/>, for other exceptions that of their kind.</returns>
    public static int Stream(nint stream, nint error, Func<RecordBatchReader> make) =>
        ExceptionBoundary.Call(new StreamCall((CArrowArrayStream*)stream, make), (CError*)error);

    private readonly struct StreamCall(CArrowArrayStream* stream, Func<RecordBatchReader> make) : ICall
    {
        public static string Name => "stream";

        public void Run()
        {
            Handles.Require(stream, "stream");
            *stream = default;
            using RecordBatchReader reader = make();
            reader.Export((nint)stream);
        }
    }
}
