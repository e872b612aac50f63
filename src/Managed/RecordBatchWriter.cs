using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Ipc;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>Writes record batches in the IPC formats, one after another.</summary>
/// <remarks>One call at a time. After a failure that may have left half a message behind, every call fails the same way. Where <see cref="Finish"/>
/// was not called there is no file, and a stream lacks its end.</remarks>
public sealed unsafe class RecordBatchWriter : ArrowObject
{
    private readonly StreamOutput? _output;

    private RecordBatchWriter(GroupBlock* writer, StreamOutput? output)
        : base((Block*)writer)
    {
        _output = output;
    }

    /// <summary>Begins a file, which appears under its name once it is finished.</summary>
    /// <param name="schema">The columns of every batch.</param>
    /// <param name="path">The path.</param>
    /// <param name="settings">How to write; null for defaults.</param>
    /// <exception cref="ArrowBridgeException">It cannot be written, or the schema cannot.</exception>
    public static RecordBatchWriter Create(ArrowSchema schema, string path, IpcWriteSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(path);
        using CheckedSchema native = new(schema.Root);
        CIpcWriteOptions options = (settings ?? new IpcWriteSettings()).Options;
        fixed (byte* text = RecordBatchReader.PathBytes(path))
        {
            return new RecordBatchWriter(WriterHandle.Open(native.Block, new Target(text, null, -1), &options), null);
        }
    }

    /// <summary>Begins to write to a .NET stream.</summary>
    /// <param name="schema">The columns of every batch.</param>
    /// <param name="stream">Where to. It stays the caller's; an exception that it throws comes out as it is.</param>
    /// <param name="settings">How to write; null for defaults.</param>
    /// <exception cref="ArrowBridgeException">The schema cannot be written.</exception>
    public static RecordBatchWriter Create(ArrowSchema schema, Stream stream, IpcWriteSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        StreamOutput output = new(stream);
        using CheckedSchema native = new(schema.Root);
        CIpcWriteOptions options = (settings ?? new IpcWriteSettings()).Options;
        COutput callback = output.Callback;
        try
        {
            return new RecordBatchWriter(WriterHandle.Open(native.Block, new Target(null, &callback, -1), &options), output);
        }
        catch
        {
            using (output)
            {
                output.ThrowFailure();
            }
            throw;
        }
    }

    /// <summary>Writes a batch.</summary>
    /// <param name="batch">Of the writer's type. It stays the caller's.</param>
    /// <exception cref="ArrowBridgeException">It is of another type, cannot be written, or the writer has failed or finished before.</exception>
    public void Write(RecordBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using Call call = Enter();
        using Call batchCall = batch.Enter();
        try
        {
            WriterHandle.Write((GroupBlock*)call.Block, ArrowArray.Of(batchCall), null);
        }
        catch (ArrowBridgeException)
        {
            _output?.ThrowFailure();
            throw;
        }
    }

    /// <summary>Ends the data; a file appears under its name now.</summary>
    /// <exception cref="ArrowBridgeException">It cannot be written, or the writer has failed or finished before.</exception>
    public void Finish()
    {
        using Call call = Enter();
        try
        {
            WriterHandle.Finish((GroupBlock*)call.Block);
        }
        catch (ArrowBridgeException)
        {
            _output?.ThrowFailure();
            throw;
        }
    }

    private protected override void Release()
    {
        base.Release();
        _output?.Dispose();
    }
}
