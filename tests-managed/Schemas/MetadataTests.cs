using System.Text;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge.Tests.Schemas;

public unsafe class MetadataTests
{
    private static readonly (string, string)[] s_pairs = [("a", "1"), ("", ""), ("a", "2"), (
        "key", "nul\0inside"), ("ключ", "値")];

    private static List<(string, string)> Read(byte* metadata)
    {
        List<(string, string)> pairs = [];
        Metadata.Pairs reader = new(metadata);
        while (reader.Next())
        {
            pairs.Add((Encoding.UTF8.GetString(reader.Key), Encoding.UTF8.GetString(reader.Value)));
        }
        return pairs;
    }

    [Fact]
    public void Encoding_IsThatOfTheSpecification_SCH_7()
    {
        byte[] expected = [1, 0, 0, 0, 4, 0, 0, 0, .. "key1"u8, 6, 0, 0, 0, .. "value1"u8];
        Assert.Equal(expected, NativeSchema.EncodeMetadata(("key1", "value1")));
        fixed (byte* metadata = expected)
        {
            Assert.Equal([("key1", "value1")], Read(metadata));
        }
    }

    [Fact]
    public void Pairs_KeepOrderAndDuplicates_SCH_9()
    {
        byte[] encoded = NativeSchema.EncodeMetadata(s_pairs);
        fixed (byte* metadata = encoded)
        {
            Assert.Equal(s_pairs, Read(metadata));
            Assert.Equal(encoded.Length, Metadata.EncodedSize(metadata));
        }
    }

    [Fact]
    public void NullAndNoPairs_AreTheSame_SCH_6()
    {
        int none = 0;
        Assert.Empty(Read(null));
        Assert.Empty(Read((byte*)&none));
        Assert.Equal(0, Metadata.EncodedSize(null));
        Assert.Equal(0, Metadata.EncodedSize((byte*)&none));
    }

    [Fact]
    public void Metadata_NeedsNoAlignment()
    {
        byte[] shifted = [0xCC, .. NativeSchema.EncodeMetadata(s_pairs)];
        fixed (byte* metadata = shifted)
        {
            Assert.Equal(s_pairs, Read(metadata + 1));
        }
    }

    [Theory]
    [InlineData("a", "1")]
    [InlineData("", "")]
    [InlineData("key", "nul\0inside")]
    [InlineData("b", null)]
    public void TryGet_GivesTheFirstValue(string key, string? expected)
    {
        fixed (byte* metadata = NativeSchema.EncodeMetadata(s_pairs))
        {
            bool found = Metadata.TryGet(metadata, Encoding.UTF8.GetBytes(key), out ReadOnlySpan<byte> value);
            Assert.Equal(expected, found ? Encoding.UTF8.GetString(value) : null);
        }
    }

    [Theory]
    [InlineData(-1, 0, "SCH-7")]
    [InlineData(1, -1, "SCH-7")]
    [InlineData(1, int.MaxValue, "SCH-9")]
    public void WrongLengths_AreRefused(int count, int length, string rule)
    {
        int* metadata = stackalloc int[] { count, length, 0 };
        ArrowBridgeException exception = Assert.Throws<ArrowBridgeException>(
            () => Metadata.EncodedSize((byte*)metadata));
        Assert.Equal(rule, exception.Rule);
    }
}
