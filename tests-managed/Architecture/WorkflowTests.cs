using System.Text.RegularExpressions;

namespace ArrowBridge.Tests.Architecture;

/// <summary>The workflow files: actions of others are pinned, jobs end and may only read.</summary>
public class WorkflowTests
{
    private const string Pinned = @"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$";

    private static IEnumerable<string> Files => SourceTree.Files(".github/workflows", "*.yml");

    [Fact]
    public void Actions_ArePinnedToACommit()
    {
        string[] wrong =
        [
            .. from file in Files
               from line in SourceTree.Read(file).Split('\n')
               where line.Contains("uses:") && !Regex.IsMatch(line, Pinned)
               select $"{file}: {line.Trim()}",
        ];
        SourceTree.AssertNone(wrong);
        Assert.Contains(Files, file => SourceTree.Read(file).Contains("uses:"));
    }

    [Fact]
    public void Jobs_EndAndMayOnlyRead()
    {
        foreach (string file in Files)
        {
            string text = SourceTree.Read(file);
            Assert.Contains("\npermissions:\n  contents: read\n", text);
            Assert.Equal(Regex.Count(text, "runs-on:"), Regex.Count(text, "timeout-minutes:"));
        }
    }

    // A preset that is misspelt would fail only where the workflow runs.
    [Fact]
    public void Presets_Exist()
    {
        string presets = SourceTree.Read("CMakePresets.json");
        foreach (Match match in Files.SelectMany(file => Regex.Matches(SourceTree.Read(file), @"--preset (\w+)")))
        {
            Assert.Contains($"\"name\": \"{match.Groups[1].Value}\"", presets);
        }
    }
}
