using System.Text;
using ArrowBridge.Schemas;

namespace ArrowBridge.Tests.Schemas;

public class CharacterWidthTests
{
    [Theory]
    [InlineData("a", 1)]
    [InlineData("é", 1)]
    [InlineData("e\u0301", 1)]
    [InlineData("値", 2)]
    [InlineData("ｶ", 1)]
    [InlineData("Ａ", 2)]
    [InlineData("한", 2)]
    [InlineData("\u1112\u1161\u11AB", 2)] // the same syllable of three letters
    [InlineData("\uD7B0", 0)]
    [InlineData("⏰", 2)] // these were counted as 1 by the table that was written by hand
    [InlineData("⛔", 2)]
    [InlineData("䷀", 2)]
    [InlineData("☰", 2)]
    [InlineData("\U0001D300", 2)]
    [InlineData("\U0001F004", 2)]
    [InlineData("\u3248", 1)] // these as 2
    [InlineData("\u303F", 1)]
    [InlineData("\U0001F321", 1)]
    [InlineData("\U0001F3FB", 2)]
    [InlineData("\u200D", 0)]
    [InlineData("\n\t", 0)]
    [InlineData("", 0)]
    public void Widths(string text, long expected) =>
        Assert.Equal(expected, CharacterWidth.Of(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void InvalidBytes_CountAsReplacementCharacters() =>
        Assert.Equal(3, CharacterWidth.Of([0xFF, (byte)'a', 0x80]));

    [Fact]
    public void TheTable_IsSortedAndComplete()
    {
        ReadOnlySpan<int> ranges = WideCharacters.Ranges;
        Assert.Equal("16.0.0", WideCharacters.UnicodeVersion);
        Assert.Equal(0, ranges.Length % 2);
        int count = 0;
        for (int i = 0; i < ranges.Length; i += 2)
        {
            Assert.True(i == 0 || ranges[i - 1] + 1 < ranges[i], $"range {i / 2} is not after the one before it");
            Assert.True(ranges[i] <= ranges[i + 1]);
            count += ranges[i + 1] - ranges[i] + 1;
        }
        Assert.Equal(WideCharacters.Count, count);
    }

    [Fact]
    public void EveryCharacterOfTheTable_IsWideUnlessItCombines()
    {
        ReadOnlySpan<int> ranges = WideCharacters.Ranges;
        for (int i = 0; i < ranges.Length; i++)
        {
            Assert.NotEqual(1, CharacterWidth.Of(new Rune(ranges[i])));
            int beyond = i % 2 == 0 ? ranges[i] - 1 : ranges[i] + 1;
            Assert.NotEqual(2, Rune.IsValid(beyond) ? CharacterWidth.Of(new Rune(beyond)) : 1);
        }
    }
}
