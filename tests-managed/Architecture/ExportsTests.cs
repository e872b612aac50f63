using System.Text.RegularExpressions;

namespace ArrowBridge.Tests.Architecture;

/// <summary>The functions of the public headers, those that the code defines, and cmake/exports.txt are the same.</summary>
public class ExportsTests
{
    private static string Header => string.Concat(SourceTree.Files("include/arrowbridge", "*.h").Select(SourceTree.Read));

    private static string[] Listed => SourceTree.Lines("cmake/exports.txt");

    private static IEnumerable<string> Declared => Regex
        .Matches(SourceTree.WithoutComments(Header), @"^ARROWBRIDGE_EXPORT\s[^;(]*?\b(\w+)\(", RegexOptions.Multiline)
        .Select(match => match.Groups[1].Value);

    private static IEnumerable<string> DefinedInCSharp => SourceTree.Files("src/Exports", "*.cs")
        .SelectMany(file => Regex.Matches(SourceTree.Read(file), @"EntryPoint = ""cs_(\w+)"""))
        .Select(match => match.Groups[1].Value);

    private static IEnumerable<string> DefinedInC => SourceTree.Files("src/Memory/native", "*.c")
        .Concat(SourceTree.Files("src/Exports/native", "*.c"))
        .SelectMany(file => Regex.Matches(SourceTree.WithoutComments(SourceTree.Read(file)), @"^AB_API [^;{=]*?\b(\w+)\([^;{]*\{", RegexOptions.Multiline))
        .Select(match => match.Groups[1].Value)
        .Where(name => name.StartsWith("ArrowBridge", StringComparison.Ordinal));

    private static IEnumerable<string> Gates => SourceTree.Files("src/Exports/native", "*.c")
        .SelectMany(file => Regex.Matches(SourceTree.Read(file), @"^(?:TEXT_)?GATE\((\w+),|^AB_API \w+ (Internal\w+)\(", RegexOptions.Multiline))
        .Select(match => match.Groups[1].Value + match.Groups[2].Value);

    [Fact]
    public void List_IsSortedWithoutDuplicates() => Assert.Equal(Listed.Distinct().Order(StringComparer.Ordinal), Listed);

    [Fact]
    public void List_IsWhatTheHeaderDeclares() => AssertSame(
        Declared, Listed.Where(name => !name.StartsWith("InternalArrowBridge", StringComparison.Ordinal)));

    [Fact]
    public void List_IsWhatTheCodeDefines() => AssertSame(DefinedInCSharp.Concat(DefinedInC), Listed);

    [Fact]
    public void Gates_StandBeforeAllThatIsCSharp() => AssertSame(Gates, DefinedInCSharp);

    [Fact]
    public void EntryPoints_AreInExportsOnly()
    {
        string[] wrong =
        [
            .. SourceTree.Files("src", "*.cs")
                .Where(file => !file.StartsWith("src/Exports/", StringComparison.Ordinal) && SourceTree.WithoutComments(SourceTree.Read(file)).Contains("EntryPoint")),
        ];
        Assert.Empty(wrong);
    }

    [Fact]
    public void Calls_AreNamedAsTheirFunctions()
    {
        IEnumerable<string> names = SourceTree.Files("src/Exports", "*.cs")
            .SelectMany(file => Regex.Matches(SourceTree.Read(file), @"string Name => ""(\w+)"""))
            .Select(match => match.Groups[1].Value);
        Assert.Empty(names.Except(DefinedInCSharp));
    }

    [Fact]
    public void Functions_SaySinceWhen()
    {
        string header = Header;
        string[] wrong =
        [
            .. Regex.Matches(header, @"((?:^///[^\n]*\n)*)^ARROWBRIDGE_EXPORT\s[^;(]*?\b(\w+)\(", RegexOptions.Multiline)
                .Where(match => !match.Groups[1].Value.Contains(@"\since"))
                .Select(match => match.Groups[2].Value),
        ];
        Assert.Empty(wrong);
    }

    private static void AssertSame(IEnumerable<string> actual, IEnumerable<string> expected) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
}
