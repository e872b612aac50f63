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
    private readonly WriteCallbacks _callbacks;

    private RecordBatchWriter(OwnedBlocks* writer, WriteCallbacks callbacks)
        : base((Block*)writer)
    {
        _callbacks = callbacks;
    }

    /// <summary>Begins a file, which appears under its name once it is finished. A pipe or device is written as it is.</summary>
    /// <param name="schema">The columns of every batch.</param>
    /// <param name="path">The path.</param>
    /// <param name="options">How to write; null for defaults.</param>
    /// <exception cref="ArrowBridgeException">It cannot be written, or the schema cannot.</exception>
    public static RecordBatchWriter Create(ArrowSchema schema, string path, IpcWriteOptions? options = null)
    {
        fixed (byte* text = NativeText.Of(path, nameof(path)))
        {
            return Open(schema, text, new WriteCallbacks(options));
        }
    }

    /// <summary>Begins to write to a .NET stream.</summary>
    /// <param name="schema">The columns of every batch.</param>
    /// <param name="stream">Where to. It stays the caller's; an exception that it throws comes out as it is.</param>
    /// <param name="options">How to write; null for defaults.</param>
    /// <exception cref="ArrowBridgeException">The schema cannot be written.</exception>
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
    /// <param name="batch">Of the writer's type. It stays the caller's.</param>
    /// <param name="metadata">Metadata of the batch's own; null for none.</param>
    /// <exception cref="ArrowBridgeException">It is of another type, cannot be written, or the writer has failed or finished before.</exception>
    public void Write(RecordBatch batch, ArrowMetadata? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using Call call = Enter();
        using Call batchCall = batch.Enter();
        try
        {
            fixed (byte* encoded = metadata is null ? default : metadata.Encoded)
            {
                WriterHandle.Write((OwnedBlocks*)call.Block, ArrowArray.Of(batchCall), encoded);
            }
        }
        catch (ArrowBridgeException exception)
        {
            _callbacks.ThrowFailure(exception);
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
