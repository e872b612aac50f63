using System.Text;

namespace ArrowBridge.Errors;

/// <summary>
/// The one exception that the library throws. A failure of the library has a kind, the broken rule of the
/// specification, and a position (batch and field), which callers add on the way up. A foreign failure is its code and
/// the unchanged bytes of its message.
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

    /// <summary>The row of the field's array, from 0; -1 if the failure is not about one row.</summary>
    public long Row { get; set; } = -1;

    /// <summary>What is wrong, without the position.</summary>
    public string Detail => _detail ?? "";

    /// <summary>Whether the failure came from a foreign stream or callback.</summary>
    public bool IsForeign { get; }

    /// <summary>
    /// The exception that C# code threw, of which C callers receive only code and message; else null.
    /// </summary>
    public Exception? Cause { get; init; }

    /// <summary>The message with its position, without the operation.</summary>
    public override string Message => Compose(null);

    /// <summary>The message for a caller of <paramref name="operation"/>; a foreign message is unchanged.</summary>
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
