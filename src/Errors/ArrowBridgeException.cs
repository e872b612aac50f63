using System.Text;
using ArrowBridge.Errors;

namespace ArrowBridge;

/// <summary>
/// The exception of the managed API, and the only one that this library makes for a failure of data, files and streams.
/// Throw it in a custom reader: code and message reach the consumer of the stream, through any number of streams and in
/// any language. C consumers receive the message as one line: a line break becomes a space.
/// </summary>
/// <remarks>A failure that this library finds has a kind, the broken rule of the specification, and a position, which
/// callers add on the way up. A foreign failure is its code and the unchanged bytes of its message.</remarks>
public sealed class ArrowBridgeException : Exception
{
    private readonly string? _detail;
    private readonly byte[]? _foreign;
    private readonly bool _isAuthored;

    /// <summary>Creates an exception for a kind of failure.</summary>
    /// <param name="code">The kind; <see cref="ErrorCode.None"/> is treated as <see cref="ErrorCode.Invalid"/>.</param>
    /// <param name="message">The message that consumers receive.</param>
    /// <param name="inner">The exception that caused it, if any; consumers do not receive it.</param>
    public ArrowBridgeException(ErrorCode code, string message, Exception? inner = null)
        : this(Errno.Of(code), message, inner)
    {
    }

    /// <summary>Creates an exception for an error number.</summary>
    /// <param name="number">The code that consumers receive: an errno of this platform, or any other number. 0 is
    /// treated as EINVAL.</param>
    /// <param name="message">The message that consumers receive.</param>
    /// <param name="inner">The exception that caused it, if any; consumers do not receive it.</param>
    public ArrowBridgeException(int number, string message, Exception? inner = null)
        : base(message, inner)
    {
        ErrorNumber = number == 0 ? Errno.Of(ErrorCode.Invalid) : number;
        IsForeign = true;
        _isAuthored = true;
    }

    /// <summary>A failure that the library finds.</summary>
    internal ArrowBridgeException(ErrorCode code, string? rule, string? field, string detail)
    {
        ErrorNumber = Errno.Of(code);
        Rule = rule;
        Field = field;
        _detail = detail;
    }

    private ArrowBridgeException(int number, byte[]? foreignText, string detail)
    {
        ErrorNumber = number;
        _foreign = foreignText;
        _detail = detail;
    }

    /// <summary>The errno of this platform, or the unchanged code of the foreign stream that failed.</summary>
    public int ErrorNumber { get; }

    /// <summary>
    /// The kind of failure that <see cref="ErrorNumber"/> corresponds to; <see cref="ErrorCode.None"/> if there is
    /// none.
    /// </summary>
    public ErrorCode Code => Errno.KindOf(ErrorNumber);

    /// <summary>The id of the broken rule, such as <c>ARR-7</c>, or null. The message contains it, too.</summary>
    public string? Rule { get; }

    /// <summary>
    /// The path of the field at fault, such as <c>points.x</c>; null if the failure is not about one field.
    /// </summary>
    public string? Field { get; internal set; }

    /// <summary>The index of the batch in its stream, from 0; -1 if the failure is not about one batch.</summary>
    public long Batch { get; internal set; } = -1;

    /// <summary>The path of the file that was read or written, or null.</summary>
    public string? File { get; internal set; }

    /// <summary>The message with its position. Control characters of names are escaped.</summary>
    public override string Message => _isAuthored ? base.Message : Compose(null);

    /// <summary>The row of the field's array, from 0; -1 if the failure is not about one row.</summary>
    internal long Row { get; set; } = -1;

    /// <summary>What is wrong, without the position.</summary>
    internal string Detail => _isAuthored ? base.Message : _detail ?? "";

    /// <summary>Whether code outside the library made the failure, in C or C#, whose text is passed on.</summary>
    internal bool IsForeign { get; private init; }

    /// <summary>
    /// The exception that C# code threw, of which C callers receive only code and message; else null.
    /// </summary>
    internal Exception? Cause { get; private init; }

    /// <summary>A failure of a foreign stream or callback. Null stands for a text that is missing.</summary>
    internal static ArrowBridgeException Foreign(
        int number, byte[]? text, string replacement, Exception? cause = null) =>
        new(number, text, replacement) { IsForeign = true, Cause = cause };

    /// <summary>A failure of the operating system.</summary>
    internal static ArrowBridgeException OfSystem(int number, string detail) => new(number, null, detail);

    /// <summary>The message for a caller of <paramref name="operation"/>; a foreign message is unchanged.</summary>
    internal byte[] Text(string? operation) =>
        _foreign ?? (_isAuthored ? ExceptionBoundary.OneLine(Message) : Encoding.UTF8.GetBytes(Compose(operation)));

    /// <summary>
    /// Writes the message for a caller of <paramref name="operation"/> in C, which has a limited length, without a
    /// string for it.
    /// </summary>
    /// <returns>Whether this is done; if not, <see cref="Text"/> has the message.</returns>
    internal bool TryWrite(ref ErrorLine line, string operation)
    {
        if (IsForeign)
        {
            return false;
        }
        Compose(ref line, operation);
        return true;
    }

    private string Compose(string? operation)
    {
        if (IsForeign)
        {
            return _foreign is null ? _detail! : Encoding.UTF8.GetString(_foreign);
        }
        ErrorText text = new();
        Compose(ref text, operation);
        return text.ToString();
    }

    private void Compose<T>(ref T text, string? operation)
        where T : struct, IErrorParts, allows ref struct
    {
        if (operation is not null)
        {
            text.Append(operation);
            text.Append(": ");
        }
        if (File is not null)
        {
            text.Append("'");
            text.Append(File);
            text.Append("': ");
        }
        if (Rule is not null)
        {
            text.Append(Rule);
            text.Append(": ");
        }
        if (Batch >= 0)
        {
            text.Append("batch ");
            text.Append(Batch);
            text.Append(": ");
        }
        if (Field is not null)
        {
            text.Append("field '");
            text.Append(Field);
            text.Append("': ");
        }
        if (Row >= 0)
        {
            text.Append("row ");
            text.Append(Row);
            text.Append(": ");
        }
        text.Append(_detail ?? "");
    }
}
