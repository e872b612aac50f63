using System.Runtime.CompilerServices;
using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Ipc;

/// <summary>
/// Writes bytes in order. To a descriptor or a callback, small pieces are collected in a staging buffer, and large ones
/// are written without a copy. To memory, all are copied directly.
/// </summary>
internal unsafe struct Output
{
    private const long Staging = 1 << 16;
    // Pieces of this size or more are written without a copy. A system call costs more than a callback.
    private const long LargeForCallback = 1 << 12;
    private const long LargeForDescriptor = 1 << 15;

    // A file is written to the disk while it is written: at the end all of it must be there.
    private const long WritebackStep = 8 << 20;

    private readonly COutput _callback;
    private readonly int _fd;
    private readonly int _mayBreak;
    private readonly bool _isFile;
    private readonly long _large = LargeForDescriptor;
    private readonly byte* _staging;
    private long _staged;

    // Up to here the file is being written to the disk.
    private long _writtenBack;

    // The memory that messages are written to, if they are.
    private readonly MessageMemory* _memory;

    /// <param name="callback">The callback to write to; NULL to write to <paramref name="fd"/>.</param>
    /// <param name="isFile">Whether the descriptor is a new file that <see cref="Native.ab_commit"/> ends.</param>
    /// <param name="owned">Receives the staging buffer, in <paramref name="slot"/>.</param>
    /// <param name="memory">The memory to write to instead; NULL to write to one of the others.</param>
    public Output(
        COutput* callback, int fd, bool isFile, OwnedBlocks* owned, int slot, MessageMemory* memory = null)
    {
        _isFile = isFile;
        if (memory != null)
        {
            _memory = memory;
            _large = long.MaxValue;
            return;
        }
        if (callback != null)
        {
            _callback = *callback;
            _large = LargeForCallback;
        }
        else
        {
            _fd = fd;
            _mayBreak = Native.ab_may_break(fd);
        }
        OwnedBlocks.Set(owned, slot, Allocator.NewBuffer(Staging + BodyNative.Padding, out _staging));
    }

    /// <summary>Number of bytes written so far, including staged ones.</summary>
    public long Position { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(byte* data, long size)
    {
        if (size >= _large)
        {
            Position += size;
            Send(data, size);
            return;
        }
        Allocator.Copy(data, Take(size), size);
    }

    /// <summary>Writes zeros; <paramref name="size"/> is less than 64 KiB.</summary>
    public void PutZeros(long size) => Allocator.Zero(Take(size), size);

    /// <summary>Whether buffers can be written by <see cref="PutSmall"/>; to memory, all can.</summary>
    /// <param name="size">Size of all.</param>
    /// <param name="largest">At least as much as the largest.</param>
    public readonly bool AreSmall(long size, long largest) =>
        largest < _large && (size <= Staging - _staged || _memory != null);

    /// <summary>Writes the uncompressed buffers of a body with their padding, if <see cref="AreSmall"/>.</summary>
    /// <param name="size">Size of the body.</param>
    /// <param name="alignment">8 or 64.</param>
    public void PutSmall(BodyPart* parts, long count, long size, int alignment) =>
        BodyNative.ab_copy_body(Take(size), parts, count, alignment);

    /// <summary>
    /// The place of the next bytes, which the caller writes. <see cref="BodyNative.Padding"/> bytes after them may be
    /// overwritten.
    /// </summary>
    /// <param name="size">At most 64 KiB, unless the bytes are written to memory.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* Take(long size)
    {
        Position += size;
        if (_memory != null)
        {
            return _memory->Extend(size);
        }
        if (size > Staging - _staged)
        {
            Flush();
        }
        byte* taken = _staging + _staged;
        _staged += size;
        return taken;
    }

    /// <summary>Announces a body, so that memory grows only once for it.</summary>
    public readonly void Expect(long size)
    {
        if (_memory != null)
        {
            _memory->Reserve(size);
        }
    }

    public void Flush()
    {
        if (_staged > 0)
        {
            Send(null, 0);
        }
    }

    /// <summary>Writes the staged bytes, then <paramref name="data"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Send(byte* data, long size)
    {
        long staged = _staged;
        _staged = 0;
        if (_callback.write != null)
        {
            OutputCallback.Write(_callback, _staging, staged);
            OutputCallback.Write(_callback, data, size);
            return;
        }
        SystemText.Check(Native.ab_write(_fd, _mayBreak, _staging, staged, data, size), "written");
        if (_isFile && Position - _writtenBack >= WritebackStep)
        {
            long end = Position & -WritebackStep;
            Native.ab_start_writeback(_fd, _writtenBack, end);
            _writtenBack = end;
        }
    }
}
