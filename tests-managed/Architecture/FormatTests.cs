namespace ArrowBridge.Tests.Architecture;

/// <summary>Lines have the width of .editorconfig, which formatters do not enforce for C# and for comments.</summary>
public class FormatTests
{
    private static readonly string[] s_folders =
        ["src", "include", "tools", "conformance", "tests-native", "tests-managed", "examples", "benchmarks", "python"];

    private static string[] WiderThan(int columns, IEnumerable<string> files) =>
    [
        .. from file in files
           from line in SourceTree.Lines(file).Select((text, index) => (text, number: index + 1))
           where line.text.Length > columns
           select $"{file}:{line.number}: {line.text.Length} columns",
    ];

    private static IEnumerable<string> FilesOf(string kind) =>
        s_folders.SelectMany(folder => SourceTree.Files(folder, kind));

    [Fact]
    public void CSharpLines_HaveAtMost120Columns() => SourceTree.AssertNone(WiderThan(120, FilesOf("*.cs")));

    [Fact]
    public void PythonLines_HaveAtMost120Columns() => SourceTree.AssertNone(WiderThan(120, FilesOf("*.py")));

    [Fact]
    public void PublicHeaders_HaveAtMost100Columns() =>
        SourceTree.AssertNone(WiderThan(100, SourceTree.Files("include")));

    [Fact]
    public void Files_AreFound()
    {
        Assert.Contains("tests-managed/Architecture/FormatTests.cs", FilesOf("*.cs"));
        Assert.Contains("src/Managed/ArrowArray.cs", FilesOf("*.cs"));
        Assert.NotEmpty(WiderThan(10, ["include/arrowbridge/abi.h"]));
    }
}
