using System.Text.RegularExpressions;

namespace ArrowBridge.Tests.Architecture;

/// <summary>Where a term is searched.</summary>
internal enum TermScope
{
    /// <summary>In everything: identifiers, comments, strings, documents and paths.</summary>
    Anywhere,

    /// <summary>In the words of identifiers and paths, not in comments and strings.</summary>
    Identifier,

    /// <summary>In identifiers that are exactly this word, with the same capital letters.</summary>
    Exact,

    /// <summary>In paths.</summary>
    FilePath,
}

/// <summary>A term that must not be used, and the standard term for it.</summary>
/// <param name="Scope">Where it is searched.</param>
/// <param name="Words">The forms of the term, separated by |. A space separates the words of a compound or phrase:
/// "array node" is ArrayNode and array_node and, in <see cref="TermScope.Anywhere"/>, "array node" in a text.</param>
/// <param name="Use">What to use instead.</param>
internal sealed record Term(TermScope Scope, string Words, string Use)
{
    private Regex? _regex;

    /// <summary>Paths in which the term is searched; empty for all. A path ending in / is a folder, one starting with *
    /// is the end of a path.</summary>
    public string[] In { get; init; } = [];

    /// <summary>Paths in which the term is allowed, in the form of <see cref="In"/>, with the reason.</summary>
    public (string Path, string Reason)[] Except { get; init; } = [];

    private string[] Forms => Words.Split('|');

    /// <summary>The lines, from 1, on which the term is in a file; 0 stands for the path.</summary>
    public IEnumerable<(int Line, string Found)> Find(TermText text)
    {
        if ((In.Length > 0 && !In.Any(text.IsIn)) || Except.Any(entry => text.IsIn(entry.Path)))
        {
            return [];
        }
        IEnumerable<(int, string)> inPath = Scope == TermScope.Exact
            ? []
            : Matches(text.NormalizedPath).Select(found => (0, found.Value));
        string searched = Scope switch
        {
            TermScope.Anywhere => text.Normalized,
            TermScope.Identifier => text.NormalizedCode,
            TermScope.Exact => text.Code,
            _ => "",
        };
        return inPath.Concat(Matches(searched).Select(found => (LineOf(searched, found.Index), found.Value)));
    }

    private IEnumerable<Match> Matches(string text) =>
        Forms.Any(form => text.Contains(form.Split(' ')[0], StringComparison.Ordinal))
            ? (_regex ??= Compile()).Matches(text)
            : [];

    private Regex Compile()
    {
        // Between two words of a phrase there may be a line break, with the marks of a comment.
        string separator = Scope == TermScope.Anywhere ? @"(?:_|[ ]+|[ ]*\n[\s/*#]*)" : "_";
        IEnumerable<string> forms = Forms.Select(form => Regex.Escape(form).Replace(@"\ ", separator));
        string letters = Scope == TermScope.Exact ? @"[A-Za-z0-9_]" : "[a-z0-9]";
        return new Regex($"(?<!{letters})(?:{string.Join('|', forms)})(?!{letters})", RegexOptions.CultureInvariant);
    }

    private static int LineOf(string text, int index) => 1 + text.AsSpan(0, index).Count('\n');
}

/// <summary>A file in the forms in which terms are searched. All have the line breaks of the file.</summary>
internal sealed class TermText
{
    private const string CLike = @"//[^\n]*|/\*.*?\*/|@""(?:[^""]|"""")*""|""(?:\\.|[^""\\\n])*""|'(?:\\.|[^'\\\n])+'";
    private const string Python = @"#[^\n]*|"""""".*?""""""|""(?:\\.|[^""\\\n])*""|'(?:\\.|[^'\\\n])*'";

    private readonly string _path;
    private readonly string _text;
    private string? _normalized;
    private string? _code;
    private string? _normalizedCode;

    public TermText(string path, string text)
    {
        _path = path;
        _text = text;
        NormalizedPath = Normalize(path.Replace('-', '_'));
    }

    public string NormalizedPath { get; }

    /// <summary>Identifiers are split into lower-case words with _ between them.</summary>
    public string Normalized => _normalized ??= Normalize(_text);

    /// <summary>Without comments and strings; empty for a document.</summary>
    public string Code => _code ??= Strip();

    public string NormalizedCode => _normalizedCode ??= Normalize(Code);

    public bool IsIn(string path) => path[0] == '*' ? _path.EndsWith(path[1..], StringComparison.Ordinal)
        : path == _path || (path[^1] == '/' && _path.StartsWith(path, StringComparison.Ordinal));

    private string Strip()
    {
        string? pattern = Path.GetExtension(_path) switch
        {
            ".c" or ".h" or ".inc" or ".cc" or ".hpp" or ".cs" or ".mjs" or ".go" or ".java" => CLike,
            ".py" => Python,
            _ => null,
        };
        return pattern is null ? "" : Regex.Replace(
            _text, pattern, match => new string('\n', match.Value.Count(c => c == '\n')), RegexOptions.Singleline);
    }

    private static string Normalize(string text) =>
        Regex.Replace(text, "(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_").ToLowerInvariant();
}
