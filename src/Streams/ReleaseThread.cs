using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Streams;

/// <summary>
/// The thread that disposes the sources of readers which C code released. A release callback cannot enter the runtime;
/// it wakes this thread instead, and waits for nothing. The thread starts with the first reader that has something to
/// dispose, so the C library, which has none, never starts it.
/// </summary>
internal static unsafe class ReleaseThread
{
    /// <summary>How long the end of a C# program waits for running disposals, in milliseconds.</summary>
    private const int ExitWait = 5000;

    private static readonly Lock s_lock = new();
    private static volatile bool s_running;
    private static bool s_prepared;

    public static bool IsRunning => s_running;

    public static void Start()
    {
        if (s_running)
        {
            return;
        }
        lock (s_lock)
        {
            if (s_running)
            {
                return;
            }
            if (!s_prepared)
            {
                if (StreamsNative.ab_release_queue_start() != 0)
                {
                    Throw.OutOfMemory(0);
                }
                AppDomain.CurrentDomain.ProcessExit += (_, _) => End();
                s_prepared = true;
            }
            new Thread(Run) { IsBackground = true, Name = "ArrowBridge release" }.Start();
            s_running = true;
        }
    }

    /// <summary>
    /// Waits until everything that was released is disposed, but not longer than a time in milliseconds. Returns at
    /// once on the release thread.
    /// </summary>
    public static void WaitUntilIdle(int limit)
    {
        ReleaseQueue.Drain();
        long end = Environment.TickCount64 + limit;
        while (StreamsNative.ab_release_queue_is_idle() == 0 && Environment.TickCount64 < end)
        {
            Thread.Sleep(1);
        }
    }

    private static void Run()
    {
        while (true)
        {
            ReleaseQueue.Free(StreamsNative.ab_release_queue_wait());
        }
    }

    private static void End()
    {
        WaitUntilIdle(ExitWait);
        StreamsNative.ab_release_queue_no_exit_wait();
    }
}
