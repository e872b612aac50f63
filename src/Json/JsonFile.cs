using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Json;

/// <summary>Reads a whole file into memory and checks its syntax.</summary>
internal static unsafe class JsonFile
{
    private const long FirstStep = 1 << 16;

    /// <summary>Reads a file of any kind, pipes included. The memory grows with the bytes that are read.</summary>
    /// <returns>The block with the text; the caller owns its only reference.</returns>
    public static Block* Load(byte* path, out JsonValue file)
    {
        int fd;
        SystemText.Check(Native.ab_open(path, &fd), "opened");
        Block* block = null;
        try
        {
            block = ReadAll(fd, out byte* text, out long size);
            JsonSyntax.Check(text, size);
            file = new JsonValue(SkipStart(text));
            return block;
        }
        catch
        {
            Native.ab_release(block);
            throw;
        }
        finally
        {
            Native.ab_close(fd);
        }
    }

    private static byte* SkipStart(byte* text)
    {
        while (*text is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            text++;
        }
        return text;
    }

    private static Block* ReadAll(int fd, out byte* text, out long size)
    {
        long capacity = FirstStep;
        Block* block = Allocator.NewBuffer(capacity, out text);
        size = 0;
        try
        {
            while (true)
            {
                // One byte is reserved for the zero after the text.
                long got = Native.ab_read(fd, text + size, capacity - 1 - size);
                if (got < 0)
                {
                    SystemText.Check((int)-got, "read");
                }
                size += got;
                if (got == 0)
                {
                    text[size] = 0;
                    return block;
                }
                if (size == capacity - 1)
                {
                    capacity = Size.Multiply(capacity, 2);
                    Block* larger = Allocator.NewBuffer(capacity, out byte* longer);
                    Allocator.Copy(text, longer, size);
                    Native.ab_release(block);
                    block = larger;
                    text = longer;
                }
            }
        }
        catch
        {
            Native.ab_release(block);
            throw;
        }
    }
}
