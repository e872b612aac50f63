using System.Reflection;
using System.Text.RegularExpressions;

namespace ArrowBridge.Tests.Architecture;

/// <summary>version.h has the version number. All other places use it.</summary>
public class VersionTests
{
    private static string Header => SourceTree.Read("include/arrowbridge/version.h");

    private static string Define(string name) =>
        Regex.Match(Header, $@"#define ARROWBRIDGE_{name} ""?([^""\n]+)""?").Groups[1].Value;

    [Fact]
    public void String_HasTheParts()
    {
        string[] parts = [Define("VERSION_MAJOR"), Define("VERSION_MINOR"), Define("VERSION_PATCH")];
        Assert.Equal(Define("VERSION_STRING"), string.Join('.', parts));
    }

    [Fact]
    public void Assembly_HasTheVersion()
    {
        Assembly assembly = Assembly.Load("ArrowBridge");
        string version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        Assert.StartsWith(Define("VERSION_STRING"), version);
    }

    [Theory]
    [InlineData("cmake/recipes/vcpkg/vcpkg.json", "\"version\": \"{0}\"")]
    [InlineData("cmake/recipes/conan/conanfile.py", "version = \"{0}\"")]
    [InlineData("cmake/recipes/meson/meson.build", "version: '{0}'")]
    public void Recipes_HaveTheVersion(string file, string expected) =>
        Assert.Contains(string.Format(null, expected, Define("VERSION_STRING")), SourceTree.Read(file));

    /// <summary>The recipe copies the source tree, but for what the build without tests and examples leaves
    /// out.</summary>
    [Fact]
    public void ConanRecipe_TakesEveryFolderOfTheBuild()
    {
        string list = Regex.Match(
            SourceTree.Read("cmake/recipes/conan/conanfile.py"), @"for folder in \((.*)\):").Groups[1].Value;
        string[] left =
            ["artifacts", "benchmarks", "bin", "build", "examples", "obj", "out", "tests-managed", "tests-native"];
        IEnumerable<string> folders = Directory.GetDirectories(SourceTree.Root)
            .Select(path => Path.GetFileName(path))
            .Where(name => !name.StartsWith('.') && !left.Contains(name));
        IEnumerable<string> taken = Regex.Matches(list, "\"([^\"]+)\"").Select(match => match.Groups[1].Value);
        Assert.Equal(folders.Order(), taken.Order());
    }
}
