using System.Text.RegularExpressions;

namespace ArrowBridge.Tests.Architecture;

/// <summary>docs/architecture.md has a glossary of the project's own words, which is a table of at most 15
/// rows.</summary>
public class GlossaryTests
{
    private const string Document = "docs/architecture.md";
    private const int MostWords = 15;

    [Fact]
    public void Glossary_HasAtMostFifteenWords() =>
        Assert.InRange(WordsOf(SourceTree.Read(Document)).Length, 1, MostWords);

    [Fact]
    public void Glossary_ListsAWordOnce()
    {
        string[] words = WordsOf(SourceTree.Read(Document));
        Assert.Equal(words.Distinct(StringComparer.OrdinalIgnoreCase), words);
    }

    [Fact]
    public void Rows_AreCounted()
    {
        string text = "# A\n\n| x | y |\n|---|---|\n| no | - |\n\n## Glossary\n\nText.\n\n" +
            "| word | meaning |\n|---|:--|\n| block | a |\n| **arena** | b |\n\n## B\n\n| no | - |\n";
        Assert.Equal(["block", "**arena**"], WordsOf(text));
        Assert.Empty(WordsOf("# A\n\n| x | y |\n|---|---|\n| a | b |\n"));
    }

    /// <summary>The first cells of the table below the heading, without the header of the table.</summary>
    private static string[] WordsOf(string text)
    {
        string section = Regex.Match(
            text, @"^## Glossary\n(.*?)(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline)
            .Groups[1].Value;
        return
        [
            .. Regex.Matches(section, @"^\|([^|\n]*)\|", RegexOptions.Multiline)
                .Select(match => match.Groups[1].Value.Trim())
                .SkipWhile(cell => !Regex.IsMatch(cell, "^:?-+:?$"))
                .Skip(1),
        ];
    }
}
