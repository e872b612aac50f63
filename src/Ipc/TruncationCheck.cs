using System.Runtime.InteropServices;
using ArrowBridge.Errors;

namespace ArrowBridge.Ipc;

/// <summary>Sees to it that a mapped file is as long as it was: to touch what was cut off would end the program.</summary>
/// <param name="fd">The file, open for as long as the reader lives.</param>
/// <param name="size">Its size when it was mapped.</param>
internal sealed class TruncationCheck(int fd, long size)
{
    [DllImport("arrowbridge_native"), SuppressGCTransition]
    private static extern long ab_file_size(int fd);

    public void Check()
    {
        long now = ab_file_size(fd);
        if (now < 0)
        {
            Throw.System((int)-now, $"cannot be looked at: {SystemText.Of((int)-now)}");
        }
        if (now < size)
        {
            Throw.Truncated("IPC-4", $"the file was shortened while it was read: it had {size} bytes, and has {now}");
        }
    }
}
