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

    private static IEnumerable<string> DefinedInC => SourceTree.Files("src/Exports/native", "*.c")
        .SelectMany(file => Regex.Matches(SourceTree.Code(file),
            @"^AB_API [^;{=]*?\b(\w+)\([^;{]*\{", RegexOptions.Multiline))
        .Select(match => match.Groups[1].Value)
        .Where(name => name.StartsWith("ArrowBridge", StringComparison.Ordinal));

    private static IEnumerable<string> EntryPoints => SourceTree.Files("src/Exports/native", "*.c")
        .SelectMany(file => Regex.Matches(SourceTree.Read(file),
            @"^(?:TEXT_)?ENTRY_POINT\((\w+),|^AB_API \w+ (Internal\w+)\(", RegexOptions.Multiline))
        .Select(match => match.Groups[1].Value + match.Groups[2].Value);

    [Fact]
    public void List_IsSortedWithoutDuplicates() =>
        Assert.Equal(Listed.Distinct().Order(StringComparer.Ordinal), Listed);

    [Fact]
    public void List_IsWhatTheHeaderDeclares() => AssertSame(
        Declared, Listed.Where(name => !name.StartsWith("InternalArrowBridge", StringComparison.Ordinal)));

    [Fact]
    public void List_IsWhatTheCodeDefines() => AssertSame(DefinedInCSharp.Concat(DefinedInC), Listed);

    [Fact]
    public void EntryPoints_AreInCForAllThatIsCSharp() => AssertSame(EntryPoints, DefinedInCSharp);

    [Fact]
    public void ExportedFunctions_AreInTheFolderForThem()
    {
        string[] wrong =
        [
            .. SourceTree.Files("src", "*.c")
                .Where(file => !file.StartsWith("src/Exports/native/", StringComparison.Ordinal))
                .Where(file => Regex.IsMatch(
                    SourceTree.Code(file), @"\bAB_API [^;{=]*?\bArrowBridge\w*\(")),
        ];
        SourceTree.AssertNone(wrong);
    }

    [Fact]
    public void EntryPoints_AreInExportsOnly()
    {
        string[] wrong =
        [
            .. SourceTree.Files("src", "*.cs")
                .Where(file => !file.StartsWith("src/Exports/", StringComparison.Ordinal))
                .Where(file => SourceTree.Code(file).Contains("EntryPoint")),
        ];
        SourceTree.AssertNone(wrong);
    }

    [Fact]
    public void Calls_AreNamedAsTheirFunctions()
    {
        IEnumerable<string> names = SourceTree.Files("src/Exports", "*.cs")
            .SelectMany(file => Regex.Matches(SourceTree.Read(file), @"string Name => ""(\w+)"""))
            .Select(match => match.Groups[1].Value);
        SourceTree.AssertNone(names.Except(DefinedInCSharp));
    }

    [Fact]
    public void Functions_SaySinceWhen()
    {
        string header = Header;
        string[] wrong =
        [
            .. Regex.Matches(
                header, @"((?:^///[^\n]*\n)*)^ARROWBRIDGE_EXPORT\s[^;(]*?\b(\w+)\(", RegexOptions.Multiline)
                .Where(match => !match.Groups[1].Value.Contains(@"\since"))
                .Select(match => match.Groups[2].Value),
        ];
        SourceTree.AssertNone(wrong);
    }

    private static void AssertSame(IEnumerable<string> actual, IEnumerable<string> expected) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
}
