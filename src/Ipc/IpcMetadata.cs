using System.Runtime.CompilerServices;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>Converts vectors of KeyValue (Schema.fbs) to the encoding of the C data interface (SCH-7).</summary>
internal static unsafe class IpcMetadata
{
    /// <summary>
    /// Maximum ratio of total text to metadata size: bounds amplification by strings that share their bytes.
    /// </summary>
    private const int TextGrowth = 16;

    /// <summary>Total text that is always allowed.</summary>
    private const long TextAlways = 1 << 20;

    /// <summary>Maximum total length of the texts of a flatbuffer with <paramref name="bufferSize"/> bytes.</summary>
    public static long MaxText(int bufferSize) => Math.Max(TextAlways, (long)TextGrowth * bufferSize);

    /// <summary>Size of the encoded pairs, in bytes; 0 if there are none.</summary>
    public static long Size(FlatTable table, int field, string? name)
    {
        byte* pairs = table.Vector(field, sizeof(int), out int count);
        if (count == 0)
        {
            return 0;
        }
        long size = sizeof(int);
        for (int i = 0; i < count; i++)
        {
            FlatTable pair = table.Element(pairs, i);
            size += (2 * sizeof(int)) + (long)pair.Text(0).Length + pair.Text(1).Length;
        }
        if (size > int.MaxValue)
        {
            Throw.Rule("SCH-9", name, "the metadata has more than 2147483647 bytes");
        }
        return size;
    }

    /// <summary>Writes the encoded pairs; <see cref="Size"/> gives their size.</summary>
    public static void Write(FlatTable table, int field, byte* target)
    {
        byte* pairs = table.Vector(field, sizeof(int), out int count);
        Append(ref target, count);
        for (int i = 0; i < count; i++)
        {
            FlatTable pair = table.Element(pairs, i);
            Append(ref target, pair.Text(0));
            Append(ref target, pair.Text(1));
        }
    }

    /// <summary>A copy for a caller of the C API, who releases it like a string; NULL if there are no pairs.</summary>
    public static byte* Copy(FlatTable table, int field, out long size)
    {
        size = Size(table, field, null);
        if (size == 0)
        {
            return null;
        }
        if (size > MaxText(table.BufferSize))
        {
            TooLong();
        }
        byte* copy = (byte*)(Allocator.New(BlockKind.Memory, sizeof(Block) + size) + 1);
        Write(table, field, copy);
        return copy;
    }

    public static void TooLong() =>
        Throw.Rule("SEC-5", null, "the metadata is not valid: its strings overlap and add up to many times its size");

    private static void Append(ref byte* target, int value)
    {
        Unsafe.WriteUnaligned(target, value);
        target += sizeof(int);
    }

    private static void Append(ref byte* target, ReadOnlySpan<byte> text)
    {
        Append(ref target, text.Length);
        text.CopyTo(new Span<byte>(target, text.Length));
        target += text.Length;
    }
}
