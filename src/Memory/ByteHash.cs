using System.Numerics;
using System.Runtime.CompilerServices;

namespace ArrowBridge.Memory;

/// <summary>A hash of bytes for tables that live in memory only. The seeds differ between processes.</summary>
/// <remarks>Products of 32-bit halves, since the upper half of a 64-bit product is slow without BMI2, which the library
/// does not require.</remarks>
internal static unsafe class ByteHash
{
    private const ulong Odd = 0x9E3779B97F4A7C15;

    private static readonly ulong s_seed = (ulong)Random.Shared.NextInt64() | 1;
    private static readonly ulong s_second = (ulong)Random.Shared.NextInt64() << 1;

    /// <summary>
    /// The seeds of the process. Code that hashes many values keeps a copy: every access to a static field checks
    /// whether it is initialized.
    /// </summary>
    public static Seeds OfProcess => new(s_seed, s_second);

    public static ulong Of(ReadOnlySpan<byte> key)
    {
        fixed (byte* bytes = key)
        {
            return OfProcess.Hash(bytes, key.Length);
        }
    }

    public readonly struct Seeds(ulong seed, ulong second)
    {
        private readonly ulong _seed = seed;
        private readonly ulong _second = second;

        /// <summary>A hash of a number, which is not that of its bytes.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong Hash(ulong value) => Finish(Add(_second, value, _seed), _seed);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong Hash(byte* bytes, int length)
        {
            ulong hash = _second ^ (ulong)length;
            int i = 0;
            for (; i + 8 <= length; i += 8)
            {
                hash = Add(hash, Unsafe.ReadUnaligned<ulong>(bytes + i), _seed);
            }
            if (i < length)
            {
                hash = Add(hash, Rest(bytes + i, length - i), _seed);
            }
            return Finish(hash, _seed);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Finish(ulong hash, ulong seed)
    {
        hash = (hash ^ (hash >> 32)) * Odd;
        hash = (hash ^ (hash >> 29)) * seed;
        return hash ^ (hash >> 32);
    }

    /// <summary>One to seven bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Rest(byte* bytes, int length) => length >= 4
        ? Unsafe.ReadUnaligned<uint>(bytes) | ((ulong)Unsafe.ReadUnaligned<uint>(bytes + length - 4) << 32)
        : bytes[0] | ((ulong)bytes[length >> 1] << 8) | ((ulong)bytes[length - 1] << 16);

    /// <summary>The value is also added by itself, so that no product of 0 can hide it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Add(ulong hash, ulong value, ulong seed)
    {
        ulong mixed = value ^ seed;
        return BitOperations.RotateLeft((hash ^ ((mixed & uint.MaxValue) * (mixed >> 32))) + value, 29) * Odd;
    }
}
