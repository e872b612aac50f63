using System.Text.RegularExpressions;

namespace ArrowBridge.Tests.Architecture;

/// <summary>Links of the documentation lead to files of the project.</summary>
public class LinksTests
{
    private static IEnumerable<string> Pages =>
        SourceTree.Files("docs", "*.md").Concat(
            Directory.EnumerateFiles(SourceTree.Root, "*.md").Select(file => Path.GetFileName(file)!));

    [Fact]
    public void Links_LeadToFiles()
    {
        (string Page, string Target)[] links =
        [
            .. from page in Pages
               from Match match in Regex.Matches(SourceTree.Read(page), @"\]\(([^)\s#:]+)(#[^)\s]*)?\)")
               select (page, match.Groups[1].Value),
        ];
        Assert.True(links.Length > 50);
        SourceTree.AssertNone(links
            .Where(link => !Exists(Path.Combine(SourceTree.Root, Path.GetDirectoryName(link.Page)!, link.Target)))
            .Select(link => $"{link.Page}: {link.Target}"));
    }

    [Fact]
    public void Anchors_AreHeadings()
    {
        string[] wrong =
        [
            .. from page in Pages
               let text = SourceTree.Read(page)
               let headings = Regex.Matches(text, @"^#+ (.*)$", RegexOptions.Multiline).Select(Anchor).ToHashSet()
               from Match match in Regex.Matches(text, @"\]\(#([^)\s]+)\)")
               where !headings.Contains(match.Groups[1].Value)
               select $"{page}: #{match.Groups[1].Value}",
        ];
        SourceTree.AssertNone(wrong);
    }

    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);

    private static string Anchor(Match heading) =>
        Regex.Replace(heading.Groups[1].Value.Trim().ToLowerInvariant(), @"[^\w\- ]", "").Replace(' ', '-');
}
