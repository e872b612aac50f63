using System.Text.RegularExpressions;

namespace ArrowBridge.Tests.Architecture;

/// <summary>A C# file of src is named for a type in it. A part of a partial type is named Type.Aspect.cs.</summary>
public class NamesTests
{
    /// <summary>Files that are collections of small types.</summary>
    private static readonly string[] s_collections =
        ["src/Abi/CStructs.cs", "src/Memory/Blocks.cs", "src/Streams/StreamBlocks.cs"];

    [Fact]
    public void Files_AreNamedForATypeInThem()
    {
        IEnumerable<string> files = SourceTree.Files("src", "*.cs").Except(s_collections);
        SourceTree.AssertNone(files.Where(file => !IsNamedForAType(file, SourceTree.Read(file))));
    }

    [Fact]
    public void Collections_AreThere() =>
        Assert.All(s_collections, file => Assert.True(File.Exists(Path.Combine(SourceTree.Root, file)), file));

    [Theory]
    [InlineData("src/A/Thing.cs", "internal sealed unsafe class Thing\n{", true)]
    [InlineData("src/A/Thing.cs", "public readonly record struct Thing(int A);", true)]
    [InlineData("src/A/Thing.cs", "internal unsafe delegate int Thing(void* a);", true)]
    [InlineData("src/A/Thing.Part.cs", "public partial class Thing<T>\n{", true)]
    [InlineData("src/A/Thing.Part.cs", "public class Thing\n{", false)]
    [InlineData("src/A/Thing.cs", "internal class Things\n{", false)]
    [InlineData("src/A/Thing.cs", "// a class Thing\nenum Other\n{", false)]
    public void AName_IsCompared(string file, string text, bool expected) =>
        Assert.Equal(expected, IsNamedForAType(file, text));

    private static bool IsNamedForAType(string file, string text)
    {
        string[] parts = Path.GetFileNameWithoutExtension(file).Split('.');
        string partial = parts.Length > 1 ? @"partial\s+" : "";
        string kinds = @"(class|interface|enum|record|record struct|record class|struct|ref struct|delegate [\w<>*?]+)";
        return Regex.IsMatch(SourceTree.WithoutComments(text), $@"{partial}\b{kinds}\s+{parts[0]}\b");
    }
}
