using System.Globalization;
using ArrowBridge.Arrays;

namespace ArrowBridge.Tests.Arrays;

/// <summary>The text of a number is that of the number itself, not of its neighbour.</summary>
public class NumberTextTests
{
    private const int Randoms = 1_000_000;

    [Fact]
    public void Doubles_AtPowersOfTwo_ReadBackTheSame()
    {
        for (int exponent = -1074; exponent < 1024; exponent++)
        {
            double power = Math.ScaleB(1, exponent);
            foreach (double value in new[] { power, Math.BitIncrement(power), Math.BitDecrement(power) })
            {
                AssertDouble(value);
                AssertDouble(-value);
            }
        }
    }

    [Fact]
    public void Floats_AtPowersOfTwo_ReadBackTheSame()
    {
        for (int exponent = -149; exponent < 128; exponent++)
        {
            float power = MathF.ScaleB(1, exponent);
            foreach (float value in new[] { power, MathF.BitIncrement(power), MathF.BitDecrement(power) })
            {
                AssertFloat(value);
                AssertFloat(-value);
            }
        }
    }

    [Fact]
    public void Halves_ReadBackTheSame()
    {
        for (int bits = 0; bits <= ushort.MaxValue; bits++)
        {
            Half value = BitConverter.UInt16BitsToHalf((ushort)bits);
            if (Half.IsFinite(value))
            {
                Half read = Half.Parse(NumberText.Of(value), CultureInfo.InvariantCulture);
                Assert.Equal(bits, BitConverter.HalfToUInt16Bits(read));
            }
        }
    }

    [Fact]
    public void RandomBits_ReadBackTheSame()
    {
        Random random = new(20261129);
        for (int i = 0; i < Randoms; i++)
        {
            long bits = random.NextInt64(long.MinValue, long.MaxValue);
            AssertDouble(BitConverter.Int64BitsToDouble(bits));
            AssertDouble(BitConverter.Int64BitsToDouble(bits & ~(0x7FFL << 52)));
            AssertFloat(BitConverter.Int32BitsToSingle((int)bits));
        }
    }

    [Fact]
    public void SmallIntegersAndZeros_AreShort()
    {
        Assert.Equal("-0", NumberText.Of(-0.0));
        Assert.Equal("0.1", NumberText.Of(0.1));
        Assert.Equal("0.1", NumberText.Of(0.1f));
        Assert.Equal("1e+300", NumberText.Of(1e300));
    }

    private static void AssertDouble(double value)
    {
        if (double.IsFinite(value))
        {
            double read = double.Parse(NumberText.Of(value), CultureInfo.InvariantCulture);
            Assert.True(BitConverter.DoubleToInt64Bits(value) == BitConverter.DoubleToInt64Bits(read),
                $"{BitConverter.DoubleToInt64Bits(value):X16} is written as {NumberText.Of(value)}");
        }
    }

    private static void AssertFloat(float value)
    {
        if (float.IsFinite(value))
        {
            float read = float.Parse(NumberText.Of(value), CultureInfo.InvariantCulture);
            Assert.True(BitConverter.SingleToInt32Bits(value) == BitConverter.SingleToInt32Bits(read),
                $"{BitConverter.SingleToInt32Bits(value):X8} is written as {NumberText.Of(value)}");
        }
    }
}
