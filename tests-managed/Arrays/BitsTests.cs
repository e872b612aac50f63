using System.Runtime.InteropServices;
using ArrowBridge.Arrays;

namespace ArrowBridge.Tests.Arrays;

/// <summary>Compares every offset and length in a range with a model that handles bits one by one.</summary>
public unsafe class BitsTests : IDisposable
{
    private const int MostOffset = 70;
    private const int MostLength = 140;
    private const int Bytes = (MostOffset + MostLength + 7) / 8;

    private readonly bool[] _model = new bool[Bytes * 8];
    private readonly byte* _bitmap = (byte*)NativeMemory.Alloc(Bytes);

    public BitsTests()
    {
        Random random = new(1);
        new Span<byte>(_bitmap, Bytes).Clear();
        for (int i = 0; i < _model.Length; i++)
        {
            _model[i] = random.Next(2) == 1;
            if (_model[i])
            {
                Bits.Set(_bitmap, i);
            }
        }
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        NativeMemory.Free(_bitmap);
    }

    [Fact]
    public void Get_IsLeastSignificantFirst_COL_3()
    {
        for (int i = 0; i < _model.Length; i++)
        {
            Assert.Equal(_model[i], Bits.Get(_bitmap, i));
            Assert.Equal(_model[i], (_bitmap[i / 8] & (1 << (i % 8))) != 0);
        }
    }

    [Fact]
    public void Read_GivesTheBitsAndNoOthers()
    {
        for (int offset = 0; offset < MostOffset; offset++)
        {
            for (int count = 1; count <= 64; count++)
            {
                ulong expected = 0;
                for (int i = 0; i < count; i++)
                {
                    expected |= (_model[offset + i] ? 1UL : 0) << i;
                }
                Assert.Equal(expected, Bits.Read(_bitmap, offset, count));
            }
        }
    }

    [Fact]
    public void Read_GivesNothingFromAfterTheRange()
    {
        // A bit read from past the end of the range would be zero.
        byte* buffer = stackalloc byte[24];
        for (int offset = 0; offset < 8; offset++)
        {
            for (int count = 1; count <= 64; count++)
            {
                int bytes = (offset + count + 7) / 8;
                new Span<byte>(buffer, 24).Clear();
                new Span<byte>(buffer, bytes).Fill(0xFF);
                ulong whole = count == 64 ? ulong.MaxValue : (1UL << count) - 1;
                Assert.Equal(whole, Bits.Read(buffer, offset, count));
                Assert.Equal(0UL, Bits.Read(buffer, bytes * 8, 64));
            }
        }
    }

    [Fact]
    public void Count_CountsOnes()
    {
        for (int offset = 0; offset < MostOffset; offset++)
        {
            for (int length = 0; length <= MostLength; length++)
            {
                Assert.Equal(
                    _model.Skip(offset).Take(length).Count(static bit => bit), Bits.Count(_bitmap, offset, length));
            }
        }
    }

    [Fact]
    public void Copy_MovesBitsToTheStartAndClearsTheRestOfTheByte()
    {
        byte* target = stackalloc byte[Bytes + 1];
        for (int offset = 0; offset < MostOffset; offset++)
        {
            for (int length = 0; length <= MostLength; length++)
            {
                new Span<byte>(target, Bytes + 1).Fill(0xCC);
                Bits.Copy(_bitmap, offset, length, target);
                AssertBits(target, length, i => _model[offset + i]);
            }
        }
    }

    [Fact]
    public void And_JoinsTwoBitmaps()
    {
        byte* target = stackalloc byte[Bytes + 1];
        for (int offset = 0; offset < MostOffset; offset += 3)
        {
            for (int length = 0; length <= MostLength; length++)
            {
                int other = MostOffset - offset;
                new Span<byte>(target, Bytes + 1).Fill(0xCC);
                Bits.And(_bitmap, offset, _bitmap, other, length, target);
                AssertBits(target, length, i => _model[offset + i] && _model[other + i]);
            }
        }
    }

    /// <summary>Expects the bits, zeros up to the end of the last byte, and unchanged bytes after it.</summary>
    private static void AssertBits(byte* target, int length, Func<int, bool> bit)
    {
        int bytes = (length + 7) / 8;
        byte[] expected = new byte[bytes + 1];
        for (int i = 0; i < length; i++)
        {
            expected[i / 8] |= (byte)(bit(i) ? 1 << (i % 8) : 0);
        }
        expected[bytes] = 0xCC;
        Assert.Equal(expected, new ReadOnlySpan<byte>(target, bytes + 1).ToArray());
    }
}
