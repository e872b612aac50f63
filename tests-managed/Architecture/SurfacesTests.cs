using System.Text.RegularExpressions;

namespace ArrowBridge.Tests.Architecture;

/// <summary>docs/surfaces.md lists every function and what it is called in C++, C# and Python.</summary>
public class SurfacesTests
{
    private const string Absent = "–";

    private static readonly string Cpp = string.Concat(
        SourceTree.Files("include/arrowbridge", "*.hpp").Select(SourceTree.Code));

    private static readonly string PythonModule = string.Concat(
        SourceTree.Files("python/module", "*.c").Select(SourceTree.Code));

    private static readonly string Python = string.Concat(
        SourceTree.Files("python/arrowbridge", "*.py*").Select(SourceTree.Read));

    private static Row[] Rows { get; } =
    [
        .. Regex.Matches(
                SourceTree.Read("docs/surfaces.md"),
                @"^\| `(\w+)` \| ([^|\n]+) \| ([^|\n]+) \| ([^|\n]+) \|$",
                RegexOptions.Multiline)
            .Select(match => match.Groups)
            .Select(row => new Row("ArrowBridge" + row[1].Value, row[2].Value, row[3].Value, row[4].Value)),
    ];

    [Fact]
    public void Page_HasEveryFunctionInTheOrderOfItsHeader()
    {
        string[] listed = [.. Rows.Select(row => row.Function)];
        foreach (string file in SourceTree.Files("include/arrowbridge", "*.h"))
        {
            string[] declared =
            [
                .. Regex.Matches(
                        SourceTree.Code(file), @"^ARROWBRIDGE_EXPORT\s[^;(]*?\b(\w+)\(", RegexOptions.Multiline)
                    .Select(match => match.Groups[1].Value),
            ];
            Assert.Equal(declared, listed.Where(declared.Contains));
        }
        Assert.Equal(
            SourceTree.Lines("cmake/exports.txt").Where(name => !name.StartsWith("Internal", StringComparison.Ordinal)),
            listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Cpp_NamesExist() => SourceTree.AssertNone(
        Names(row => row.Cpp).Where(name => !ExistsInCpp(name)));

    [Fact]
    public void CSharp_NamesExist()
    {
        string[] lines = SourceTree.Lines("docs/managed-api.txt");
        SourceTree.AssertNone(Names(row => row.CSharp).Where(name => !ExistsInCSharp(name, lines)));
    }

    [Fact]
    public void Python_NamesExist() => SourceTree.AssertNone(
        Names(row => row.Python).Where(name => !ExistsInPython(name)));

    [Fact]
    public void Functions_ThatAWrapperCallsAreNotCalledAbsent() => SourceTree.AssertNone(
    [
        .. Rows.Where(row => row.Cpp == Absent && Mentions(Cpp, row.Function)).Select(row => $"C++: {row.Function}"),
        .. Rows.Where(row => row.Python == Absent && Mentions(PythonModule, row.Function))
            .Select(row => $"Python: {row.Function}"),
    ]);

    private static IEnumerable<string> Names(Func<Row, string> cell) => Rows
        .Select(cell)
        .SelectMany(text => Regex.Matches(text, "`([^`]+)`"))
        .Select(match => match.Groups[1].Value);

    private static bool ExistsInCpp(string name)
    {
        string[] parts = name.Split("::");
        return (parts.Length == 1 || Mentions(Cpp, "class " + parts[0])) && Regex.IsMatch(Cpp, $@"\b{parts[^1]}\(");
    }

    /// <summary>The member is listed below its type or below a type that it derives from.</summary>
    private static bool ExistsInCSharp(string name, string[] lines)
    {
        string[] parts = name.Split('.');
        for (string type = parts[0]; type.Length > 0;)
        {
            string[] rest = [.. lines.SkipWhile(line => !Regex.IsMatch(line, $@"^[a-z ]*(class|struct) {type}\b"))];
            if (rest.Skip(1).TakeWhile(line => line.StartsWith(' ')).Any(line => Mentions(line, parts[^1])))
            {
                return true;
            }
            type = rest.Length > 0 ? Regex.Match(rest[0], @"(?<= : )\w+").Value : "";
        }
        return false;
    }

    /// <summary>Methods of a class that is written in C are described in _core.pyi.</summary>
    private static bool ExistsInPython(string name)
    {
        string[] parts = name.Split('.');
        return (parts.Length == 1 || Mentions(Python, "class " + parts[0]))
            && Regex.IsMatch(Python, $@"^ *(def|class) {parts[^1]}\b", RegexOptions.Multiline);
    }

    private static bool Mentions(string text, string name) => Regex.IsMatch(text, $@"\b{Regex.Escape(name)}\b");

    private sealed record Row(string Function, string Cpp, string CSharp, string Python);
}
