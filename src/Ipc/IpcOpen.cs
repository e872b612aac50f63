using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Ipc;

/// <summary>
/// Opens readers from a path, bytes, a descriptor or a callback. The format, file or stream, is read from the content.
/// </summary>
internal static unsafe class IpcOpen
{
    public static ReaderBlock* File(byte* path, in ReadOptions options)
    {
        try
        {
            Block* mapping = null;
            int fd = -1;
            int code = options.NoMap ? Native.ab_open(path, &fd) : Native.ab_map(path, &mapping, &fd);
            if (mapping != null)
            {
                return Mapped((MappingBlock*)mapping, fd, options, path);
            }
            if (code != 0 && fd < 0)
            {
                Throw.System(code, $"cannot be opened: {SystemText.Of(code)}");
            }
            Block* owner = CallerMemory.Own(Native.CloseOwner, (void*)(nint)fd);
            DescriptorInput input = new(fd);
            return options.NoMap ? Whole(input, owner, options, path) : Stream(input, owner, options, path);
        }
        catch (ArrowBridgeException exception) when (!exception.IsForeign)
        {
            exception.File = Utf8Text.Display(Utf8Text.Span(path));
            throw;
        }
    }

    private static ReaderBlock* Mapped(MappingBlock* mapping, int fd, in ReadOptions options, byte* path)
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
        TruncationCheck truncation = new(fd, mapping->length);
        return Bytes(mapping->address, mapping->length, &mapping->head, options, path, truncation, file);
    }

    /// <summary>Reads the whole input into memory, then closes it.</summary>
    private static ReaderBlock* Whole(Input input, Block* owner, in ReadOptions options, byte* path)
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

    /// <param name="owner">Owner of the bytes; this reference is consumed, on failure too.</param>
    /// <param name="file">Owner of the descriptor that <paramref name="truncation"/> uses; consumed likewise.</param>
    public static ReaderBlock* Bytes(
        byte* data, long size, Block* owner, in ReadOptions options, byte* path = null,
        TruncationCheck? truncation = null, Block* file = null)
    {
        OwnedBlocks* owned = NewOwned(owner, file, path);
        try
        {
            return IpcReader.Open(data, size, owned, options, truncation);
        }
        catch
        {
            Native.ab_release(&owned->head);
            throw;
        }
    }

    /// <summary>
    /// Reads from the current position of a descriptor. The file format is mapped, or read into memory, if the
    /// descriptor is one of a file.
    /// </summary>
    /// <param name="owner">Released when the descriptor is no longer used; this reference is consumed, on failure
    /// too.</param>
    public static ReaderBlock* Descriptor(int fd, Block* owner, in ReadOptions options)
    {
        Block* mapping = null;
        long position = 0;
        if (!options.NoMap && Native.ab_map_descriptor(fd, &mapping, &position) == 0)
        {
            MappingBlock* file = (MappingBlock*)mapping;
            byte* data = file->address + position;
            long size = file->length - position;
            if (StreamStart.IsMagic(new ReadOnlySpan<byte>(data, (int)Math.Min(size, MessageSource.PaddedMagic))))
            {
                Native.ab_seek_end(fd); // where reading it would end
                TruncationCheck truncation = new(fd, file->length);
                return Bytes(data, size, mapping, options, null, truncation, owner);
            }
            Native.ab_release(mapping);
        }
        return Stream(new DescriptorInput(fd), owner, options);
    }

    /// <summary>Reads a stream that is still being written, from a file or a FIFO.</summary>
    /// <param name="owner">Released when the input is no longer used; this reference is consumed, on failure
    /// too.</param>
    public static ReaderBlock* Follow(
        byte* path, in ReadOptions options, in CIpcFollowOptions follow, Block* owner,
        CancellationToken cancellation = default)
    {
        try
        {
            int fd = -1;
            int isFile = 0;
            Block* file;
            try
            {
                int code = Native.ab_open_now(path, &fd, &isFile);
                if (code != 0)
                {
                    Throw.System(code, $"cannot be opened: {SystemText.Of(code)}");
                }
                file = CallerMemory.Own(Native.CloseOwner, (void*)(nint)fd);
            }
            catch
            {
                Native.ab_release(owner);
                throw;
            }
            FollowInput input = new(fd, isFile != 0, follow, cancellation);
            ReaderBlock* reader = Stream(input, file, options, path, owner);
            input.UseReader(reader);
            return reader;
        }
        catch (ArrowBridgeException exception) when (!exception.IsForeign)
        {
            exception.File = Utf8Text.Display(Utf8Text.Span(path));
            throw;
        }
    }

    /// <summary>Reads the stream format in order, and the file format whole.</summary>
    /// <param name="owner">Released when the input is no longer used; this reference is consumed, on failure
    /// too.</param>
    /// <param name="callbacks">Owner of what the input calls back, or NULL; consumed likewise.</param>
    public static ReaderBlock* Stream(
        Input input, Block* owner, in ReadOptions options, byte* path = null, Block* callbacks = null)
    {
        int first;
        Block* whole = null;
        byte* data = null;
        long size = 0;
        try
        {
            first = StreamStart.Read(input);
            ReadOnlySpan<byte> head = new(&first, sizeof(int));
            if (StreamStart.IsMagic(head))
            {
                if (input is FollowInput)
                {
                    Throw.NotSupported("IPC-5", null,
                        "this is the file format, which is complete only with its footer; only the stream format " +
                        "can be followed");
                }
                whole = Spool.ReadAll(input, head, out data, out size);
            }
        }
        catch
        {
            Native.ab_release(owner);
            Native.ab_release(callbacks);
            throw;
        }
        if (whole != null)
        {
            return Bytes(data, size, whole, options, path, null, owner);
        }
        OwnedBlocks* owned = NewOwned(owner, callbacks, path);
        try
        {
            MetadataMemory metadata = new(owned, IpcReader.MetadataSlot);
            InputSource source = new(input, first, owned, IpcReader.BodySlot, metadata, options.MaxBytes);
            return IpcReader.Open(source, owned, options);
        }
        catch
        {
            Native.ab_release(&owned->head);
            throw;
        }
    }

    /// <summary>Takes over the references to the owners, on failure too, and copies the path, if there is
    /// one.</summary>
    private static OwnedBlocks* NewOwned(Block* owner, Block* file, byte* path)
    {
        OwnedBlocks* owned;
        try
        {
            owned = OwnedBlocks.New(IpcReader.Slots);
        }
        catch
        {
            Native.ab_release(owner);
            Native.ab_release(file);
            throw;
        }
        OwnedBlocks.Set(owned, IpcReader.OwnerSlot, owner);
        OwnedBlocks.Set(owned, IpcReader.FileSlot, file);
        if (path != null)
        {
            try
            {
                Block* copy = (Block*)Allocator.NewText(Utf8Text.Span(path)) - 1;
                OwnedBlocks.Set(owned, IpcReader.PathSlot, copy);
            }
            catch
            {
                Native.ab_release(&owned->head);
                throw;
            }
        }
        return owned;
    }
}
