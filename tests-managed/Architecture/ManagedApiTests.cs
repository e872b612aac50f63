using System.Xml.Linq;

namespace ArrowBridge.Tests.Architecture;

/// <summary>docs/managed-api.txt lists the public C# API, and all of it is documented. To change the API on purpose,
/// run the tests with ARROWBRIDGE_UPDATE_API=1, which writes that file.</summary>
public class ManagedApiTests
{
    private const string Listing = "docs/managed-api.txt";

    [Fact]
    public void Api_IsAsListed()
    {
        string actual = string.Concat(ApiDump.Lines(typeof(ArrowObject).Assembly).Select(line => line + '\n'));
        if (Environment.GetEnvironmentVariable("ARROWBRIDGE_UPDATE_API") == "1")
        {
            File.WriteAllText(Path.Combine(SourceTree.Root, Listing), actual);
        }
        Assert.Equal(SourceTree.Read(Listing), actual);
    }

    [Fact]
    public void Api_IsInOneNamespace() =>
        Assert.All(
            typeof(ArrowObject).Assembly.GetExportedTypes(), type => Assert.Equal("ArrowBridge", type.Namespace));

    /// <summary>The compiler requires documentation (CS1591); this test requires it for every parameter.</summary>
    [Fact]
    public void Documentation_NamesEveryParameter()
    {
        XDocument xml = XDocument.Load(Path.ChangeExtension(typeof(ArrowObject).Assembly.Location, ".xml"));
        Dictionary<string, XElement> members = xml.Descendants("member")
            .ToDictionary(member => (string)member.Attribute("name")!);
        List<string> wrong = [];
        foreach ((string id, string[] parameters) in ApiDump.Methods(typeof(ArrowObject).Assembly))
        {
            XElement? member = members.GetValueOrDefault(id);
            if (member?.Element("inheritdoc") is not null)
            {
                continue;
            }
            IEnumerable<string> documented = member is null
                ? []
                : member.Elements("param").Select(element => (string)element.Attribute("name")!);
            wrong.AddRange(parameters.Except(documented).Select(parameter => $"{id}: {parameter}"));
        }
        SourceTree.AssertNone(wrong);
    }
}
