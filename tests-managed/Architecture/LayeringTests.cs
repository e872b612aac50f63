using System.Text.RegularExpressions;

namespace ArrowBridge.Tests.Architecture;

/// <summary>A folder under src is a module. A module uses only modules of lower layers: C# files by their using lines,
/// C files by their #include lines. The C code of a module is in its folder native.</summary>
public class LayeringTests
{
    private static readonly Dictionary<string, int> s_layers = new()
    {
        ["Abi"] = 0,
        ["Errors"] = 1,
        ["Memory"] = 2,
        ["Schemas"] = 3,
        ["Arrays"] = 4,
        ["Streams"] = 5,
        ["Ipc"] = 6,
        ["Casts"] = 6,
        ["Json"] = 6,
        ["Text"] = 6,
        ["Managed"] = 7,
        ["Exports"] = 7,
        ["ApacheArrow"] = 8, // a separate project that uses only the public API
    };

    private static IEnumerable<string> NativeFiles =>
        SourceTree.Files("src").Where(file => Regex.IsMatch(file, @"^src/\w+/native/[^/]+\.(c|h|inc)$"));

    private static string ModuleOf(string file) => file.Split('/')[1];

    private static bool IsAllowed(string from, string to) => to == from || s_layers[to] < s_layers[from];

    [Fact]
    public void Modules_AllHaveALayer()
    {
        IEnumerable<string> modules = SourceTree.Files("src").Select(ModuleOf).Distinct();
        SourceTree.AssertNone(modules.Where(module => !s_layers.ContainsKey(module)));
    }

    [Fact]
    public void CSharpFiles_UseOnlyLowerLayers()
    {
        string[] wrong =
        [
            .. from file in SourceTree.Files("src", "*.cs")
               from module in ModulesUsedBy(file)
               where !IsAllowed(ModuleOf(file), module)
               select $"{file} uses {module}",
        ];
        SourceTree.AssertNone(wrong);
    }

    [Fact]
    public void CFiles_IncludeOnlyLowerLayers()
    {
        Dictionary<string, string> modules = NativeFiles.ToDictionary(file => Path.GetFileName(file), ModuleOf);
        string[] wrong =
        [
            .. from file in NativeFiles
               from header in IncludesOf(SourceTree.Read(file)).Where(modules.ContainsKey)
               where !IsAllowed(ModuleOf(file), modules[header])
               select $"{file} includes {header} of {modules[header]}",
        ];
        SourceTree.AssertNone(wrong);
    }

    [Fact]
    public void CFiles_IncludeHeadersOfModulesAndPublicHeadersOnly()
    {
        HashSet<string> headers = [.. NativeFiles.Select(file => Path.GetFileName(file))];
        string[] wrong =
        [
            .. from file in NativeFiles
               from header in IncludesOf(SourceTree.Read(file))
               where !headers.Contains(header) && !File.Exists(Path.Combine(SourceTree.Root, "include", header))
               select $"{file} includes {header}",
        ];
        SourceTree.AssertNone(wrong);
    }

    [Fact]
    public void CFiles_AreFound()
    {
        Assert.Contains("src/Memory/native/native.h", NativeFiles);
        Assert.Contains(NativeFiles, file => IncludesOf(SourceTree.Read(file)).Contains("native.h"));
        Assert.Equal(["a.h", "b.inc"], IncludesOf("#include <c.h>\n#include \"a.h\"\n  # include \"b.inc\" // x\n"));
        Assert.True(IsAllowed("Streams", "Memory") && IsAllowed("Streams", "Streams"));
        Assert.False(IsAllowed("Memory", "Streams") || IsAllowed("Ipc", "Casts"));
    }

    /// <summary>Public types of C# are in the namespace of the library: all of Managed, and these.</summary>
    private static readonly string[] s_public =
    [
        "src/Errors/ArrowBridgeException.cs", "src/Errors/ErrorCode.cs", "src/Schemas/TypeId.cs",
        "src/Casts/CastOutcome.cs",
    ];

    [Fact]
    public void PublicFiles_AreInTheNamespaceOfTheLibrary()
    {
        IEnumerable<string> files = SourceTree.Files("src/Managed", "*.cs").Concat(s_public);
        SourceTree.AssertNone(files.Where(file => !HasNamespace(file, "ArrowBridge")));
    }

    [Fact]
    public void Files_AreInTheNamespaceOfTheirModule()
    {
        IEnumerable<string> files = SourceTree.Files("src", "*.cs")
            .Where(file => ModuleOf(file) != "Managed" && !s_public.Contains(file));
        SourceTree.AssertNone(files.Where(file => !HasNamespace(file, $@"ArrowBridge\.{ModuleOf(file)}(\.\w+)*")));
    }

    private static bool HasNamespace(string file, string pattern) =>
        Regex.IsMatch(SourceTree.Read(file), $"^namespace {pattern};", RegexOptions.Multiline);

    /// <summary>The files in quotes of #include lines.</summary>
    private static IEnumerable<string> IncludesOf(string text) =>
        Regex.Matches(text, @"^[ ]*#[ ]*include ""([^""]+)""", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value);

    /// <summary>The modules of using lines, and of names that are qualified with their module.</summary>
    private static IEnumerable<string> ModulesUsedBy(string file)
    {
        string text = SourceTree.Code(file);
        string names = string.Join('|', s_layers.Keys);
        return Regex.Matches(text, @"^using (?:static )?(?:\w+ = )?ArrowBridge\.(\w+)", RegexOptions.Multiline)
            .Concat(Regex.Matches(text, $@"(?<![\w.""])(?:ArrowBridge\.)?({names})\.[A-Z]\w*"))
            .Select(match => match.Groups[1].Value)
            .Distinct();
    }
}
