using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Tests.Memory;

public class SizeTests
{
    private static readonly long[] s_interesting =
    [
        long.MinValue, long.MinValue + 1, -(1L << 32), -64, -1, 0, 1, 7, 64, 1L << 31, (1L << 32) - 1, 3037000499,
        3037000500,
        long.MaxValue / 2, (long.MaxValue / 2) + 1, long.MaxValue - 63, long.MaxValue - 1, long.MaxValue,
    ];

    [Fact]
    public void Add_IsExactOrRefuses() =>
        ForAllPairs(static (a, b) => AssertExact((Int128)a + b, () => Size.Add(a, b)));

    [Fact]
    public void Multiply_IsExactOrRefuses() =>
        ForAllPairs(static (a, b) => AssertExact((Int128)a * b, () => Size.Multiply(a, b)));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(8, 1)]
    [InlineData(9, 2)]
    [InlineData(long.MaxValue, (long.MaxValue >> 3) + 1)]
    public void Bits_RoundsUpToBytes(long bits, long bytes) => Assert.Equal(bytes, Size.Bits(bits));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 64)]
    [InlineData(64, 64)]
    [InlineData(65, 128)]
    [InlineData(long.MaxValue - 63, long.MaxValue - 63)]
    public void Align_RoundsUp(long size, long aligned) => Assert.Equal(aligned, Size.Align(size, 64));

    [Fact]
    public void Align_TooLarge_Refuses() =>
        Assert.Throws<ArrowBridgeException>(() => Size.Align(long.MaxValue - 62, 64));

    private static void ForAllPairs(Action<long, long> check)
    {
        foreach (long a in s_interesting)
        {
            foreach (long b in s_interesting)
            {
                check(a, b);
            }
        }
    }

    private static void AssertExact(Int128 exact, Func<long> compute)
    {
        if (exact >= long.MinValue && exact <= long.MaxValue)
        {
            Assert.Equal((long)exact, compute());
        }
        else
        {
            Assert.Equal(Errno.Of(ErrorCode.Invalid), Assert.Throws<ArrowBridgeException>(() => compute()).ErrorNumber);
        }
    }
}
