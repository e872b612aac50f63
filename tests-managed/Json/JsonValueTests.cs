using System.Text;
using ArrowBridge.Errors;
using ArrowBridge.Json;

namespace ArrowBridge.Tests.Json;

/// <summary>Values of a checked JSON text: where they end, their contents, and which numbers fit a type.</summary>
public unsafe class JsonValueTests
{
    private delegate T Reading<T>(JsonValue value);

    private static T Read<T>(string json, Reading<T> read)
    {
        byte[] text = [.. Encoding.UTF8.GetBytes(json), 0];
        fixed (byte* start = text)
        {
            JsonSyntax.Check(start, text.Length - 1);
            return read(new JsonValue(start));
        }
    }

    [Theory]
    [InlineData("""{"a":[1,{"b":"}]"},[[]]],"b":"x"}""", "x")]
    [InlineData("""{ "c" : "b\"" , "b" : "\u0062\ud83d\ude00\n" }""", "b\U0001F600\n")]
    [InlineData("""{"a":"b","b":""}""", "")]
    public void Member_IsFoundAfterOthers(string json, string expected) =>
        Assert.Equal(expected, Read(json, static value => Encoding.UTF8.GetString(value["b"u8].StringBytes())));

    [Theory]
    [InlineData("[]", 0)]
    [InlineData("[ ]", 0)]
    [InlineData("[0]", 1)]
    [InlineData("[\"a,b\", [1,2], {\"c\":[3]} , null]", 4)]
    [InlineData("{\"a\":1}", 0)]
    public void Elements_AreCounted(string json, long expected) =>
        Assert.Equal(expected, Read(json, static value => value.Count()));

    [Theory]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("\"-9223372036854775808\"", long.MinValue)]
    [InlineData("9223372036854775808", null)]
    [InlineData("-9223372036854775809", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("1.0", null)]
    [InlineData("\"\"", null)]
    [InlineData("\"-\"", null)]
    [InlineData("[1]", null)]
    public void Long_HasItsLimits(string json, long? expected) => Assert.Equal(
        expected,
        Read<long?>(json,
            static value => JsonNumbers.TryLong(value, long.MinValue, long.MaxValue, out long number) ? number : null));

    [Theory]
    [InlineData("\"18446744073709551615\"", ulong.MaxValue)]
    [InlineData("18446744073709551616", null)]
    [InlineData("-1", null)]
    public void ULong_HasItsLimits(string json, ulong? expected) => Assert.Equal(
        expected, Read<ulong?>(json, static value => JsonNumbers.TryULong(value, out ulong number) ? number : null));

    [Theory]
    [InlineData("\"170141183460469231731687303715884105727\"", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F")]
    [InlineData("\"-170141183460469231731687303715884105728\"", "00000000000000000000000000000080")]
    [InlineData("\"-1\"", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")]
    [InlineData("\"-0\"", "00000000000000000000000000000000")]
    [InlineData("\"170141183460469231731687303715884105728\"", null)]
    [InlineData("\"-170141183460469231731687303715884105729\"", null)]
    [InlineData("\"340282366920938463463374607431768211457\"", null)]
    [InlineData("\"1e2\"", null)]
    public void Wide_HasTheLimitsOfItsWidth(string json, string? expected) => Assert.Equal(
        expected, Read(json, static value =>
    {
        byte* bytes = stackalloc byte[16];
        return JsonNumbers.TryWide(value, bytes, 16) ? Convert.ToHexString(new ReadOnlySpan<byte>(bytes, 16)) : null;
    }));

    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData("-0", -0.0)]
    [InlineData("\"Infinity\"", double.PositiveInfinity)]
    [InlineData("\"-Infinity\"", double.NegativeInfinity)]
    [InlineData("\"1.5\"", null)]
    [InlineData("1e999", null)]
    public void Double_IsANumberOrOneOfThreeWords(string json, double? expected) =>
        Assert.Equal(expected,
            Read<double?>(json, static value => JsonNumbers.TryDouble(value, out double number) ? number : null));

    [Fact]
    public void Depth_IsLimited()
    {
        Assert.Equal(1, Read(new string('[', 256) + new string(']', 256), static value => value.Count()));
        ArrowBridgeException refused = Assert.Throws<ArrowBridgeException>(
            () => Read(new string('[', 257) + new string(']', 257), static value => value.Count()));
        Assert.Contains("256 levels", refused.Message);
    }
}
