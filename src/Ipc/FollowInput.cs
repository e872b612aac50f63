using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Ipc;

/// <summary>Input from a file or a FIFO that is still being written: where its bytes end, it waits for more.</summary>
/// <param name="isFile">Whether it is a file, of which poll(2) tells nothing.</param>
/// <param name="cancellation">Of a caller in C#.</param>
internal sealed unsafe class FollowInput(
    int fd, bool isFile, CIpcFollowOptions options, CancellationToken cancellation) : Input
{
    private const int ShortestWait = 1;
    private const int LongestWait = 16; // milliseconds until a cancellation is noticed

    private ReaderBlock* _reader;
    private long _position;

    /// <summary>Tells by which reader the input is read: cancelling it ends the wait.</summary>
    public void UseReader(ReaderBlock* reader) => _reader = reader;

    /// <summary>Reads what is there without waiting.</summary>
    public override long ReadSome(byte* buffer, long size)
    {
        long got = Native.ab_read_now(fd, buffer, size);
        if (got < 0)
        {
            Throw.System((int)-got, $"cannot be read: {SystemText.Of((int)-got)}");
        }
        _position += got;
        return got;
    }

    protected override long Read(byte* buffer, long size)
    {
        long got = ReadSome(buffer, size);
        if (got > 0)
        {
            return got;
        }
        long start = Environment.TickCount64;
        int wait = ShortestWait;
        while (true)
        {
            StopIfCancelled();
            long waited = Environment.TickCount64 - start;
            if (options.timeout_ms > 0 && waited >= options.timeout_ms)
            {
                Throw.TimedOut($"no more bytes came for {waited} ms; the stream ends after {_position} bytes, " +
                    "without an end-of-stream marker");
            }
            int most = options.timeout_ms > 0 ? (int)Math.Min(wait, options.timeout_ms - waited) : wait;
            Native.ab_wait_for_bytes(fd, isFile ? 1 : 0, most);
            if (isFile)
            {
                new TruncationCheck(fd, _position).Check();
            }
            got = ReadSome(buffer, size);
            if (got > 0)
            {
                return got;
            }
            wait = Math.Min(2 * wait, LongestWait);
        }
    }

    private void StopIfCancelled()
    {
        cancellation.ThrowIfCancellationRequested();
        if (_reader != null)
        {
            Cursor.StopIfCancelled(_reader);
        }
        if (options.cancelled != null && options.cancelled(options.context) != 0)
        {
            Throw.Cancelled("the callback cancelled the wait for more bytes");
        }
    }
}
