using System.Diagnostics.CodeAnalysis;

namespace ArrowBridge.ApacheArrow;

/// <summary>All throws of the adapter, named by reason.</summary>
internal static class Throw
{
    /// <summary>A type that Apache.Arrow cannot give or take.</summary>
    [DoesNotReturn]
    public static void NotSupported(string field, string problem, Exception inner) =>
        throw new ArrowBridgeException(ErrorCode.NotSupported, $"field '{field}': {problem}: {inner.Message}", inner);

    /// <summary>A batch whose columns are not those of its schema.</summary>
    [DoesNotReturn]
    public static void Columns(int columns, int fields) =>
        throw new ArrowBridgeException(ErrorCode.Invalid, $"the batch has {columns} columns, but its schema {fields}");

    /// <summary>More than 32 bits count.</summary>
    [DoesNotReturn]
    public static void TooLarge(string what, string size) => throw new ArrowBridgeException(
        ErrorCode.Overflow, $"{what}: {size}, but arrays of Apache.Arrow hold at most {int.MaxValue}; take slices");
}
