using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Streams;
using ArrowBridge.Text;

namespace ArrowBridge;

// CSV and newline-delimited JSON.
public sealed partial class RecordBatchReader
{
    /// <summary>Writes all remaining batches to a file as CSV or newline-delimited JSON. The file appears under its
    /// name once it is complete. A pipe or device is written directly; if it has no reader any more, the call fails
    /// with <see cref="ErrorCode.BrokenPipe"/> and no signal is raised.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="options">Options for writing, or null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="ArrowBridgeException">The file cannot be written, a batch is not valid, the format cannot
    /// represent a column (<see cref="ErrorCode.NotSupported"/>), or the reader failed: see
    /// <see cref="Read"/>.</exception>
    /// <exception cref="OperationCanceledException"><see cref="TextWriteOptions.Cancellation"/> was
    /// canceled.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    /// <remarks>
    /// Each row is a line that ends with LF. In CSV a null is an empty cell and an empty string is <c>""</c>; nested
    /// values are JSON. Numbers read back as the same numbers. In JSON, text must be UTF-8, and two columns, or two
    /// fields of a struct, must not have the same name.
    /// </remarks>
    public unsafe void WriteTextFile(string path, TextWriteOptions? options = null)
    {
        fixed (byte* text = NativeText.Of(path, nameof(path)))
        {
            TextOptions parsed = TextWriteOptions.Parse(options, text);
            using Call call = Enter();
            try
            {
                TextFileWriter.WriteFile((ReaderBlock*)call.Block, text, parsed);
            }
            catch (ArrowBridgeException exception)
            {
                Throw.CauseOf(exception);
                throw;
            }
        }
    }

    /// <summary>Writes all remaining batches to a .NET stream as CSV, or as newline-delimited JSON if the options say
    /// so. See <see cref="WriteTextFile"/>.</summary>
    /// <param name="stream">The destination. The caller disposes it. An exception of the stream is rethrown
    /// unchanged.</param>
    /// <param name="options">Options for writing, or null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="ArrowBridgeException">A batch is not valid, the format cannot represent a column
    /// (<see cref="ErrorCode.NotSupported"/>), or the reader failed: see <see cref="Read"/>.</exception>
    /// <exception cref="OperationCanceledException"><see cref="TextWriteOptions.Cancellation"/> was
    /// canceled.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe void WriteText(Stream stream, TextWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        TextOptions parsed = TextWriteOptions.Parse(options, null);
        using Call call = Enter();
        try
        {
            TextFileWriter.WriteSink((ReaderBlock*)call.Block, stream.Write, parsed);
        }
        catch (ArrowBridgeException exception)
        {
            Throw.CauseOf(exception);
            throw;
        }
    }
}
