using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Ipc;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge;

// The IPC formats.
public sealed partial class RecordBatchReader
{
    /// <summary>Gets the number of batches in an IPC file.</summary>
    /// <exception cref="ArrowBridgeException">The reader does not read an IPC file that is mapped or in memory. The
    /// code is <see cref="ErrorCode.NotSupported"/> for IPC streams, whose number of batches is known only after they
    /// have been read, and <see cref="ErrorCode.Invalid"/> for all other sources.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe long IpcBatchCount
    {
        get
        {
            using Call call = Enter();
            return IpcReader.Of((ReaderBlock*)call.Block, true).Batches;
        }
    }

    /// <summary>Gets the metadata in the footer of an IPC file.</summary>
    /// <exception cref="ArrowBridgeException">The reader does not read an IPC file: see
    /// <see cref="IpcBatchCount"/>.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe ArrowMetadata IpcFooterMetadata
    {
        get
        {
            using Call call = Enter();
            byte* encoded = IpcReader.Of((ReaderBlock*)call.Block, true).CopyFooterMetadata(out long size);
            return ArrowMetadata.Take(encoded, size);
        }
    }

    /// <summary>Opens a file in the IPC file format or the IPC stream format. The format is detected from the content.
    /// The file is memory-mapped, and stays mapped until the last of its batches is disposed. A pipe or device is read
    /// as a stream.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="options">Options for reading, or null for the defaults.</param>
    /// <returns>A reader of the file. The caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="ArrowBridgeException">The file cannot be opened, is not valid, or does not have a requested
    /// column.</exception>
    public static unsafe RecordBatchReader OpenIpcFile(string path, IpcReadOptions? options = null)
    {
        using NativeReadOptions native = new(options);
        fixed (byte* text = NativeText.Of(path, nameof(path)))
        {
            return new RecordBatchReader(IpcOpen.File(text, native.Options));
        }
    }

