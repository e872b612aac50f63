using ArrowBridge.Errors;

namespace ArrowBridge.Ipc;

/// <summary>Checks the first bytes of an input.</summary>
internal static unsafe class StreamStart
{
    /// <summary>The most bytes that help to tell what an input is.</summary>
    public const int MostBytes = 64;

    public static bool IsMagic(ReadOnlySpan<byte> head) =>
        head.Length >= 4 && head[..Math.Min(head.Length, MessageSource.Magic.Length)]
            .SequenceEqual(MessageSource.Magic[..Math.Min(head.Length, MessageSource.Magic.Length)]);

    /// <summary>Reads the first four bytes of an input, which must be Arrow IPC.</summary>
    public static int Read(Input input)
    {
        byte* head = stackalloc byte[MostBytes];
        long got = input.Fill(head, sizeof(int));
        if (got == sizeof(int) && OtherFormat(new ReadOnlySpan<byte>(head, sizeof(int))) is not null)
        {
            // More bytes tell more about what it is, but no input is waited for.
            got += input.ReadSome(head + got, MostBytes - got);
        }
        Check(new ReadOnlySpan<byte>(head, (int)got));
        InputSource.RequireWhole(got);
        return *(int*)head;
    }

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
        if (OtherFormat(head) is { } other)
        {
            Throw.Rule("IPC-1", null, $"this is not Arrow IPC; it looks like {other}");
        }
    }

    private static string? OtherFormat(ReadOnlySpan<byte> head) =>
        IsMagic(head) ? null : FormatDetection.Describe(head);
}
