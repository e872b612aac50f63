using System.Text;
using ArrowBridge.Errors;

namespace ArrowBridge.Streams;

/// <summary>Threads of the library that call foreign code (native/foreign_calls.h).</summary>
internal static class ThreadStart
{
    /// <summary>Throws if a thread was not started.</summary>
    /// <param name="code">An errno, or 0.</param>
    /// <param name="purpose">What the thread does, as in "reads the source".</param>
    public static void Check(int code, string purpose)
    {
        if (code == Errno.Of(ErrorCode.OutOfMemory))
        {
            Throw.OutOfMemory(0);
        }
        if (code != 0)
        {
            Throw.Foreign(code, Encoding.UTF8.GetBytes($"no thread can be started that {purpose}"), "the thread");
        }
    }
}
