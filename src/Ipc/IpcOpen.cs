using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Ipc;

/// <summary>Makes readers of what people have: a path, bytes, a descriptor, a callback. The format is read from the content.</summary>
internal static unsafe class IpcOpen
{
    public static ReaderBlock* File(byte* path, in ReadOptions options)
    {
        string display = Utf8Text.Display(Utf8Text.Span(path));
        try
        {
            Block* mapping = null;
            int fd = -1;
            int code = options.NoMap ? Native.ab_open(path, &fd) : Native.ab_map(path, &mapping, &fd);
            if (mapping != null)
            {
                return Mapped((MappingBlock*)mapping, fd, options, display);
            }
            if (code != 0 && fd < 0)
            {
                Throw.System(code, $"cannot be opened: {SystemText.Of(code)}");
            }
            Block* owner = CallerMemory.Own(Native.CloseOwner, (void*)(nint)fd);
            return options.NoMap ? Whole(new DescriptorInput(fd), owner, options, display) : Stream(new DescriptorInput(fd), owner, options, display);
        }
        catch (BridgeException exception) when (!exception.IsForeign)
        {
            exception.File = display;
            throw;
        }
    }

    private static ReaderBlock* Mapped(MappingBlock* mapping, int fd, in ReadOptions options, string path)
    {
        Block* file;
        try
        {
            file = CallerMemory.Own(Native.CloseOwner, (void*)(nint)fd);
        }
        catch
        {
            Native.ab_release(&mapping->head);
            throw;
        }
        TruncationCheck guard = new(fd, mapping->length);
        return Bytes(mapping->address, mapping->length, &mapping->head, options, path, guard, file);
    }

    /// <summary>Reads all there is, then closes the input.</summary>
    private static ReaderBlock* Whole(Input input, Block* owner, in ReadOptions options, string path)
    {
        Block* block;
        byte* data;
        long size;
        try
        {
            block = input.ReadAll(out data, out size);
        }
        finally
        {
            Native.ab_release(owner);
        }
        return Bytes(data, size, block, options, path);
    }

    /// <param name="owner">Keeps the bytes; its reference is taken over in every outcome.</param>
    /// <param name="file">What the guard needs, likewise.</param>
    public static ReaderBlock* Bytes(
        byte* data, long size, Block* owner, in ReadOptions options, string? path = null, TruncationCheck? guard = null, Block* file = null)
    {
        OwnedBlocks* keep = Keep(owner, file);
        try
        {
            ReadOnlySpan<byte> head = new(data, (int)Math.Min(size, MessageSource.PaddedMagic));
            StreamStart.Check(head);
            MessageSource source = StreamStart.IsMagic(head) ? new FileSource(data, size, owner) : new MemorySource(data, size, owner);
            return IpcReader.Open(source, keep, options, guard, path);
        }
        catch
        {
            Native.ab_release(&keep->head);
            throw;
        }
    }

    /// <param name="owner">What ends with the input; its reference is taken over in every outcome.</param>
    public static ReaderBlock* Stream(Input input, Block* owner, in ReadOptions options, string? path = null)
    {
        OwnedBlocks* keep = Keep(owner);
        try
        {
            InputSource source = new(input, keep, IpcReader.Metadata, IpcReader.Body, options.MaxBytes);
            return IpcReader.Open(source, keep, options, null, path);
        }
        catch
        {
            Native.ab_release(&keep->head);
            throw;
        }
    }

    private static OwnedBlocks* Keep(Block* owner, Block* file = null)
    {
        OwnedBlocks* keep;
        try
        {
            keep = OwnedBlocks.New(IpcReader.Places);
        }
        catch
        {
            Native.ab_release(owner);
            Native.ab_release(file);
            throw;
        }
        OwnedBlocks.Set(keep, IpcReader.Owner, owner);
        OwnedBlocks.Set(keep, IpcReader.Guard, file);
        return keep;
    }
}
