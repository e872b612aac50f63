using System.Text.RegularExpressions;

namespace ArrowBridge.Tests.Architecture;

/// <summary>A folder under src is a module; it uses only modules on layers below its own.</summary>
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
        ["Managed"] = 7,
        ["Exports"] = 7,
        ["ApacheArrow"] = 8, // a project of its own, over what is public
    };

    private static string ModuleOf(string file) => file.Split('/')[1];

    [Fact]
    public void Modules_AllHaveALayer()
    {
        string[] unknown = [.. SourceTree.Files("src").Select(ModuleOf).Distinct().Where(module => !s_layers.ContainsKey(module))];
        Assert.Empty(unknown);
    }

    [Fact]
    public void Files_UseOnlyModulesBelow()
    {
        List<string> wrong = [];
        foreach (string file in SourceTree.Files("src", "*.cs"))
        {
            int layer = s_layers[ModuleOf(file)];
            foreach (string module in ModulesUsedBy(file).Where(module => module != ModuleOf(file) && s_layers[module] >= layer))
            {
                wrong.Add($"{file} uses {module}");
            }
        }
        Assert.Empty(wrong);
    }

    /// <summary>What C# programs see is in the namespace that has the library's name: all of Managed, and what the modules below give it.</summary>
    private static readonly string[] s_public =
        ["src/Errors/ArrowBridgeException.cs", "src/Errors/ErrorCode.cs", "src/Schemas/TypeId.cs", "src/Casts/CastOutcome.cs"];

    [Fact]
    public void Files_OfTheManagedApi_AreInTheNamespaceOfTheLibrary()
    {
        string[] wrong =
        [
            .. SourceTree.Files("src/Managed", "*.cs").Concat(s_public)
                .Where(file => !Regex.IsMatch(SourceTree.Read(file), "^namespace ArrowBridge;", RegexOptions.Multiline)),
        ];
        Assert.Empty(wrong);
    }

    [Fact]
    public void Files_AreInTheNamespaceOfTheirModule()
    {
        string[] wrong =
        [
            .. SourceTree.Files("src", "*.cs")
                .Where(file => ModuleOf(file) != "Managed" && !s_public.Contains(file))
                .Where(file => !Regex.IsMatch(SourceTree.Read(file), $@"^namespace ArrowBridge\.{ModuleOf(file)}(\.\w+)*;", RegexOptions.Multiline)),
        ];
        Assert.Empty(wrong);
    }

    /// <summary>By `using` lines, and by names that are written with their module.</summary>
    private static IEnumerable<string> ModulesUsedBy(string file)
    {
        string text = SourceTree.WithoutComments(SourceTree.Read(file));
        IEnumerable<string> usings = Regex.Matches(text, @"^using (?:static )?(?:\w+ = )?ArrowBridge\.(\w+)", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value);
        IEnumerable<string> qualified = Regex.Matches(text, $@"(?<![\w.""])(?:ArrowBridge\.)?({string.Join('|', s_layers.Keys)})\.[A-Z]\w*")
            .Select(match => match.Groups[1].Value);
        return usings.Concat(qualified).Distinct();
    }
}
