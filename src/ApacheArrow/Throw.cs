using System.Diagnostics.CodeAnalysis;

namespace ArrowBridge.ApacheArrow;

/// <summary>Throws the exceptions of the adapter. Each method is named for its reason.</summary>
internal static class Throw
{
    /// <summary>Apache.Arrow cannot export or import the type of a field.</summary>
    [DoesNotReturn]
    public static void NotSupported(string field, string problem, Exception inner) =>
        throw new ArrowBridgeException(ErrorCode.NotSupported, $"field '{field}': {problem}: {inner.Message}", inner);

    /// <summary>A batch does not have as many columns as its schema has fields.</summary>
    [DoesNotReturn]
    public static void ColumnCount(int columns, int fields) =>
        throw new ArrowBridgeException(
            ErrorCode.Invalid, $"the batch has {columns} columns, but its schema has {fields} fields");

    /// <summary>A length, an offset or the size of a buffer exceeds 32 bits.</summary>
    [DoesNotReturn]
    public static void TooLarge(string what, string size) => throw new ArrowBridgeException(
        ErrorCode.Overflow,
        $"{what}: {size}, but an array of Apache.Arrow holds at most {int.MaxValue}; convert slices");
}
