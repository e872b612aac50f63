using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>
/// Stores the file format from a pipe or a callback, because its footer, which decides, is at the end (IPC-5): up to a
/// limit in memory, then in a temporary file without a name, which is mapped.
/// </summary>
internal static unsafe class Spool
{
    private const long MostInMemory = 64 << 20;
    private const int Piece = 1 << 20;

    /// <summary>Reads the input to its end.</summary>
    /// <param name="first">The bytes that were read before.</param>
    /// <returns>The owner of the bytes.</returns>
    public static Block* ReadAll(Input input, ReadOnlySpan<byte> first, out byte* data, out long size)
    {
        Prefixed whole = new(input, first.ToArray());
        Block* block = whole.ReadUpTo(MostInMemory, out data, out size);
        if (size < MostInMemory)
        {
            return block;
        }
        int fd = -1;
        try
        {
            Require(Native.ab_temporary_file(&fd));
            for (long got = size; got > 0; got = whole.Fill(data, Piece))
            {
                Write(fd, data, got);
            }
            Block* mapping;
            long position;
            Require(Native.ab_map_descriptor(fd, &mapping, &position));
            data = ((MappingBlock*)mapping)->address;
            size = ((MappingBlock*)mapping)->length;
            return mapping;
        }
        finally
        {
            Native.ab_release(block);
            if (fd >= 0)
            {
                Native.ab_close(fd);
            }
        }
    }

    private static void Write(int fd, byte* data, long size) => Require(Native.ab_write(fd, 0, data, size, null, 0));

    private static void Require(int code)
    {
        if (code != 0)
        {
            Throw.System(code, $"the input cannot be stored in a temporary file (TMPDIR): {SystemText.Of(code)}");
        }
    }

    /// <summary>An input whose first bytes were read before.</summary>
    private sealed class Prefixed(Input input, byte[] first) : Input
    {
        private int _used;

        protected override long Read(byte* buffer, long size)
        {
            int count = (int)Math.Min(size, first.Length - _used);
            if (count == 0)
            {
                return input.ReadSome(buffer, size);
            }
            first.AsSpan(_used, count).CopyTo(new Span<byte>(buffer, count));
            _used += count;
            return count;
        }
    }
}
