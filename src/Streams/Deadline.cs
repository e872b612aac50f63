namespace ArrowBridge.Streams;

/// <summary>Points in time of <see cref="StreamsNative.ab_now_ms"/> until which a native function waits.</summary>
internal static class Deadline
{
    /// <summary>No limit of time.</summary>
    public const long None = -1;

    /// <summary>The time that is so many milliseconds from now; 0: no limit.</summary>
    public static long After(long milliseconds)
    {
        long now = StreamsNative.ab_now_ms();
        return milliseconds == 0 ? None : milliseconds > long.MaxValue - now ? long.MaxValue : now + milliseconds;
    }
}
