using System.Runtime.CompilerServices;
using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>Hashes and compares the values of rows.</summary>
internal interface IHashKeys
{
    /// <summary>A hash of a row that is not null.</summary>
    ulong Hash(long row);

    /// <summary>Whether two rows that are not null have the same value.</summary>
    bool AreSame(long a, long b);
}

/// <summary>Values of 1, 2, 4 or 8 bytes.</summary>
internal readonly unsafe struct FixedKeys<T>(CArrowArray* array) : IHashKeys
    where T : unmanaged, IEquatable<T>
{
    private readonly T* _values = (T*)array->buffers[1] + array->offset;
    private readonly ByteHash.Seeds _seeds = ByteHash.OfProcess;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(long row)
    {
        ulong value = sizeof(T) switch
        {
            8 => *(ulong*)(_values + row),
            4 => *(uint*)(_values + row),
            2 => *(ushort*)(_values + row),
            _ => *(byte*)(_values + row),
        };
        return _seeds.Hash(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool AreSame(long a, long b) => _values[a].Equals(_values[b]);
}

/// <summary>Binary values and strings with offsets of 32 bits.</summary>
internal readonly unsafe struct BytesKeys(CArrowArray* array) : IHashKeys
{
    private readonly int* _offsets = (int*)array->buffers[1] + array->offset;
    private readonly byte* _data = (byte*)array->buffers[2];
    private readonly ByteHash.Seeds _seeds = ByteHash.OfProcess;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(long row) => _seeds.Hash(_data + _offsets[row], _offsets[row + 1] - _offsets[row]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool AreSame(long a, long b)
    {
        int length = _offsets[a + 1] - _offsets[a];
        return length == _offsets[b + 1] - _offsets[b] && AreSame(_data + _offsets[a], _data + _offsets[b], length);
    }

    /// <summary>Short values are compared by two loads, which may overlap, without a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreSame(byte* a, byte* b, int length)
    {
        if (length > 16)
        {
            return new ReadOnlySpan<byte>(a, length).SequenceEqual(new ReadOnlySpan<byte>(b, length));
        }
        if (length >= sizeof(ulong))
        {
            return ((*(ulong*)a ^ *(ulong*)b) |
                (*(ulong*)(a + length - sizeof(ulong)) ^ *(ulong*)(b + length - sizeof(ulong)))) == 0;
        }
        if (length >= sizeof(uint))
        {
            return ((*(uint*)a ^ *(uint*)b) |
                (*(uint*)(a + length - sizeof(uint)) ^ *(uint*)(b + length - sizeof(uint)))) == 0;
        }
        for (int i = 0; i < length; i++)
        {
            if (a[i] != b[i])
            {
                return false;
            }
        }
        return true;
    }
}
