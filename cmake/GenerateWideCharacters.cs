#:package Wcwidth@4.0.1
#:property PublishAot=false
// Writes src/Schemas/WideCharacters.cs, from the Unicode data in the package Wcwidth. To take a newer Unicode version,
// change `version` and run, with .NET 10 or later:
//
//   dotnet run cmake/GenerateWideCharacters.cs >src/Schemas/WideCharacters.cs

using System.Text;
using Wcwidth;

const Unicode version = Unicode.Version_16_0_0;
List<(int First, int Last)> ranges = [];
int count = 0;
for (int value = 0; value <= 0x10FFFF; value++)
{
    // The package counts emoji modifiers and two Vietnamese marks as parts of the character before them. Their
    // East_Asian_Width is W, and terminals show them so where they do not combine.
    bool isWide = Rune.IsValid(value) && (UnicodeCalculator.GetWidth(new Rune(value), version) == 2 ||
        value is (>= 0x1F3FB and <= 0x1F3FF) or 0x16FF0 or 0x16FF1);
    if (!isWide)
    {
        continue;
    }
    count++;
    if (ranges.Count > 0 && ranges[^1].Last == value - 1)
    {
        ranges[^1] = (ranges[^1].First, value);
    }
    else
    {
        ranges.Add((value, value));
    }
}
string name = version.ToString()["Version_".Length..].Replace('_', '.');
Console.Write($$"""
    namespace ArrowBridge.Schemas;

    /// <summary>
    /// The characters that are two columns wide in a terminal: East_Asian_Width W or F (Unicode Standard Annex 11),
    /// emoji included. Written by cmake/GenerateWideCharacters.cs.
    /// </summary>
    internal static class WideCharacters
    {
        public const string UnicodeVersion = "{{name}}";

        /// <summary>Number of wide characters.</summary>
        public const int Count = {{count}};

        /// <summary>First and last character of each range, in ascending order.</summary>
        public static ReadOnlySpan<int> Ranges =>
        [

    """);
for (int i = 0; i < ranges.Count; i += 5)
{
    IEnumerable<string> line = ranges.Skip(i).Take(5).Select(range => $"0x{range.First:X4}, 0x{range.Last:X4},");
    Console.Write("        " + string.Join(" ", line) + "\n");
}
Console.Write("    ];\n}\n");
