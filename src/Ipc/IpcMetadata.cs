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
    /// <param name="name">The field, for errors.</param>
    /// <param name="without">A key whose pairs are left out.</param>
    public static long Size(
        in FlatTable table, int field, ReadOnlySpan<byte> name = default, ReadOnlySpan<byte> without = default)
    {
        byte* pairs = table.Vector(field, sizeof(int), out int count);
        long size = 0;
        for (int i = 0; i < count; i++)
        {
            FlatTable pair = table.Element(pairs, i);
            if (IsLeftOut(pair, without))
            {
                continue;
            }
            size += size == 0 ? sizeof(int) : 0;
            size += (2 * sizeof(int)) + (long)pair.Text(0).Length + pair.Text(1).Length;
        }
        if (size > int.MaxValue)
        {
            Throw.Rule("SCH-9", IpcTypes.Shown(name), "the metadata has more than 2147483647 bytes");
        }
        return size;
    }

    /// <summary>Writes the encoded pairs; <see cref="Size"/> gives their size.</summary>
    public static void Write(FlatTable table, int field, byte* target, ReadOnlySpan<byte> without = default)
    {
        byte* pairs = table.Vector(field, sizeof(int), out int count);
        int* written = (int*)target;
        Append(ref target, 0);
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            FlatTable pair = table.Element(pairs, i);
            if (!IsLeftOut(pair, without))
            {
                Append(ref target, pair.Text(0));
                Append(ref target, pair.Text(1));
                kept++;
            }
        }
        Unsafe.WriteUnaligned(written, kept);
    }

    private static bool IsLeftOut(FlatTable pair, ReadOnlySpan<byte> without) =>
        !without.IsEmpty && pair.Text(0).SequenceEqual(without);

    /// <summary>A copy for a caller of the C API, who releases it like a string; NULL if there are no pairs.</summary>
    public static byte* Copy(FlatTable table, int field, out long size, ReadOnlySpan<byte> without = default)
    {
        size = Size(table, field, default, without);
        if (size == 0)
        {
            return null;
        }
        if (size > MaxText(table.BufferSize))
        {
            TooLong();
        }
        byte* copy = (byte*)(Allocator.New(BlockKind.Memory, sizeof(Block) + size) + 1);
        Write(table, field, copy, without);
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
