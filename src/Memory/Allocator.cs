using System.Runtime.CompilerServices;
using ArrowBridge.Errors;

namespace ArrowBridge.Memory;

/// <summary>Allocates blocks. All native memory of the library is allocated here and counted.</summary>
internal static unsafe class Allocator
{
    /// <summary>Buffers start at multiples of this (COL-1).</summary>
    public const int Alignment = 64;

    /// <summary>Allocates a block with one reference; only its header is initialized.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block* New(BlockKind kind, long size)
    {
        Block* block = Native.ab_alloc(kind, size);
        if (block == null)
        {
            Throw.OutOfMemory(size);
        }
        return block;
    }

    /// <summary>Allocates a block whose bytes after the header are zero.</summary>
    public static Block* NewZeroed(BlockKind kind, long size)
    {
        Block* block = New(kind, size);
        Zero((byte*)block + sizeof(Block), size - sizeof(Block));
        return block;
    }

    /// <summary>
    /// Allocates a block for one buffer of <paramref name="size"/> bytes, which begins at <paramref name="data"/>,
    /// aligned and padded to 64 bytes. The padding is zero (SEC-2); the caller fills the rest.
    /// </summary>
    public static Block* NewBuffer(long size, out byte* data)
    {
        long padded = Size.Align(size, Alignment);
        Block* block = New(BlockKind.Memory, Size.Add(padded, sizeof(Block) + Alignment - 1));
        data = Place(block + 1, size, padded);
        return block;
    }

    /// <summary>Returns where an aligned buffer begins after a header, and clears its padding.</summary>
    public static byte* Place(void* after, long size, long padded)
    {
        byte* data = (byte*)(((nuint)after + (Alignment - 1)) & ~(nuint)(Alignment - 1));
        Zero(data + size, padded - size);
        return data;
    }

    public static void Zero(byte* address, long size)
    {
        if (size > 0)
        {
            System.Runtime.InteropServices.NativeMemory.Clear(address, (nuint)size);
        }
    }

    public static void Copy(void* source, void* target, long size)
    {
        if (size > 0)
        {
            Buffer.MemoryCopy(source, target, size, size);
        }
    }

    /// <summary>
    /// Makes a NUL-terminated copy of a text, for the caller of the C API; its address is the one after the header.
    /// </summary>
    public static byte* NewText(ReadOnlySpan<byte> text)
    {
        Block* block = New(BlockKind.Memory, sizeof(Block) + (long)text.Length + 1);
        byte* bytes = (byte*)(block + 1);
        text.CopyTo(new Span<byte>(bytes, text.Length));
        bytes[text.Length] = 0;
        return bytes;
    }
}
