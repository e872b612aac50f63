using ArrowBridge.Errors;

namespace ArrowBridge;

/// <summary>
/// The exception of the managed API, and the one to throw in a reader of one's own: number and text reach the consumer of the
/// stream as they are, through any number of hops, in whatever language it is written.
/// </summary>
public class ArrowBridgeException : Exception
{
    /// <summary>A failure of a kind that has a name.</summary>
    /// <param name="code">The kind; <see cref="ErrorCode.None"/> is taken for <see cref="ErrorCode.Invalid"/>.</param>
    /// <param name="message">What consumers read.</param>
    /// <param name="inner">The exception that led to it, if any; it is not handed on to consumers.</param>
    public ArrowBridgeException(ErrorCode code, string message, Exception? inner = null)
        : this(Errno.Of(code), message, inner)
    {
    }

    /// <summary>A failure with a number of its own.</summary>
    /// <param name="number">What consumers get as the code: an errno of this platform, or any other number but 0, which is taken for EINVAL.</param>
    /// <param name="message">What consumers read.</param>
    /// <param name="inner">The exception that led to it, if any; it is not handed on to consumers.</param>
    public ArrowBridgeException(int number, string message, Exception? inner = null)
        : base(message, inner)
    {
        Number = number == 0 ? Errno.Of(ErrorCode.Invalid) : number;
    }

    private protected ArrowBridgeException(int number)
    {
        Number = number;
    }

    /// <summary>The errno of this platform, or the number of the foreign stream that failed, as it came.</summary>
    public int Number { get; }

    /// <summary>The kind of failure that <see cref="Number"/> stands for; <see cref="ErrorCode.None"/> where it is none of them.</summary>
    public ErrorCode Code => Errno.KindOf(Number);

    /// <summary>The id of the rule that was broken, such as <c>ARR-7</c>; null where there is none. The text names it, too.</summary>
    public string? Rule { get; private protected init; }

    /// <summary>The path of names of the field at fault, such as <c>points.x</c>; null where it is not one field's.</summary>
    public string? Field { get; internal set; }

    /// <summary>The number of the batch in its stream, from 0; -1 where it is not one batch's.</summary>
    public long Batch { get; internal set; } = -1;

    /// <summary>The path of the file that was read or written; null where there is none.</summary>
    public string? File { get; internal set; }
}
