using System.Text.RegularExpressions;

namespace ArrowBridge.Tests.Architecture;

/// <summary>The rules that every hand-written file follows.</summary>
public class FileTests
{
    private const int MostLines = 400;

    private static readonly string[] s_folders =
    [
        "src", "include", "tools", "conformance", "tests-native", "tests-managed", "examples", "benchmarks", "cmake",
        "python",
    ];

    private static readonly string[] s_kinds =
        [".cs", ".c", ".h", ".cc", ".hpp", ".inc", ".cmake", ".in", ".py", ".mjs", ".toml", ".csproj", ".txt", ".supp"];

    private static IEnumerable<string> HandWritten => s_folders
        .SelectMany(folder => SourceTree.Files(folder))
        .Where(file => s_kinds.Contains(Path.GetExtension(file)))
        .Concat(["CMakeLists.txt", "CMakePresets.json", "ArrowBridge.csproj", ".ci/run"]);

    [Fact]
    public void Files_AreFound()
    {
        Assert.Contains("src/Memory/native/exported.inc", HandWritten);
        Assert.Contains("tests-managed/Architecture/FileTests.cs", HandWritten);
        Assert.Contains("include/arrowbridge/bridge.h", HandWritten);
        Assert.Contains("conformance/kit.h", HandWritten);
        Assert.Contains("python/build_wheel.py", HandWritten);
        Assert.Contains("python/arrowbridge/_values.py", HandWritten);
        Assert.Contains("python/tests/test_values.py", HandWritten);
        Assert.Contains("examples/tour.py", HandWritten);
        Assert.Contains("examples/node/stream.mjs", HandWritten);
    }

    [Fact]
    public void Files_AreShort()
    {
        string[] wrong =
        [
            .. HandWritten.Select(file => (file, lines: SourceTree.Lines(file).Length))
                .Where(entry => entry.lines > MostLines)
                .Select(entry => $"{entry.file}: {entry.lines} lines"),
        ];
        SourceTree.AssertNone(wrong);
    }

    [Fact]
    public void Files_EndLinesWithLfAndTheLastToo()
    {
        SourceTree.AssertNone(HandWritten.Where(file => !EndsLines(SourceTree.Read(file))));
    }

    private static bool EndsLines(string text) => !text.Contains('\r') && text.EndsWith('\n');

    [Fact]
    public void Files_HaveNoTabsAndNoBlanksAtTheEndOfLines()
    {
        string[] wrong =
        [
            .. HandWritten.Where(file => Regex.IsMatch(SourceTree.Read(file), @"\t|[ ]$", RegexOptions.Multiline)),
        ];
        SourceTree.AssertNone(wrong);
    }

    [Fact]
    public void Files_LeaveNothingToDo()
    {
        // Each word is in two parts, so that this test does not find its own file.
        Regex pattern = new(@"\b(TO" + @"DO|FIX" + @"ME|X" + @"XX|HA" + @"CK)\b");
        Assert.DoesNotContain(HandWritten, file => pattern.IsMatch(SourceTree.Read(file)));
    }

    [Theory]
    [InlineData(@"\bMarshal\.(Alloc|ReAlloc)", "native memory comes from Allocator, which counts it")]
    [InlineData(@"\bNativeMemory\.\w*(Alloc|Free)", "native memory comes from Allocator, which counts it")]
    [InlineData(@"\bMarshal\.StringTo", "native memory comes from Allocator, which counts it")]
    [InlineData(@"\bConsole\b", "it installs signal handlers")]
    [InlineData(@"\bProcess\.", "it installs signal handlers")]
    [InlineData(@"\.Result\b(?!\()", "it wraps exceptions")]
    [InlineData(@"#if\b", "one target, no conditional compilation")]
    [InlineData(@"\bDebug\.Assert", "foreign data is checked in release builds too")]
    [InlineData(@"^\s*~\w+\(", "no finalizers: explicit release is the contract")]
    public void Library_DoesNotUse(string pattern, string because)
    {
        string[] wrong =
        [
            .. SourceTree.Files("src", "*.cs")
                .Where(file => Regex.IsMatch(SourceTree.Code(file), pattern, RegexOptions.Multiline))
                .Select(file => $"{file} uses {pattern}: {because}"),
        ];
        SourceTree.AssertNone(wrong);
    }

    [Fact]
    public void Throws_AreInOneClass()
    {
        string[] wrong =
        [
            .. SourceTree.Files("src", "*.cs")
                .Where(file => file is not ("src/Errors/Throw.cs" or "src/ApacheArrow/Throw.cs"))
                .Where(file => Regex.IsMatch(SourceTree.Code(file), @"\bthrow new\b")),
        ];
        SourceTree.AssertNone(wrong);
    }
}
