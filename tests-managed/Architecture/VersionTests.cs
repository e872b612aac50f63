using System.Reflection;
using System.Text.RegularExpressions;

namespace ArrowBridge.Tests.Architecture;

/// <summary>The one version number is in version.h.</summary>
public class VersionTests
{
    private static string Define(string name) =>
        Regex.Match(SourceTree.Read("include/arrowbridge/version.h"), $@"#define ARROWBRIDGE_{name} ""?([^""\n]+)""?").Groups[1].Value;

    [Fact]
    public void Parts_MakeTheText() =>
        Assert.Equal(Define("VERSION_STRING"), $"{Define("VERSION_MAJOR")}.{Define("VERSION_MINOR")}.{Define("VERSION_PATCH")}");

    [Fact]
    public void Assembly_HasIt() => Assert.StartsWith(
        Define("VERSION_STRING"), Assembly.Load("ArrowBridge").GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);
}
