using System.Runtime.CompilerServices;

namespace ArrowBridge.Memory;

/// <summary>A hash of bytes for tables that live in memory only. The seed differs between processes.</summary>
internal static unsafe class ByteHash
{
    private static readonly ulong s_seed = (ulong)Random.Shared.NextInt64() | 1;

    public static ulong Of(ReadOnlySpan<byte> key)
    {
        ulong hash = s_seed ^ (ulong)key.Length;
        fixed (byte* bytes = key)
        {
            int i = 0;
            for (; i + 8 <= key.Length; i += 8)
            {
                hash = Mix(hash ^ Unsafe.ReadUnaligned<ulong>(bytes + i));
            }
            ulong rest = 0;
            for (int shift = 0; i < key.Length; i++, shift += 8)
            {
                rest |= (ulong)bytes[i] << shift;
            }
            return Mix(hash ^ rest);
        }
    }

    /// <summary>Combines both halves of a product, so that every input bit affects every output bit.</summary>
    private static ulong Mix(ulong value)
    {
        ulong high = Math.BigMul(value, s_seed * 0x9E3779B97F4A7C15, out ulong low);
        return high ^ low ^ s_seed;
    }
}
