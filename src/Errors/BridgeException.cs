using System.Text;

namespace ArrowBridge.Errors;

/// <summary>
/// The one exception of the library. A failure of ours has a kind, the rule of the specification that was broken, and a place (batch
/// and field), which whoever knows it adds on the way up. A foreign failure is the number and the bytes of the text as they came.
/// </summary>
public sealed class BridgeException : Exception
{
    private readonly string? _detail;
    private readonly byte[]? _foreign;

    internal BridgeException(ErrorCode code, string? rule, string? field, string detail)
    {
        Number = Errno.Of(code);
        Rule = rule;
        Field = field;
        _detail = detail;
    }

    internal BridgeException(int number, byte[]? foreignText, string replacement)
    {
        Number = number;
        IsForeign = true;
        _foreign = foreignText;
        _detail = replacement;
    }

    internal BridgeException(int number, string detail)
    {
        Number = number;
        _detail = detail;
    }

    /// <summary>The errno a C caller gets.</summary>
    public int Number { get; }

    /// <summary>Whether the failure came from a foreign stream or callback.</summary>
    public bool IsForeign { get; }

    /// <summary>The id in the list of rules, such as <c>ARR-7</c>.</summary>
    public string? Rule { get; }

    /// <summary>The path of names from the root, such as <c>points.x</c>.</summary>
    public string? Field { get; internal set; }

    /// <summary>The number of the batch in its stream, from 0; -1 where there is none.</summary>
    public long Batch { get; internal set; } = -1;

    /// <summary>The path of the file that was being read.</summary>
    public string? File { get; internal set; }

    public override string Message => Compose(null);

    /// <summary>The text for a caller of <paramref name="operation"/>; a foreign text is left as it came.</summary>
    public byte[] Text(string? operation) => _foreign ?? Encoding.UTF8.GetBytes(Compose(operation));

    private string Compose(string? operation)
    {
        if (IsForeign)
        {
            return _foreign is null ? _detail! : Encoding.UTF8.GetString(_foreign);
        }
        StringBuilder text = new();
        if (operation is not null)
        {
            text.Append(operation).Append(": ");
        }
        if (File is not null)
        {
            text.Append('\'').Append(File).Append("': ");
        }
        if (Rule is not null)
        {
            text.Append(Rule).Append(": ");
        }
        if (Batch >= 0)
        {
            text.Append("batch ").Append(Batch).Append(": ");
        }
        if (Field is not null)
        {
            text.Append("field '").Append(Field).Append("': ");
        }
        return text.Append(_detail).ToString();
    }
}