    /// <summary>Opens a file or a FIFO in the IPC stream format that is still being written. Where its bytes end, the
    /// reader waits for more until the end-of-stream marker comes. The schema is waited for here.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="timeout">How long to wait for more bytes; each byte that comes begins the wait anew. Then opening
    /// and reading fail with <see cref="ErrorCode.TimedOut"/>. Null or <see cref="Timeout.InfiniteTimeSpan"/> for no
    /// limit.</param>
    /// <param name="options">Options for reading, or null for the defaults.</param>
    /// <param name="cancellation">Ends a wait, here and in <see cref="Read"/>.</param>
    /// <returns>A reader of the file. The caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="ArrowBridgeException">The file cannot be opened, is not valid or in the file format, or does
    /// not have a requested column, or no more bytes came in time.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was canceled.</exception>
    public static unsafe RecordBatchReader FollowIpcFile(
        string path, TimeSpan? timeout = null, IpcReadOptions? options = null, CancellationToken cancellation = default)
    {
        CIpcFollowOptions follow = default;
        if (timeout is { } limit && limit != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, TimeSpan.Zero, nameof(timeout));
            follow.timeout_ms = Math.Max(1, (long)limit.TotalMilliseconds); // 0 would be no limit
        }
        using NativeReadOptions native = new(options);
        fixed (byte* text = NativeText.Of(path, nameof(path)))
        {
            return new RecordBatchReader(IpcOpen.Follow(text, native.Options, follow, null, cancellation));
        }
    }

    /// <summary>Reads a buffer in the IPC file format or the IPC stream format. The bytes are copied.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="options">Options for reading, or null for the defaults.</param>
    /// <returns>A reader of the bytes. The caller disposes it.</returns>
    /// <exception cref="ArrowBridgeException">The bytes are not valid, or do not have a requested column.</exception>
    public static unsafe RecordBatchReader OpenIpc(ReadOnlySpan<byte> bytes, IpcReadOptions? options = null)
    {
        using NativeReadOptions native = new(options);
        Block* block = Allocator.NewBuffer(bytes.Length, out byte* copy);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        Native.ab_count_copy(bytes.Length);
        return new RecordBatchReader(IpcOpen.Bytes(copy, bytes.Length, block, native.Options));
    }

    /// <summary>Reads the IPC stream format from a .NET stream. Each batch is read when it is requested.</summary>
    /// <param name="stream">The source. The caller keeps it open while batches are read, and disposes it. An exception
    /// of the stream is rethrown unchanged.</param>
    /// <param name="options">Options for reading, or null for the defaults.</param>
    /// <returns>A reader of the stream. The caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="ArrowBridgeException">The data is not valid, or does not have a requested column.</exception>
    public static unsafe RecordBatchReader OpenIpc(Stream stream, IpcReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using NativeReadOptions native = new(options);
        return new RecordBatchReader(IpcOpen.Stream(new StreamInput(stream), null, native.Options));
    }

    /// <summary>Reads the batch with a given index from an IPC file. The position of <see cref="Read"/> does not
    /// change, and an error here does not affect later calls of <see cref="Read"/>.</summary>
    /// <param name="n">The index, from 0 to <see cref="IpcBatchCount"/> - 1.</param>
    /// <returns>The batch. The caller disposes it.</returns>
    /// <exception cref="ArrowBridgeException">The index is out of range, the batch is not valid, or the reader does not
    /// read an IPC file.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe RecordBatch ReadIpcBatch(long n)
    {
        using Call call = Enter();
        ReaderBlock* reader = (ReaderBlock*)call.Block;
        IpcReader file = IpcReader.Of(reader, true);
        CArrowArray array = default;
        using CursorCall held = new(reader);
        file.ReadBatch(n, &array);
        return new RecordBatch(SharedArray.Import(&array, (SchemaBlock*)reader->schema, true), _schema);
    }

    /// <summary>Gets the metadata, codec and stored size of the batch that was read last, in order or by index, from an
    /// IPC file or stream. Before the first batch, after the last one and after an error, the metadata is empty and the
    /// size is 0.</summary>
    /// <returns>The information about the batch.</returns>
    /// <exception cref="ArrowBridgeException">The reader does not read IPC data, or another call of it is in
    /// progress.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe IpcBatchInfo GetIpcBatchInfo()
    {
        using Call call = Enter();
        ReaderBlock* reader = (ReaderBlock*)call.Block;
        IpcReader ipc = IpcReader.Of(reader, false);
        using CursorCall held = new(reader);
        int codec = ipc.BatchCompression(out long body);
        byte* encoded = ipc.CopyBatchMetadata(out long size);
        return new IpcBatchInfo(ArrowMetadata.Take(encoded, size), (IpcCodec)codec, body);
    }

    /// <summary>Gets the number of bytes that follow the end of an IPC stream and do not belong to it, such as another
    /// stream. A .NET stream is read to its end. 0 for a file.</summary>
    /// <returns>The number of bytes.</returns>
    /// <exception cref="ArrowBridgeException">The reader does not read IPC data, is not at its end, or another call of
    /// it is in progress.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe long CountIpcBytesAfterEnd()
    {
        using Call call = Enter();
        ReaderBlock* reader = (ReaderBlock*)call.Block;
        IpcReader ipc = IpcReader.Of(reader, false);
        using CursorCall held = new(reader);
        return ipc.CountBytesAfterEnd();
    }

    /// <summary>Writes all remaining batches to a file. The file appears under its name once it is complete. A pipe or
    /// device is written directly; if it has no reader any more, the call fails with <see cref="ErrorCode.BrokenPipe"/>
    /// and no signal is raised.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="options">Options for writing, or null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="ArrowBridgeException">The file cannot be written, or the reader failed: see
    /// <see cref="Read"/>.</exception>
    /// <exception cref="OperationCanceledException"><see cref="IpcWriteOptions.Cancellation"/> was
    /// canceled.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe void WriteIpcFile(string path, IpcWriteOptions? options = null)
    {
        using WriteCallbacks callbacks = new(options);
        fixed (byte* text = NativeText.Of(path, nameof(path)))
        {
            WriteAll(new Target(text, null, -1), callbacks);
        }
    }

    /// <summary>Writes all remaining batches to a .NET stream.</summary>
    /// <param name="stream">The destination. The caller disposes it. An exception of the stream is rethrown
    /// unchanged.</param>
    /// <param name="options">Options for writing, or null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="ArrowBridgeException">The data cannot be written, or the reader failed: see
    /// <see cref="Read"/>.</exception>
    /// <exception cref="OperationCanceledException"><see cref="IpcWriteOptions.Cancellation"/> was
    /// canceled.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed.</exception>
    public unsafe void WriteIpc(Stream stream, IpcWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using WriteCallbacks callbacks = new(options, stream);
        COutput output = callbacks.Output;
        WriteAll(new Target(null, &output, -1), callbacks);
    }

    private unsafe void WriteAll(in Target target, WriteCallbacks callbacks)
    {
        using Call call = Enter();
        CIpcWriteOptions options = callbacks.Options;
        try
        {
            WriterHandle.WriteAll((ReaderBlock*)call.Block, target, &options);
        }
        catch (ArrowBridgeException exception)
        {
            callbacks.ThrowFailure(exception);
            throw;
        }
    }
}

/// <summary>Describes a batch of an IPC file or stream.</summary>
/// <param name="Metadata">The metadata of the batch itself.</param>
/// <param name="Codec">The codec that compresses the body.</param>
/// <param name="BodyBytes">The size of the body as stored, in bytes. It includes all columns of the batch.</param>
public sealed record IpcBatchInfo(ArrowMetadata Metadata, IpcCodec Codec, long BodyBytes);
