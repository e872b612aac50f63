using ArrowBridge.Errors;

namespace ArrowBridge;

/// <summary>
/// The exception of the managed API. Throw it in a custom reader: code and message reach the consumer of the stream
/// unchanged, through any number of streams and in any language.
/// </summary>
public class ArrowBridgeException : Exception
{
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
        Number = number == 0 ? Errno.Of(ErrorCode.Invalid) : number;
    }

    private protected ArrowBridgeException(int number)
    {
        Number = number;
    }

    /// <summary>The errno of this platform, or the unchanged code of the foreign stream that failed.</summary>
    public int Number { get; }

    /// <summary>
    /// The kind of failure that <see cref="Number"/> corresponds to; <see cref="ErrorCode.None"/> if there is none.
    /// </summary>
    public ErrorCode Code => Errno.KindOf(Number);

    /// <summary>The id of the broken rule, such as <c>ARR-7</c>, or null. The message contains it, too.</summary>
    public string? Rule { get; private protected init; }

    /// <summary>
    /// The path of the field at fault, such as <c>points.x</c>; null if the failure is not about one field.
    /// </summary>
    public string? Field { get; internal set; }

    /// <summary>The index of the batch in its stream, from 0; -1 if the failure is not about one batch.</summary>
    public long Batch { get; internal set; } = -1;

    /// <summary>The path of the file that was read or written, or null.</summary>
    public string? File { get; internal set; }
}
