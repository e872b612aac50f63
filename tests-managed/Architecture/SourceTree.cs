using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ArrowBridge.Tests.Architecture;

/// <summary>The files of the repository, for tests that check them.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    /// <summary>All files in and below a folder whose names match, as paths from the root with slashes.</summary>
    public static IEnumerable<string> Files(string folder, string pattern = "*")
    {
        string full = Path.Combine(Root, folder);
        return !Directory.Exists(full)
            ? []
            : Directory.EnumerateFiles(full, pattern, SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
                .Where(file => !file.Contains("/bin/") && !file.Contains("/obj/"))
                .Order(StringComparer.Ordinal);
    }

    /// <summary>A file in C or C# without its comments.</summary>
    public static string Code(string path) => WithoutComments(Read(path));

    /// <summary>Fails with all problems, if there are any.</summary>
    public static void AssertNone(IEnumerable<string> problems)
    {
        string[] all = [.. problems];
        Assert.True(all.Length == 0, $"{all.Length} problems:\n{string.Join('\n', all)}");
    }

    /// <summary>A text in C or C# without its comments.</summary>
    public static string WithoutComments(string text) =>
        Regex.Replace(text, @"//[^\n]*|/\*.*?\*/", "", RegexOptions.Singleline);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
