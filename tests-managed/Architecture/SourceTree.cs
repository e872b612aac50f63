using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ArrowBridge.Tests.Architecture;

/// <summary>The files of the repository, for tests about them.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    /// <summary>Paths from the root, with slashes, of all files below a folder whose names match.</summary>
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

    /// <summary>A text in C or C# without its comments.</summary>
    public static string WithoutComments(string text) => Regex.Replace(text, @"//[^\n]*|/\*.*?\*/", "", RegexOptions.Singleline);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
