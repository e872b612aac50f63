using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace ArrowBridge.Errors;

/// <summary>Every throw statement of the library, named by reason.</summary>
internal static class Throw
{
    /// <summary>A missing or invalid argument of an API function.</summary>
    [DoesNotReturn]
    public static void Argument(string name, string problem) =>
        throw new ArrowBridgeException(ErrorCode.Invalid, null, null, $"argument '{name}' {problem}");

    [DoesNotReturn]
    public static void NullArgument(string name) => Argument(name, "is NULL");

    /// <summary>Data that breaks a rule, at a field.</summary>
    [DoesNotReturn]
    public static void Rule(string rule, string? field, string problem) =>
        throw new ArrowBridgeException(ErrorCode.Invalid, rule, field, problem);

    /// <summary>Data that breaks a rule, at a row of a field.</summary>
    [DoesNotReturn]
    public static void Row(string rule, string? field, long row, string problem) =>
        throw new ArrowBridgeException(ErrorCode.Invalid, rule, field, problem) { Row = row };

    /// <summary>Valid data of a kind that the library does not support.</summary>
    [DoesNotReturn]
    public static void NotSupported(string? rule, string? field, string problem) =>
        throw new ArrowBridgeException(ErrorCode.NotSupported, rule, field, problem);

    [DoesNotReturn]
    public static void NotImplemented(string? rule, string? field, string problem) =>
        throw new ArrowBridgeException(ErrorCode.NotImplemented, rule, field, problem);

    /// <summary>Truncated input.</summary>
    [DoesNotReturn]
    public static void Truncated(string rule, string problem) =>
        throw new ArrowBridgeException(ErrorCode.InputOutput, rule, null, problem);

    /// <summary>
    /// Invalid input that breaks no rule of the specification: text that is not JSON, a comparison that fails.
    /// </summary>
    [DoesNotReturn]
    public static void Invalid(string? field, string problem) =>
        throw new ArrowBridgeException(ErrorCode.Invalid, null, field, problem);

    [DoesNotReturn]
    public static void OutOfMemory(long size) =>
        throw new ArrowBridgeException(ErrorCode.OutOfMemory, null, null,
            $"out of memory: {size} bytes were requested");

    /// <summary>A codec that fails on valid data.</summary>
    [DoesNotReturn]
    public static void Codec(string codec, string reason) =>
        throw new ArrowBridgeException(ErrorCode.InputOutput, "IPC-11", null,
            $"{codec} cannot compress a buffer: {reason}");

    /// <summary>A batch that needs more memory than the reader allows.</summary>
    [DoesNotReturn]
    public static void Limit(string? field, long limit) =>
        throw new ArrowBridgeException(ErrorCode.OutOfMemory, "SEC-6", field,
            $"needs more than the reader's limit of {limit} bytes (max_bytes)");

    [DoesNotReturn]
    public static void Overflow(string? rule, string? field, string what) =>
        throw new ArrowBridgeException(ErrorCode.Invalid, rule, field, $"{what} is too large for 64 bits");

    [DoesNotReturn]
    public static void Busy(string what = "reader") =>
        throw new ArrowBridgeException(ErrorCode.Busy, null, null,
            $"the {what} is in another call; it allows one call at a time");

    [DoesNotReturn]
    public static void AlreadyRegistered(string what) =>
        throw new ArrowBridgeException(ErrorCode.Busy, null, null, $"{what} is registered already");

    [DoesNotReturn]
    public static void NotRegistered(string what) =>
        throw new ArrowBridgeException(ErrorCode.NotFound, null, null, $"{what} is not registered");

    /// <summary>A call on a disposed object.</summary>
    [DoesNotReturn]
    public static void Disposed(string name) => throw new ObjectDisposedException(name);

    [DoesNotReturn]
    public static void Cancelled(string why) => throw new ArrowBridgeException(ErrorCode.Cancelled, null, null, why);

    [DoesNotReturn]
    public static void TimedOut(string why) => throw new ArrowBridgeException(ErrorCode.TimedOut, null, null, why);

    /// <summary>A foreign failure: code and message pass through unchanged.</summary>
    [DoesNotReturn]
    public static void Foreign(int code, byte[]? message, string source, Exception? cause = null) =>
        throw ArrowBridgeException.Foreign(
            code, message, $"{source} failed with code {code} and gave no message", cause);

    /// <summary>
    /// A failure of C# code that the caller wrote. C callers receive the code for its type and its message, as one
    /// line; C# callers receive the exception itself.
    /// </summary>
    [DoesNotReturn]
    public static void Authored(Exception cause)
    {
        string text = cause.Message;
        if (text.Length == 0)
        {
            text = cause.GetType().Name;
        }
        throw ArrowBridgeException.Foreign(Errno.Of(cause), ExceptionBoundary.OneLine(text), text, cause);
    }

    /// <summary>A C# program on a platform for which the package has no native library.</summary>
    [DoesNotReturn]
    public static void NoNativePart(DllNotFoundException exception) => throw new DllNotFoundException(
        "the native library arrowbridge_native of ArrowBridge is missing: the package has it, under "
        + "runtimes/, only for the platforms that it was built for", exception);

    /// <summary>Rethrows an exception of C# code, with its stack trace.</summary>
    [DoesNotReturn]
    public static void Again(Exception cause) => ExceptionDispatchInfo.Throw(cause);

    /// <summary>Rethrows the exception of C# code that made a call fail, if there is one.</summary>
    public static void CauseOf(ArrowBridgeException exception)
    {
        if (exception.Cause is { } cause)
        {
            Again(cause);
        }
    }

    /// <summary>An operating-system call that failed with an errno.</summary>
    [DoesNotReturn]
    public static void System(int number, string problem) =>
        throw ArrowBridgeException.OfSystem(number, problem);
}
