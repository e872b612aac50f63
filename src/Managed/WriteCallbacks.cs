using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Ipc;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Native write options, with the C# code that a writer calls: the stream and the progress callback.
/// Exceptions of that code are rethrown unchanged.</summary>
internal sealed unsafe class WriteCallbacks : IDisposable
{
    private readonly Stream? _stream;
    private readonly IpcWriteOptions _options;
    private readonly Block* _metadata;
    private readonly CIpcWriteOptions _native;
    private GCHandle _handle;
    private ExceptionDispatchInfo? _failure;

    /// <param name="options">The options, or null for the defaults.</param>
    /// <param name="stream">The destination, or null if the writer has a path.</param>
    public WriteCallbacks(IpcWriteOptions? options, Stream? stream = null)
    {
        _stream = stream;
        _options = options ?? new IpcWriteOptions();
        _options.Cancellation.ThrowIfCancellationRequested();
        ReadOnlySpan<byte> schema = Encode(_options.SchemaMetadata);
        ReadOnlySpan<byte> footer = Encode(_options.FooterMetadata);
        _metadata = Allocator.NewBuffer(schema.Length + footer.Length, out byte* copy);
        schema.CopyTo(new Span<byte>(copy, schema.Length));
        footer.CopyTo(new Span<byte>(copy + schema.Length, footer.Length));
        _handle = GCHandle.Alloc(this);
        bool isChecked = _options.Progress is not null || _options.Cancellation.CanBeCanceled;
        _native = new CIpcWriteOptions
        {
            struct_size = sizeof(CIpcWriteOptions),
            format = (int)_options.Format,
            codec = (int)_options.Codec,
            level = _options.Level,
            alignment = _options.Alignment,
            threads = _options.Threads,
            dictionary_deltas = _options.DictionaryDeltas ? 1 : 0,
            schema_metadata = schema.IsEmpty ? null : copy,
            footer_metadata = footer.IsEmpty ? null : copy + schema.Length,
            progress = isChecked ? &Progress : null,
            progress_context = (void*)GCHandle.ToIntPtr(_handle),
        };
    }

    /// <summary>The native options. Pointers in them are valid until this object is disposed.</summary>
    public CIpcWriteOptions Options => _native;

    /// <summary>The stream as callbacks. The writer does not release them.</summary>
    public COutput Output => new() { write = &Write, context = (void*)GCHandle.ToIntPtr(_handle) };

    /// <summary>Hands a batch to the writer or encoder that has these options.</summary>
    public void WriteBatch(Block* writer, RecordBatch batch, ArrowMetadata? metadata)
    {
        using ArrowObject.Call call = batch.Enter();
        try
        {
            fixed (byte* encoded = metadata is null ? default : metadata.Encoded)
            {
                WriterHandle.Write((OwnedBlocks*)writer, ArrowArray.Of(call), encoded);
            }
        }
        catch (ArrowBridgeException exception)
        {
            ThrowFailure(exception);
            throw;
        }
    }

    /// <summary>Rethrows the exception of C# code, if there was one: of these callbacks, or of the reader whose batches
    /// were written.</summary>
    public void ThrowFailure(ArrowBridgeException reported)
    {
        ExceptionDispatchInfo? failure = _failure;
        _failure = null;
        failure?.Throw();
        Throw.CauseOf(reported);
    }

    public void Dispose()
    {
        _handle.Free();
        Native.ab_release(_metadata);
    }

    /// <summary>Returns an empty span for null only. Metadata without pairs is encoded in 4 bytes.</summary>
    private static ReadOnlySpan<byte> Encode(ArrowMetadata? metadata) =>
        metadata is null ? default : metadata.Count == 0 ? new byte[sizeof(int)] : metadata.Encoded;

    private static WriteCallbacks Of(void* context) => (WriteCallbacks)GCHandle.FromIntPtr((nint)context).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(void* context, void* data, long size, CError* error)
    {
        WriteCallbacks callbacks = Of(context);
        try
        {
            for (long done = 0; done < size; done += int.MaxValue)
            {
                callbacks._stream!.Write(
                    new ReadOnlySpan<byte>((byte*)data + done, (int)Math.Min(size - done, int.MaxValue)));
            }
            return 0;
        }
        catch (Exception exception)
        {
            callbacks._failure = ExceptionDispatchInfo.Capture(exception);
            ExceptionBoundary.Write(error, Encoding.UTF8.GetBytes(exception.Message));
            return Errno.Of(exception);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Progress(void* context, long batches, long bytes)
    {
        WriteCallbacks callbacks = Of(context);
        try
        {
            callbacks._options.Progress?.Report(new WriteProgress(batches, bytes));
            callbacks._options.Cancellation.ThrowIfCancellationRequested();
            return 0;
        }
        catch (Exception exception)
        {
            callbacks._failure = ExceptionDispatchInfo.Capture(exception);
            return Errno.Of(exception);
        }
    }
}
