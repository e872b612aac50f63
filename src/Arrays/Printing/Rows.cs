namespace ArrowBridge.Arrays;

/// <summary>
/// The rows that are shown, some from the start and some from the end, and whether any row is omitted.
/// </summary>
internal readonly struct Rows
{
    public readonly long Length;
    public readonly long Head;
    public readonly long Tail;

    public Rows(long length, TableOptions options)
    {
        Length = length;
        Head = Math.Min(options.Head, length);
        Tail = Math.Min(options.Tail, length - Head);
    }

    public bool AreLeftOut => Head + Tail < Length;
}
