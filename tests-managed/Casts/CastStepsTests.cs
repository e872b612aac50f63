using ArrowBridge.Casts;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Tests.Schemas;

namespace ArrowBridge.Tests.Casts;

public sealed unsafe class CastStepsTests
{
    private static CastStep StepOf(string from, string to, bool fromEncoded = false, bool toEncoded = false)
    {
        SchemaBlock* a = Import(from, fromEncoded);
        SchemaBlock* b = Import(to, toEncoded);
        CastStep step = CastSteps.Of(SchemaBlock.Root(a), SchemaBlock.Root(b));
        Native.ab_release(&a->head);
        Native.ab_release(&b->head);
        return step;
    }

    private static SchemaBlock* Import(string format, bool isEncoded)
    {
        using NativeSchema schema = isEncoded
            ? new NativeSchema("i").WithDictionary(new NativeSchema(format))
            : new NativeSchema(format);
        return SchemaImport.Copy(schema.Value);
    }

    [Theory]
    [InlineData("i", "i", CastStep.Same)]
    [InlineData("i", "g", CastStep.Numbers)]
    [InlineData("n", "u", CastStep.FromNull)]
    [InlineData("n", "n", CastStep.Same)]
    [InlineData("u", "n", CastStep.None)]
    [InlineData("u", "vz", CastStep.Bytes)]
    [InlineData("w:2", "w:3", CastStep.None)]
    [InlineData("d:5,1", "d:50,2,256", CastStep.Decimals)]
    [InlineData("tdD", "tsn:", CastStep.Times)]
    [InlineData("tdD", "tsn:UTC", CastStep.None)]
    [InlineData("tts", "tDs", CastStep.None)]
    [InlineData("b", "c", CastStep.Booleans)]
    [InlineData("L", "b", CastStep.Booleans)]
    [InlineData("b", "g", CastStep.None)]
    [InlineData("i", "d:5,1", CastStep.Decimals)]
    [InlineData("d:5,1,32", "L", CastStep.Decimals)]
    [InlineData("d:5,1", "g", CastStep.None)]
    [InlineData("i", "tdD", CastStep.Times)]
    [InlineData("tDs", "l", CastStep.Times)]
    [InlineData("l", "tdD", CastStep.None)]
    [InlineData("L", "tsn:", CastStep.None)]
    public void Step_IsThatOfTheTypes(string from, string to, object expected) =>
        Assert.Equal(expected, StepOf(from, to));

    [Fact]
    public void Dictionaries_ComeBeforeTheirValues()
    {
        Assert.Equal(CastStep.Indices, StepOf("u", "i", true, true));
        Assert.Equal(CastStep.Decode, StepOf("u", "i", true));
        Assert.Equal(CastStep.Encode, StepOf("u", "i", false, true));
        Assert.Equal(CastStep.FromNull, StepOf("n", "i", false, true));
    }

    /// <summary>Whether one number type can represent all values of another, determined from the limits of
    /// both.</summary>
    [Fact]
    public void Holds_IsTrueOfRanges()
    {
        (TypeId Type, Int128 Min, Int128 Max)[] types =
        [
            (TypeId.Int8, sbyte.MinValue, sbyte.MaxValue), (TypeId.UInt8, 0, byte.MaxValue),
            (TypeId.Int16, short.MinValue, short.MaxValue), (TypeId.UInt16, 0, ushort.MaxValue),
            (TypeId.Int32, int.MinValue, int.MaxValue), (TypeId.UInt32, 0, uint.MaxValue),
            (TypeId.Int64, long.MinValue, long.MaxValue), (TypeId.UInt64, 0, ulong.MaxValue),
        ];
        foreach ((TypeId type, Int128 min, Int128 max) in types)
        {
            foreach ((TypeId other, Int128 otherMin, Int128 otherMax) in types)
            {
                Assert.Equal(otherMin >= min && otherMax <= max, NumberRanges.Holds(type, other));
            }
            long most = max > long.MaxValue ? long.MaxValue : (long)max;
            Assert.Equal(
                max == ulong.MaxValue ? 20 : most.ToString().Length, NumberRanges.DecimalDigits(type));
            // The largest odd number is the first that a floating-point type may not represent.
            Assert.Equal((Int128)(Half)(double)max == max && max <= 2048, NumberRanges.Holds(TypeId.Float16, type));
            Assert.Equal((Int128)(float)max == max && max <= 1 << 24, NumberRanges.Holds(TypeId.Float32, type));
            Assert.Equal((Int128)(double)max == max && max <= 1L << 53, NumberRanges.Holds(TypeId.Float64, type));
        }
    }

    [Theory]
    [InlineData("tss:", "tsn:", 1_000_000_000, false)]
    [InlineData("tsn:", "tss:", 1_000_000_000, true)]
    [InlineData("tdD", "tdm", 86_400_000, false)]
    [InlineData("tdm", "tsm:", 1, false)]
    [InlineData("ttm", "ttu", 1_000, false)]
    [InlineData("l", "tsn:", 1, false)]
    [InlineData("tdD", "i", 1, false)]
    public void Ratio_IsThatOfTheUnits(string from, string to, long factor, bool divides)
    {
        SchemaBlock* a = Import(from, false);
        SchemaBlock* b = Import(to, false);
        TimeRatio ratio = TimeRatio.Of(SchemaBlock.Root(a), SchemaBlock.Root(b));
        Native.ab_release(&a->head);
        Native.ab_release(&b->head);
        Assert.Equal((factor, divides), (ratio.Factor, ratio.Divides));
        long most = divides ? long.MaxValue / factor * factor : long.MaxValue / factor;
        Assert.True(ratio.TryConvert(most, out long converted));
        Assert.Equal(divides ? most / factor : most * factor, converted);
        Assert.True(ratio.TryConvert(-most, out _));
        Assert.Equal(factor == 1, ratio.TryConvert(divides ? most - 1 : most + (factor == 1 ? 0 : 1), out _));
    }
}
