namespace ArrowBridge.Tests.Architecture;

/// <summary>The terms of <see cref="Terms"/> are not used in identifiers, file names, comments, documents and
/// texts.</summary>
public class TermsTests
{
    private static readonly string[] s_folders =
    [
        "src", "include", "tools", "python", "conformance", "tests-native", "tests-managed", "benchmarks", "examples",
        "cmake", "docs",
    ];

    private static readonly string[] s_kinds =
    [
        ".cs", ".c", ".h", ".inc", ".cc", ".hpp", ".py", ".mjs", ".go", ".java", ".cmake", ".in", ".toml", ".csproj",
        ".props",
        ".targets", ".txt", ".md", ".supp", ".sh", ".known",
    ];

    private static IEnumerable<string> Files => s_folders
        .SelectMany(folder => SourceTree.Files(folder))
        .Where(file => s_kinds.Contains(System.IO.Path.GetExtension(file)))
        .Where(file => !file.StartsWith("tests-managed/Architecture/Term", StringComparison.Ordinal))
        .Concat(["README.md", "CMakeLists.txt", "CMakePresets.json", "ArrowBridge.csproj"]);

    /// <summary>All uses of a term in a file, as "line: what was found -> what to use".</summary>
    private static string[] Uses(string path, string text)
    {
        TermText prepared = new(path, text);
        return
        [
            .. from term in Terms.All
               from found in term.Find(prepared)
               orderby found.Line
               select $"{(found.Line == 0 ? "path" : $"line {found.Line}")}: '{found.Found}' -> {term.Use}",
        ];
    }

    [Fact]
    public void Files_UseStandardTerms()
    {
        string[] wrong =
        [
            .. from file in Files
               let uses = Uses(file, SourceTree.Read(file))
               where uses.Length > 0
               select $"{file}\n    {string.Join("\n    ", uses)}\n",
        ];
        Assert.True(
            wrong.Length == 0, $"{wrong.Length} files use terms that have a standard name:\n{string.Concat(wrong)}");
    }

    [Fact]
    public void Files_AreFound()
    {
        Assert.Contains("src/Memory/native/native.h", Files);
        Assert.Contains("docs/architecture.md", Files);
        Assert.Contains("python/arrowbridge/_values.py", Files);
        Assert.DoesNotContain(Files, file => file.StartsWith("build/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("src/A/Thing.cs", "class DoorHandle\n", "line 1: 'door' -> exception boundary")]
    [InlineData("src/A/Door.cs", "class A\n", "path: 'door' -> exception boundary")]
    [InlineData("src/A/thing.c", "\nint open_doors(void);\n", "line 2: 'doors' -> exception boundary")]
    [InlineData("docs/page.md", "One\ndoor.\n", "line 2: 'door' -> exception boundary")]
    [InlineData("src/A/Thing.cs", "\nArrayNode* a;\n", "line 2: 'array_node' -> exported array")]
    [InlineData("src/A/Thing.cs", "/// one array\n    /// node\n", "line 1: 'array\n    /// node' -> exported array")]
    [InlineData("docs/page.md", "It has a hold on it.\n", "line 1: 'a hold' -> reference; owner")]
    [InlineData("src/A/Thing.cs", "new Hold(a);\n", "line 1: 'Hold' -> reference")]
    [InlineData("python/a.py", "def f(ab_settings): pass\n", null)]
    [InlineData("python/arrowbridge/a.py", "x = 1\nab_settings = 2\n", "line 2: 'settings' -> options")]
    [InlineData("src/A/thing.c", "/* bits behind the\n * end */\n", "line 1: 'behind the' -> past the end of, after")]
    [InlineData("tests-native/zoo/a.h", "", "path: 'zoo' -> reference implementations, mutants")]
    public void APlantedTerm_IsFound(string path, string text, string? expected) =>
        Assert.Equal(expected is null ? [] : [expected], Uses(path, text));

    [Theory]
    [InlineData("src/A/Thing.cs", "/// Holds the settings. A seal.\nstring text = \"hold\"; bool holds = true;\n")]
    [InlineData("tests-native/a.c", "ExportedArray* node = tree;\n")]
    [InlineData("src/A/Thing.cs", "Outdoor propagate Shareable IsSealed Keyhold; // in turn\n")]
    [InlineData("python/a.py", "value, = struct.unpack('<i', data)\n")]
    [InlineData("docs/page.md", "It leaves nothing behind. A node of the network holds a tree.\n")]
    public void OtherWords_AreNot(string path, string text) => Assert.Empty(Uses(path, text));

    [Fact]
    public void ATerm_IsListedOnceInItsScope()
    {
        string[] forms = [.. Terms.All.SelectMany(
            term => term.Words.Split('|').Select(form => $"{term.Scope} {form}"))];
        Assert.Equal(forms.Distinct(), forms);
    }

    [Fact]
    public void Exceptions_HaveAReason() =>
        Assert.All(Terms.All.SelectMany(term => term.Except), entry => Assert.NotEmpty(entry.Reason));
}
