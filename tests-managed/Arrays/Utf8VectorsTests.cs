using System.Text;
using System.Text.Unicode;
using ArrowBridge.Arrays;

namespace ArrowBridge.Tests.Arrays;

/// <summary>Texts of 64 bytes and more, by vectors and by the method of .NET.</summary>
public unsafe class Utf8VectorsTests
{
    private static void AssertSame(ReadOnlySpan<byte> text)
    {
        bool expected = Utf8.IsValid(text);
        fixed (byte* bytes = text)
        {
            Assert.True(Utf8Vectors.AreUtf8(bytes, text.Length) == expected, Convert.ToHexString(text));
        }
    }

    /// <summary>Every pair of bytes, and every third and fourth byte that matters, at places around vectors and at the
    /// end.</summary>
    [Fact]
    public void Sequences_OfAllLeadBytes()
    {
        byte[] edges = [0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE0, 0xED, 0xF0, 0xF4, 0xFF];
        byte[] text = new byte[96];
        foreach (int at in (int[])[0, 1, 13, 14, 15, 16, 31, 61, 62, 63, 64, 77, 78, 79, 80, 90, 91, 92, 93, 94])
        {
            for (int first = 0; first < 256; first++)
            {
                for (int second = 0; second < 256; second++)
                {
                    foreach (byte third in first < 0xE0 ? edges.AsSpan(0, 1) : edges)
                    {
                        Array.Fill(text, (byte)'a');
                        text[at] = (byte)first;
                        text[at + 1] = (byte)second;
                        text[Math.Min(at + 2, 95)] = at + 2 < 96 ? third : text[95];
                        AssertSame(text);
                        if (first >= 0xF0 && at + 3 < 96)
                        {
                            text[at + 3] = 0xBF;
                            AssertSame(text);
                        }
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData("a")]
    [InlineData("é")]
    [InlineData("語")]
    [InlineData("😀")]
    [InlineData("aé語😀")]
    public void Texts_OfEveryLengthCutAnywhere(string pattern)
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(pattern, 300)));
        for (int length = 64; length < 260; length++)
        {
            AssertSame(text.AsSpan(0, length));
            AssertSame(text.AsSpan(length % 5, length));
        }
    }

    [Fact]
    public void Texts_WithOneChange()
    {
        Random random = new(20261129);
        string[] pieces = ["a", "bcd", "é", "ß", "語", "𐍈", "😀", "\uFFFD", "\u07FF", "\u0800", "\uD7FF", "\uE000"];
        for (int i = 0; i < 100000; i++)
        {
            StringBuilder builder = new();
            int ascii = random.Next(120);
            builder.Append('x', ascii);
            while (Encoding.UTF8.GetByteCount(builder.ToString()) < 64 + random.Next(120))
            {
                builder.Append(pieces[random.Next(pieces.Length)]);
            }
            builder.Append('x', random.Next(80));
            byte[] text = Encoding.UTF8.GetBytes(builder.ToString());
            AssertSame(text);
            text[random.Next(text.Length)] = (byte)random.Next(256);
            AssertSame(text);
        }
    }
}
