using ArrowBridge.Errors;

namespace ArrowBridge.Ipc;

/// <summary>Tells from its first bytes what an input is.</summary>
internal static class StreamStart
{
    public static bool IsMagic(ReadOnlySpan<byte> head) =>
        head.Length >= 4 && head[..Math.Min(head.Length, MessageSource.Magic.Length)]
            .SequenceEqual(MessageSource.Magic[..Math.Min(head.Length, MessageSource.Magic.Length)]);

    /// <summary>Refuses what is not Arrow IPC, by name where it is known.</summary>
    public static void Check(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty)
        {
            Throw.Rule("IPC-3", null, "this is empty, not even a schema is there");
        }
        if (head.Length < sizeof(int) && MessageSource.Magic.StartsWith(head))
        {
            Throw.Truncated("IPC-5", $"the file is cut off after {head.Length} bytes");
        }
        if (!IsMagic(head) && FormatDetection.Describe(head) is { } other)
        {
            Throw.Rule("IPC-1", null, $"this is not Arrow IPC; it looks like {other}");
        }
    }
}
