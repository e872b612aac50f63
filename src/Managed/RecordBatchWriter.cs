using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Ipc;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>Writes record batches in the IPC formats, one after another.</summary>
/// <remarks>
/// A writer supports one call at a time. After a failure that may have written a partial message, every call fails
/// in the same way. Without a call of <see cref="Finish"/>, no file is created, and a stream has no end-of-stream
/// marker.
/// </remarks>
public sealed unsafe class RecordBatchWriter : ArrowObject
{
    private readonly WriteCallbacks _callbacks;

    private RecordBatchWriter(OwnedBlocks* writer, WriteCallbacks callbacks)
        : base((Block*)writer)
    {
        _callbacks = callbacks;
    }

    /// <summary>Creates a writer to a file. The file appears under its name when <see cref="Finish"/> is called. A pipe
    /// or device is written directly.</summary>
    /// <param name="schema">The schema that all batches have.</param>
    /// <param name="path">The path of the file.</param>
    /// <param name="options">Options for writing, or null for the defaults.</param>
    /// <returns>The writer. The caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="schema"/> or <paramref name="path"/> is
    /// null.</exception>
    /// <exception cref="ArrowBridgeException">The file or the schema cannot be written.</exception>
    /// <exception cref="OperationCanceledException"><see cref="IpcWriteOptions.Cancellation"/> was
    /// canceled.</exception>
    public static RecordBatchWriter Create(ArrowSchema schema, string path, IpcWriteOptions? options = null)
    {
        fixed (byte* text = NativeText.Of(path, nameof(path)))
        {
            return Open(schema, text, new WriteCallbacks(options));
        }
    }

    /// <summary>Creates a writer to a .NET stream.</summary>
    /// <param name="schema">The schema that all batches have.</param>
    /// <param name="stream">The destination. The caller disposes it. An exception of the stream is rethrown
    /// unchanged.</param>
    /// <param name="options">Options for writing, or null for the defaults.</param>
    /// <returns>The writer. The caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="schema"/> or <paramref name="stream"/> is
    /// null.</exception>
    /// <exception cref="ArrowBridgeException">The schema cannot be written.</exception>
    /// <exception cref="OperationCanceledException"><see cref="IpcWriteOptions.Cancellation"/> was
    /// canceled.</exception>
    public static RecordBatchWriter Create(ArrowSchema schema, Stream stream, IpcWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Open(schema, null, new WriteCallbacks(options, stream));
    }

    private static RecordBatchWriter Open(ArrowSchema schema, byte* path, WriteCallbacks callbacks)
    {
        CIpcWriteOptions options = callbacks.Options;
        COutput output = callbacks.Output;
        try
        {
            ArgumentNullException.ThrowIfNull(schema);
            using CheckedSchema native = new(schema.Root);
            Target target = path == null ? new(null, &output, -1) : new(path, null, -1);
            return new RecordBatchWriter(WriterHandle.Open(native.Block, target, &options), callbacks);
        }
        catch (Exception exception)
        {
            using (callbacks)
            {
                if (exception is ArrowBridgeException own)
                {
                    callbacks.ThrowFailure(own);
                }
            }
            throw;
        }
    }

    /// <summary>Writes a batch.</summary>
    /// <param name="batch">The batch. It must have the schema of the writer. The caller still disposes it.</param>
    /// <param name="metadata">Metadata of the batch itself, or null for none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="batch"/> is null.</exception>
    /// <exception cref="ArrowBridgeException">The type of the batch differs from the schema, the batch cannot be
    /// written, or the writer failed or finished before.</exception>
    /// <exception cref="OperationCanceledException"><see cref="IpcWriteOptions.Cancellation"/> was
    /// canceled.</exception>
    /// <exception cref="ObjectDisposedException">The writer or the batch was disposed.</exception>
    public void Write(RecordBatch batch, ArrowMetadata? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using Call call = Enter();
        _callbacks.WriteBatch(call.Block, batch, metadata);
    }

    /// <summary>Writes the end of the data. A file appears under its name now.</summary>
    /// <exception cref="ArrowBridgeException">The data cannot be written, or the writer failed or finished
    /// before.</exception>
    /// <exception cref="ObjectDisposedException">The writer was disposed.</exception>
    public void Finish()
    {
        using Call call = Enter();
        try
        {
            WriterHandle.Finish((OwnedBlocks*)call.Block);
        }
        catch (ArrowBridgeException exception)
        {
            _callbacks.ThrowFailure(exception);
            throw;
        }
    }

    private protected override void Release()
    {
        base.Release();
        _callbacks.Dispose();
    }
}
