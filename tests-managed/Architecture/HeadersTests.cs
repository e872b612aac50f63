using System.Text.RegularExpressions;

namespace ArrowBridge.Tests.Architecture;

/// <summary>The public headers include each other in one direction only.</summary>
public class HeadersTests
{
    /// <summary>Each header includes only headers before it.</summary>
    private static readonly string[] s_order =
    [
        "abi.h", "version.h", "core.h", "helpers.h", "schema.h", "array.h", "reader.h", "ipc_read.h", "ipc_write.h",
        "ipc.h", "ipc_decode.h", "ipc_encode.h", "ipc_follow.h",
        "bridge.h", "adapters.h", "async.h", "build.h", "capsule.h", "casts.h", "checked.h", "compact.h", "device.h",
        "dictionaries.h", "integration.h", "live.h", "statistics.h", "text.h", "values.h", "arrowbridge.h",
    ];

    /// <summary>What every header may include.</summary>
    private static readonly string[] s_base = ["abi.h", "version.h", "core.h"];

    /// <summary>The only headers that include more than <see cref="s_base"/>, and what more they include.</summary>
    private static readonly Dictionary<string, string[]> s_more = new()
    {
        ["ipc_write.h"] = ["ipc_read.h"],
        ["ipc_decode.h"] = ["ipc_read.h"],
        ["ipc_encode.h"] = ["ipc_write.h"],
        ["ipc_follow.h"] = ["ipc_read.h"],
        ["ipc.h"] = ["ipc_read.h", "ipc_write.h"],
        ["bridge.h"] = ["schema.h", "array.h", "reader.h", "ipc.h"],
        ["arrowbridge.h"] = s_order,
    };

    private static IEnumerable<string> All =>
        SourceTree.Files("include/arrowbridge").Select(file => file["include/arrowbridge/".Length..]);

    private static string[] IncludesOf(string header) => IncludesIn(SourceTree.Read("include/arrowbridge/" + header));

    private static string[] IncludesIn(string text) =>
    [
        .. Regex.Matches(text, @"^[ ]*#[ ]*include [""<]arrowbridge/([^"">]+)["">]", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value),
    ];

    [Fact]
    public void CHeaders_AllHaveAPosition() =>
        Assert.Equal(s_order.Order(), All.Where(header => header.EndsWith(".h", StringComparison.Ordinal)).Order());

    [Fact]
    public void CHeaders_IncludeOnlyHeadersBeforeThem()
    {
        string[] wrong =
        [
            .. from header in s_order
               from included in IncludesOf(header)
               where Array.IndexOf(s_order, included) >= Array.IndexOf(s_order, header) ||
                   !s_base.Concat(s_more.GetValueOrDefault(header, [])).Contains(included)
               select $"{header} includes {included}",
        ];
        SourceTree.AssertNone(wrong);
    }

    [Fact]
    public void TheUmbrella_IncludesAllThatNeedNothingElse()
    {
        // capsule.h needs Python's headers; other projects define the names of helpers.h.
        string[] apart = ["arrowbridge.h", "capsule.h", "helpers.h"];
        Assert.Equal(s_order.Except(apart).Order(), IncludesOf("arrowbridge.h").Order());
    }

    [Fact]
    public void Headers_HaveNoCircle() => SourceTree.AssertNone(All.Where(header => FindsItself(header, IncludesOf)));

    [Fact]
    public void ACircle_IsFound()
    {
        Dictionary<string, string> texts = new()
        {
            ["a.h"] = "#include \"arrowbridge/b.h\"\n",
            ["b.h"] = "#include <stdint.h>\n#include <arrowbridge/c.h>\n",
            ["c.h"] = "#  include \"arrowbridge/a.h\"\n",
            ["d.h"] = "#include \"arrowbridge/a.h\"\n",
        };
        Assert.Equal(
            ["a.h", "b.h", "c.h"], texts.Keys.Where(header => FindsItself(header, name => IncludesIn(texts[name]))));
    }

    private static bool FindsItself(string header, Func<string, string[]> includes)
    {
        HashSet<string> seen = [];
        Stack<string> next = new(includes(header));
        while (next.TryPop(out string? included))
        {
            if (included == header)
            {
                return true;
            }
            if (seen.Add(included))
            {
                Array.ForEach(includes(included), next.Push);
            }
        }
        return false;
    }
}
