using System.Runtime.CompilerServices;
using ArrowBridge.Abi;
using ArrowBridge.Errors;

namespace ArrowBridge.Streams;

/// <summary>Writes to the callback of a caller.</summary>
internal static unsafe class OutputCallback
{
    /// <summary>Throws if there is no callback.</summary>
    public static void Require(COutput* output)
    {
        if (output->write == null)
        {
            Throw.Argument("output", "has no function 'write'");
        }
    }

    /// <summary>Passes bytes to the callback, none if <paramref name="size"/> is 0. A failure of the callback is a
    /// foreign one.</summary>
    // Only the first byte of the message is cleared: clearing all of it would cost more than a small piece.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Write(in COutput output, byte* data, long size)
    {
        if (size == 0)
        {
            return;
        }
        CError error;
        error.message[0] = 0;
        int code = output.write(output.context, data, size, &error);
        if (code != 0)
        {
            Throw.Foreign(code, CallbackReader.ForeignText(&error), "the output callback");
        }
    }
}
