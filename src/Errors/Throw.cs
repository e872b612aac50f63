using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace ArrowBridge.Errors;

/// <summary>All throws of the library, named by reason.</summary>
internal static class Throw
{
    /// <summary>A missing or impossible argument of an API function.</summary>
    [DoesNotReturn]
    public static void Argument(string name, string problem) =>
        throw new BridgeException(ErrorCode.Invalid, null, null, $"argument '{name}' {problem}");

    [DoesNotReturn]
    public static void NullArgument(string name) => Argument(name, "is NULL");

    /// <summary>Data that breaks a rule, at a field.</summary>
    [DoesNotReturn]
    public static void Rule(string rule, string? field, string problem) =>
        throw new BridgeException(ErrorCode.Invalid, rule, field, problem);

    /// <summary>Data that breaks a rule, at a row of a field.</summary>
    [DoesNotReturn]
    public static void Row(string rule, string? field, long row, string problem) =>
        throw new BridgeException(ErrorCode.Invalid, rule, field, problem) { Row = row };

    /// <summary>Data that is sound, as far as can be told, but of a kind that is not handled.</summary>
    [DoesNotReturn]
    public static void NotSupported(string? rule, string? field, string problem) =>
        throw new BridgeException(ErrorCode.NotSupported, rule, field, problem);

    [DoesNotReturn]
    public static void NotImplemented(string? rule, string? field, string problem) =>
        throw new BridgeException(ErrorCode.NotImplemented, rule, field, problem);

    /// <summary>Bytes that end too early.</summary>
    [DoesNotReturn]
    public static void Truncated(string rule, string problem) =>
        throw new BridgeException(ErrorCode.InputOutput, rule, null, problem);

    /// <summary>What is wrong by no rule of the specification: a text that is not JSON, a comparison that fails.</summary>
    [DoesNotReturn]
    public static void Invalid(string? field, string problem) =>
        throw new BridgeException(ErrorCode.Invalid, null, field, problem);

    [DoesNotReturn]
    public static void OutOfMemory(long size) =>
        throw new BridgeException(ErrorCode.OutOfMemory, null, null, $"out of memory: {size} bytes were asked for");

    /// <summary>A codec that fails on sound data.</summary>
    [DoesNotReturn]
    public static void Codec(string codec, string reason) =>
        throw new BridgeException(ErrorCode.InputOutput, "IPC-11", null, $"{codec} cannot compress a buffer: {reason}");

    /// <summary>More memory than the reader's limit.</summary>
    [DoesNotReturn]
    public static void Limit(string? field, long limit) =>
        throw new BridgeException(ErrorCode.OutOfMemory, "SEC-6", field, $"the reader's limit of {limit} bytes (max_bytes) does not suffice");

    [DoesNotReturn]
    public static void Overflow(string? rule, string? field, string what) =>
        throw new BridgeException(ErrorCode.Invalid, rule, field, $"{what} is too large for 64 bits");

    [DoesNotReturn]
    public static void Busy(string what = "reader") =>
        throw new BridgeException(ErrorCode.Busy, null, null, $"the {what} is in another call; it takes one at a time");

    /// <summary>A call on a managed object that was disposed.</summary>
    [DoesNotReturn]
    public static void Disposed(string name) => throw new ObjectDisposedException(name);

    [DoesNotReturn]
    public static void Cancelled(string why) => throw new BridgeException(ErrorCode.Cancelled, null, null, why);

    /// <summary>A foreign failure: number and text pass through unchanged.</summary>
    [DoesNotReturn]
    public static void Foreign(int number, byte[]? text, string source, Exception? cause = null) =>
        throw new BridgeException(number, text, $"{source} failed with code {number} and gave no text") { Cause = cause };

    /// <summary>A C# program on a platform for which the package has no C.</summary>
    [DoesNotReturn]
    public static void NoNativePart(DllNotFoundException exception) => throw new DllNotFoundException(
        "ArrowBridge lacks its native part, arrowbridge_native: the package has it, under runtimes/, for the platforms for which it was made", exception);

    /// <summary>What C# code threw, as it was thrown.</summary>
    [DoesNotReturn]
    public static void Again(Exception cause) => ExceptionDispatchInfo.Throw(cause);

    /// <summary>An operating-system call that failed with an errno of its own.</summary>
    [DoesNotReturn]
    public static void System(int number, string problem) => throw new BridgeException(number, problem);
}
