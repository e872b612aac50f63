using System.Runtime.InteropServices;
using ArrowBridge.Abi;

namespace ArrowBridge.Arrays;

/// <summary>
/// A view of a binary value or string (COL-7): up to 12 bytes are stored inline, longer values in a variadic buffer.
/// </summary>
[StructLayout(LayoutKind.Explicit)]
internal unsafe struct View
{
    public const int MostInline = 12;

    [FieldOffset(0)]
    public int length;
    [FieldOffset(4)]
    public uint prefix;
    [FieldOffset(8)]
    public int index;
    [FieldOffset(12)]
    public int offset;
    [FieldOffset(0)]
    public ulong low;
    [FieldOffset(8)]
    public ulong high;

    public static byte* Bytes(View* view, CArrowArray* array) =>
        view->length <= MostInline
            ? (byte*)view + sizeof(int)
            : (byte*)array->buffers[2 + (long)view->index] + view->offset;
}
