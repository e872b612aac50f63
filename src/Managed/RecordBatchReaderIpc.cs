using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Ipc;
using ArrowBridge.Memory;
using ArrowBridge.Streams;

namespace ArrowBridge;

// The IPC formats.
public sealed partial class RecordBatchReader
{
    /// <summary>Opens a file in the IPC file or stream format; which one is read from its content. It is mapped, and stays so until the last
    /// batch is disposed.</summary>
    /// <param name="path">The path.</param>
    /// <param name="settings">How to read; null for defaults.</param>
    /// <exception cref="ArrowBridgeException">It cannot be opened, or is not sound.</exception>
    public static unsafe RecordBatchReader OpenIpcFile(string path, IpcReadSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        IpcOptions options = OptionsOf(settings);
        fixed (byte* text = PathBytes(path))
        {
            return new RecordBatchReader(IpcOpen.File(text, options));
        }
    }

    /// <summary>Reads bytes in the IPC file or stream format, of which a copy is kept.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="settings">How to read; null for defaults.</param>
    /// <exception cref="ArrowBridgeException">They are not sound.</exception>
    public static unsafe RecordBatchReader OpenIpc(ReadOnlySpan<byte> bytes, IpcReadSettings? settings = null)
    {
        IpcOptions options = OptionsOf(settings);
        Block* block = Allocator.NewBuffer(bytes.Length, out byte* copy);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        Native.ab_count_copy(bytes.Length);
        return new RecordBatchReader(IpcOpen.Bytes(copy, bytes.Length, block, options));
    }

    /// <summary>Reads the IPC stream format from a .NET stream, batch by batch as they are asked for.</summary>
    /// <param name="stream">The source. It stays the caller's, who keeps it open while batches are read.</param>
    /// <param name="settings">How to read; null for defaults.</param>
    /// <exception cref="ArrowBridgeException">It is not sound.</exception>
    public static unsafe RecordBatchReader OpenIpc(Stream stream, IpcReadSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new RecordBatchReader(IpcOpen.Stream(new StreamInput(stream), null, OptionsOf(settings)));
    }

    /// <summary>Writes all batches that are left to a file, which appears under its name once it is complete.</summary>
    /// <param name="path">The path.</param>
    /// <param name="settings">How to write; null for defaults.</param>
    /// <exception cref="ArrowBridgeException">It cannot be written, or the reader fails.</exception>
    public unsafe void WriteIpcFile(string path, IpcWriteSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        using Call call = Enter();
        CIpcWriteOptions options = (settings ?? new IpcWriteSettings()).Options;
        fixed (byte* text = PathBytes(path))
        {
            WriterHandle.WriteAll((ReaderBlock*)call.Block, new Target(text, null, -1), &options);
        }
    }

    /// <summary>Writes all batches that are left to a .NET stream.</summary>
    /// <param name="stream">Where to. It stays the caller's; an exception that it throws comes out as it is.</param>
    /// <param name="settings">How to write; null for defaults.</param>
    /// <exception cref="ArrowBridgeException">The reader fails.</exception>
    public unsafe void WriteIpc(Stream stream, IpcWriteSettings? settings = null)
    {
        using Call call = Enter();
        using StreamOutput output = new(stream);
        CIpcWriteOptions options = (settings ?? new IpcWriteSettings()).Options;
        COutput callback = output.Callback;
        try
        {
            WriterHandle.WriteAll((ReaderBlock*)call.Block, new Target(null, &callback, -1), &options);
        }
        catch (ArrowBridgeException)
        {
            output.ThrowFailure();
            throw;
        }
    }

    internal static byte[] PathBytes(string path) => Encoding.UTF8.GetBytes(path + '\0');

    private static IpcOptions OptionsOf(IpcReadSettings? settings) => (settings ?? new IpcReadSettings()).Options;
}
