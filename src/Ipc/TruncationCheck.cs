using System.Runtime.InteropServices;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>
/// Checks that a mapped file has not become shorter: access past its new end would kill the process (SIGBUS).
/// </summary>
/// <param name="fd">Descriptor of the file, open as long as the reader lives.</param>
/// <param name="size">Its size when it was mapped.</param>
internal readonly struct TruncationCheck(int fd, long size)
{
    [DllImport("arrowbridge_native"), SuppressGCTransition]
    private static extern long ab_file_size(int fd);

    public void Check()
    {
        long now = ab_file_size(fd);
        if (now < 0)
        {
            Throw.System((int)-now, $"the file size cannot be read: {SystemText.Of((int)-now)}");
        }
        if (now < size)
        {
            Throw.Truncated("IPC-4",
                $"the file was shortened while it was read: it had {size} bytes and now has {now}");
        }
    }
}
