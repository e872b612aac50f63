using System.Text;

namespace ArrowBridge.Errors;

/// <summary>
/// The one exception that the library throws. A failure of ours has a kind, the rule of the specification that was broken, and a place (batch
/// and field), which whoever knows it adds on the way up. A foreign failure is the number and the bytes of the text as they came.
/// </summary>
internal sealed class BridgeException : ArrowBridgeException
{
    private readonly string? _detail;
    private readonly byte[]? _foreign;

    internal BridgeException(ErrorCode code, string? rule, string? field, string detail)
        : base(Errno.Of(code))
    {
        Rule = rule;
        Field = field;
        _detail = detail;
    }

    internal BridgeException(int number, byte[]? foreignText, string replacement)
        : base(number)
    {
        IsForeign = true;
        _foreign = foreignText;
        _detail = replacement;
    }

    internal BridgeException(int number, string detail)
        : base(number)
    {
        _detail = detail;
    }

    /// <summary>The row of the field's array, from 0; -1 where it is not one row's.</summary>
    public long Row { get; init; } = -1;

    /// <summary>What is wrong, without the place.</summary>
    public string Detail => _detail ?? "";

    /// <summary>Whether the failure came from a foreign stream or callback.</summary>
    public bool IsForeign { get; }

    /// <summary>What C# code threw, where number and text are only what C callers read of it; else null.</summary>
    public Exception? Cause { get; init; }

    /// <summary>As it stands in the list of rules, with the place.</summary>
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
        if (Row >= 0)
        {
            text.Append("row ").Append(Row).Append(": ");
        }
        return text.Append(_detail).ToString();
    }
}
