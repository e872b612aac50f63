using System.Numerics;
using ArrowBridge.Arrays;

namespace ArrowBridge.Tests.Arrays;

public class UInt256Tests
{
    private static readonly BigInteger s_end = BigInteger.One << 256;

    private static UInt256 Of(BigInteger value)
    {
        Span<ulong> words = stackalloc ulong[4];
        for (int i = 0; i < 4; i++)
        {
            words[i] = (ulong)((value >> (64 * i)) & ulong.MaxValue);
        }
        return new UInt256(words[0], words[1], words[2], words[3]);
    }

    private static BigInteger ValueOf(in UInt256 magnitude)
    {
        BigInteger value = BigInteger.Zero;
        for (int i = 3; i >= 0; i--)
        {
            value = (value << 64) + magnitude.Word(i);
        }
        return value;
    }

    /// <summary>Numbers of every length, and numbers near powers of two and ten.</summary>
    private static IEnumerable<BigInteger> Values()
    {
        Random random = new(20261120);
        byte[] bytes = new byte[32];
        for (int length = 0; length <= 32; length++)
        {
            for (int i = 0; i < 20; i++)
            {
                random.NextBytes(bytes);
                yield return new BigInteger(bytes.AsSpan(0, length), true);
            }
        }
        for (int i = 0; i < 256; i++)
        {
            yield return (BigInteger.One << i) - 1;
            yield return BigInteger.One << i;
        }
        for (int i = 0; i <= UInt256.MostDigits; i++)
        {
            yield return BigInteger.Pow(10, i) - 1;
            yield return BigInteger.Pow(10, i);
            yield return BigInteger.Pow(10, i) + 1;
        }
        yield return s_end - 1;
    }

    [Fact]
    public void ScaleUp_IsAMultiplication()
    {
        foreach (BigInteger value in Values())
        {
            for (int digits = 0; digits <= 80; digits++)
            {
                BigInteger expected = value * BigInteger.Pow(10, digits);
                UInt256 magnitude = Of(value);
                Assert.Equal(expected < s_end, magnitude.TryScaleUp(digits));
                if (expected < s_end)
                {
                    Assert.Equal(expected, ValueOf(magnitude));
                }
            }
        }
    }

    [Fact]
    public void ScaleDown_IsADivisionWithoutRest()
    {
        foreach (BigInteger value in Values())
        {
            for (int digits = 0; digits <= 80; digits++)
            {
                BigInteger quotient = BigInteger.DivRem(value, BigInteger.Pow(10, digits), out BigInteger rest);
                UInt256 magnitude = Of(value);
                Assert.Equal(rest.IsZero, magnitude.TryScaleDown(digits));
                if (rest.IsZero)
                {
                    Assert.Equal(quotient, ValueOf(magnitude));
                }
            }
        }
    }

    [Fact]
    public void HasDigits_ComparesWithPowersOfTen()
    {
        foreach (BigInteger value in Values())
        {
            for (int digits = 0; digits <= UInt256.MostDigits; digits++)
            {
                Assert.Equal(value < BigInteger.Pow(10, digits), Of(value).HasDigits(digits));
            }
        }
    }

    [Fact]
    public void Negated_IsTheTwosComplement()
    {
        foreach (BigInteger value in Values())
        {
            Assert.Equal((s_end - value) % s_end, ValueOf(Of(value).Negated()));
        }
    }
}
