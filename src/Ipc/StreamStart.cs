using ArrowBridge.Errors;

namespace ArrowBridge.Ipc;

/// <summary>Checks the first bytes of an input.</summary>
internal static class StreamStart
{
    public static bool IsMagic(ReadOnlySpan<byte> head) =>
        head.Length >= 4 && head[..Math.Min(head.Length, MessageSource.Magic.Length)]
            .SequenceEqual(MessageSource.Magic[..Math.Min(head.Length, MessageSource.Magic.Length)]);

    /// <summary>Refuses input that is not Arrow IPC and names its format if it is known.</summary>
    public static void Check(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty)
        {
            Throw.Rule("IPC-3", null, "the input is empty; Arrow IPC begins with a schema");
        }
        if (head.Length < sizeof(int) && MessageSource.Magic.StartsWith(head))
        {
            Throw.Truncated("IPC-5", $"the file is truncated after {head.Length} bytes");
        }
        if (!IsMagic(head) && FormatDetection.Describe(head) is { } other)
        {
            Throw.Rule("IPC-1", null, $"this is not Arrow IPC; it looks like {other}");
        }
    }
}
