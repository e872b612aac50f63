using System.Runtime.InteropServices;

namespace ArrowBridge.Ipc;

// Mirror of native/body.h; LayoutTests compares it.

/// <summary>A buffer of the body of a message.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BodyPart
{
    public byte* data;
    public long size;

    /// <summary>
    /// 1 if the buffer is stored uncompressed in a compressed body, with a prefix of 8 bytes that says so; otherwise 0.
    /// </summary>
    public short is_stored;

    /// <summary>
    /// Number of bits of the last byte that are written as zero, because they are after the end of a bitmap.
    /// </summary>
    public short unused_bits;

    /// <summary>Number of its frame in the pool, if it is compressed there.</summary>
    public int frame;
}

internal static unsafe class BodyNative
{
    /// <summary>So many bytes past the end of its target are overwritten by <see cref="ab_copy_body"/>.</summary>
    public const int Padding = 64;

    private const string Module = "arrowbridge_native";

    /// <summary>Copies buffers one after the other, each padded to the alignment.</summary>
    [DllImport(Module)]
    public static extern void ab_copy_body(byte* target, BodyPart* parts, long count, long alignment);
}
