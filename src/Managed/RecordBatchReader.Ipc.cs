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
    /// <summary>Number of batches of an IPC file.</summary>
    /// <exception cref="ArrowBridgeException">The reader reads no IPC file that is mapped or in memory: <see cref="ErrorCode.NotSupported"/> for IPC streams, whose batches are
    /// known only when they were read, <see cref="ErrorCode.Invalid"/> for others.</exception>
    public unsafe long IpcBatchCount
    {
        get
        {
            using Call call = Enter();
            return IpcReader.Of((ReaderBlock*)call.Block, true).Batches;
        }
    }

    /// <summary>Metadata of the footer of an IPC file.</summary>
    /// <exception cref="ArrowBridgeException">As for <see cref="IpcBatchCount"/>.</exception>
    public unsafe ArrowMetadata IpcFooterMetadata
    {
        get
        {
            using Call call = Enter();
            byte* encoded = IpcReader.Of((ReaderBlock*)call.Block, true).CopyFooterMetadata(out long size);
            return ArrowMetadata.Take(encoded, size);
        }
    }

    /// <summary>Opens a file in the IPC file or stream format; which one is read from its content. It is mapped, and stays so until the last
    /// batch is disposed. A pipe or device is read as a stream.</summary>
    /// <param name="path">The path.</param>
    /// <param name="options">How to read; null for defaults.</param>
    /// <exception cref="ArrowBridgeException">It cannot be opened, is not sound, or lacks a column that is asked for.</exception>
    public static unsafe RecordBatchReader OpenIpcFile(string path, IpcReadOptions? options = null)
    {
        using IpcOpening opening = new(options);
        fixed (byte* text = NativeText.Of(path, nameof(path)))
        {
            return new RecordBatchReader(IpcOpen.File(text, opening.Options));
        }
    }

    /// <summary>Reads bytes in the IPC file or stream format, of which a copy is kept.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="options">How to read; null for defaults.</param>
    /// <exception cref="ArrowBridgeException">They are not sound, or lack a column that is asked for.</exception>
    public static unsafe RecordBatchReader OpenIpc(ReadOnlySpan<byte> bytes, IpcReadOptions? options = null)
    {
        using IpcOpening opening = new(options);
        Block* block = Allocator.NewBuffer(bytes.Length, out byte* copy);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        Native.ab_count_copy(bytes.Length);
        return new RecordBatchReader(IpcOpen.Bytes(copy, bytes.Length, block, opening.Options));
    }

    /// <summary>Reads the IPC stream format from a .NET stream, batch by batch as they are asked for.</summary>
    /// <param name="stream">The source. It stays the caller's, who keeps it open while batches are read; what it throws comes out as it is.</param>
    /// <param name="options">How to read; null for defaults.</param>
    /// <exception cref="ArrowBridgeException">It is not sound, or lacks a column that is asked for.</exception>
    public static unsafe RecordBatchReader OpenIpc(Stream stream, IpcReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using IpcOpening opening = new(options);
        return new RecordBatchReader(IpcOpen.Stream(new StreamInput(stream), null, opening.Options));
    }

    /// <summary>A batch of an IPC file by its number. <see cref="Read"/> goes on where it was, and an error here is none there.</summary>
    /// <param name="n">From 0 to <see cref="IpcBatchCount"/>, exclusive.</param>
    /// <returns>The caller's to dispose.</returns>
    /// <exception cref="ArrowBridgeException">There is no such batch, it is not sound, or the reader reads no IPC file.</exception>
    public unsafe RecordBatch ReadIpcBatch(long n)
    {
        using Call call = Enter();
        ReaderBlock* reader = (ReaderBlock*)call.Block;
        IpcReader file = IpcReader.Of(reader, true);
        CArrowArray array = default;
        Cursor.Enter(reader);
        try
        {
            file.ReadBatch(n, &array);
        }
        finally
        {
            Cursor.Leave(reader);
        }
        return new RecordBatch(SharedArray.Import(&array, (SchemaBlock*)reader->schema, true), _schema);
    }

    /// <summary>How the batch that was read last, in order or by number, stands in an IPC file or stream; without metadata and body before the
    /// first batch, after the last, and after an error.</summary>
    /// <exception cref="ArrowBridgeException">The reader does not read IPC, or is in another call.</exception>
    public unsafe IpcBatchInfo GetIpcBatchInfo()
    {
        using Call call = Enter();
        ReaderBlock* reader = (ReaderBlock*)call.Block;
        IpcReader ipc = IpcReader.Of(reader, false);
        Cursor.Enter(reader);
        try
        {
            int codec = ipc.BatchCompression(out long body);
            byte* encoded = ipc.CopyBatchMetadata(out long size);
            return new IpcBatchInfo(ArrowMetadata.Take(encoded, size), (IpcCodec)codec, body);
        }
        finally
        {
            Cursor.Leave(reader);
        }
    }

    /// <summary>Writes all batches that are left to a file, which appears under its name once it is complete. A pipe or device is written as it is: one
    /// that nobody reads any more is <see cref="ErrorCode.BrokenPipe"/>, and raises no signal.</summary>
    /// <param name="path">The path.</param>
    /// <param name="options">How to write; null for defaults.</param>
    /// <exception cref="ArrowBridgeException">It cannot be written, or the reader fails: see <see cref="Read"/>.</exception>
    public unsafe void WriteIpcFile(string path, IpcWriteOptions? options = null)
    {
        using WriteCallbacks callbacks = new(options);
        fixed (byte* text = NativeText.Of(path, nameof(path)))
        {
            WriteAll(new Target(text, null, -1), callbacks);
        }
    }

    /// <summary>Writes all batches that are left to a .NET stream.</summary>
    /// <param name="stream">Where to. It stays the caller's; an exception that it throws comes out as it is.</param>
    /// <param name="options">How to write; null for defaults.</param>
    /// <exception cref="ArrowBridgeException">The reader fails: see <see cref="Read"/>.</exception>
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

/// <summary>How a batch stands in an IPC file or stream.</summary>
/// <param name="Metadata">Metadata of its own.</param>
/// <param name="Codec">How its body is compressed.</param>
/// <param name="BodyBytes">Bytes of the body as it is stored, all columns of it.</param>
public sealed record IpcBatchInfo(ArrowMetadata Metadata, IpcCodec Codec, long BodyBytes);
